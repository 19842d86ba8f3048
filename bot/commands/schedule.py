"""/schedule time zone: when the digest of this channel comes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from bot.briefing import Briefing
from bot.command import Argument, Choice, Command, Permission, Request
from bot.commands.subscribe import in_zone
from bot.deliveries.wishes import reschedule
from bot.kinds import matching_zones
from model.subscription import Subscriber
from store import Questions

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def run(request: Request, time: time | None, zone: str | None, day: str | None, empty: bool | None) -> Briefing:
    """Shows, and where something is given changes, time, zone, weekday of the weekly digest and quiet days."""
    t = request.texts
    given = time is not None or zone or day or empty is not None

    def write(q: Questions) -> tuple[Subscriber, datetime | None]:
        known = q.channels.ensure(request.channel)
        habits = known.habits
        if time is not None:
            habits = replace(habits, at=time.hour * 60 + time.minute)
        if zone:
            habits = replace(habits, zone=zone)
        if day:
            habits = replace(habits, weekday=DAYS.index(day))
        if empty is not None:
            habits = replace(habits, empty=empty)
        q.channels.set_habits(known.number, habits)
        changed = replace(known, habits=habits)
        return changed, reschedule(q, changed, q.subscriptions.of(known.number), request.now)

    if given:
        subscriber, due = request.store.write(write, durable=True)
    else:
        with request.store.read() as q:
            subscriber = q.channels.find(request.channel) or Subscriber(0, request.channel)
        due = subscriber.digest_due
    habits = subscriber.habits
    lines = [
        t.say(
            "schedule.text",
            at=f"{habits.at // 60:02}:{habits.at % 60:02}",
            zone=habits.zone,
            day=t.say(f"weekday.{habits.weekday + 1}"),
        ),
        t.say("schedule.empty" if habits.empty else "schedule.not_empty"),
        t.say("subscribe.due", at=in_zone(due, subscriber)) if due else t.say("schedule.no_digest"),
    ]
    return Briefing("settings", t.say("schedule.title"), "\n".join(lines), private=True)


def zones(request: Request, text: str) -> Sequence[Choice]:
    """Time zones by name or city."""
    known = matching_zones(text) if text.strip() else ("Asia/Baghdad", "UTC", "Europe/London", "America/New_York")
    return tuple(Choice(zone, zone) for zone in known[:25])


def days(request: Request) -> Mapping[str, str]:
    """Days of the week."""
    return {request.texts.say(f"weekday.{n}"): day for n, day in enumerate(DAYS, 1)} | {day: day for day in DAYS}


command = Command(
    "schedule",
    run,
    (
        Argument("time", kind="time"),
        Argument("zone", kind="zone", suggest=zones),
        Argument("day", kind="choice", choices=days),
        Argument("empty", kind="flag"),
    ),
    permission=Permission.MANAGE,
    private=True,
    positional=True,
    example="/schedule 08:00 Asia/Baghdad",
)
