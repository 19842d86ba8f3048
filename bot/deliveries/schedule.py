"""When digests fall due: local times, days and weeks, summer time and all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from model.subscription import Habits

MINUTE = timedelta(minutes=1)
CATCH_UP = timedelta(hours=20)  # a digest that was missed is posted late, if not later than that


@dataclass(frozen=True, slots=True)
class Due:
    """A digest: the local day it belongs to, the moment it falls due, and what it covers."""

    day: date
    at: datetime
    rhythms: tuple[str, ...]


@lru_cache(8192)
def moment(day: date, minutes: int, zone: str) -> datetime:
    """A local time of day as a moment: in a gap the first minute after it, in an overlap the first of the two."""
    place = ZoneInfo(zone)
    wanted = datetime.combine(day, time(minutes // 60, minutes % 60), place)
    if _exists(wanted, place):
        return wanted.astimezone(UTC)
    # Before the gap the clocks show less, after it more: walk to the first minute that there is.
    step = (wanted - timedelta(hours=4)).replace(fold=0).astimezone(UTC)
    while step.astimezone(place).replace(tzinfo=None) < wanted.replace(tzinfo=None):
        step += MINUTE
    return step


def _exists(wanted: datetime, place: ZoneInfo) -> bool:
    back = wanted.astimezone(UTC).astimezone(place)
    return back.replace(tzinfo=None) == wanted.replace(tzinfo=None)


def rhythms_on(day: date, habits: Habits, rhythms: Collection[str]) -> tuple[str, ...]:
    """Which digests a day has: the daily one, on its weekday the weekly one."""
    found = ["daily"] if "daily" in rhythms else []
    if "weekly" in rhythms and day.weekday() == habits.weekday:
        found.append("weekly")
    return tuple(found)


def next_due(after: datetime, habits: Habits, rhythms: Collection[str]) -> Due | None:
    """The first digest that falls due after a moment; None without daily or weekly subscriptions."""
    first = after.astimezone(ZoneInfo(habits.zone)).date() - timedelta(days=1)
    for n in range(10):
        day = first + timedelta(days=n)
        covered = rhythms_on(day, habits, rhythms)
        at = moment(day, habits.at, habits.zone)
        if covered and at > after:
            return Due(day, at, covered)
    return None


def due_at(at: datetime, habits: Habits, rhythms: Collection[str]) -> Due | None:
    """The digest that fell due at that moment, as it was scheduled."""
    found = next_due(at - timedelta(microseconds=1), habits, rhythms)
    return found if found is not None and found.at == at else None


def missed(due: Due, now: datetime, habits: Habits, rhythms: Collection[str]) -> Due | None:
    """Of the digests from `due` up to now the one to post: the latest, if it is not too late for it."""
    latest = due
    while (following := next_due(latest.at, habits, rhythms)) is not None and following.at <= now:
        latest = following
    return latest if now - latest.at <= CATCH_UP else None
