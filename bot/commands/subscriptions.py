"""/subscriptions: what this channel and its community are told by themselves, and every pause with its reason."""

from datetime import timedelta

from bot.briefing import Action, Briefing, Field, Line, Section
from bot.command import Command, Request
from bot.commands.subscribe import in_zone
from bot.deliveries.wishes import wish_line
from model.subscription import Subscriber
from store import Questions

LATELY = timedelta(days=7)


def run(request: Request) -> Briefing:
    """The channel's own list first, then the other channels of its community."""
    t = request.texts
    with request.store.read() as q:
        own = q.channels.find(request.channel)
        wishes = q.subscriptions.of(own.number) if own else ()
        since = request.now - LATELY
        lines = tuple(wish_line(request, q, n, one, since) for n, one in enumerate(wishes, 1))
        sections = [Section(t.say("subscriptions.here"), lines)] if lines else []
        sections += _others(request, q, own)
        fields = _fields(request, own) if own else ()
    text = "" if sections else t.say("subscriptions.none")
    warnings = (t.say("subscriptions.stopped", reason=_reason(own)),) if own and own.state != "active" else ()
    actions = tuple(Action(t.say("action.unsubscribe", n=n), f"/unsubscribe {n}") for n in range(1, len(lines) + 1))
    return Briefing(
        "settings",
        t.say("subscriptions.title"),
        text,
        fields=fields,
        sections=tuple(sections),
        actions=actions[:5],
        warnings=warnings,
        private=True,
    )


def _reason(subscriber: Subscriber) -> str:
    return subscriber.reason or subscriber.state


def _fields(request: Request, own: Subscriber) -> tuple[Field, ...]:
    t, habits = request.texts, own.habits
    at = f"{habits.at // 60:02}:{habits.at % 60:02} {habits.zone}"
    found = [Field(t.say("subscriptions.schedule"), at)]
    if own.digest_due is not None:
        found.append(Field(t.say("subscriptions.next"), in_zone(own.digest_due, own)))
    return tuple(found)


def _others(request: Request, q: Questions, own: Subscriber | None) -> list[Section]:
    """One line for each other channel, with what stops it; a direct message has no others."""
    asker, t = request.asker, request.texts
    if not asker.workspace and asker.platform != "terminal":
        return []
    everything = asker.platform == "terminal"  # the operator sees all
    channels = q.channels.all() if everything else q.channels.of_workspace(asker.platform, asker.workspace)
    others = [one for one in channels if own is None or one.number != own.number]
    wishes = q.subscriptions.of_many(one.number for one in others)
    lines = []
    for one in others:
        n = len(wishes.get(one.number, ()))
        if not n and one.state == "active":
            continue
        stop = f" · {_reason(one)}" if one.state != "active" else ""
        lines.append(Line(f"{one.channel.address if everything else one.channel.id}: {t.say('wish.count', n=n)}{stop}"))
    return [Section(t.say("subscriptions.others"), tuple(lines))] if lines else []


command = Command("subscriptions", run, private=True, own_name=True)
