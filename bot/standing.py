"""What may be relied on: how well names are matched, what was read, and up to when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.command import Request
from model.feed import Feed, FeedState
from store.questions import Questions

FRESH = timedelta(hours=24)  # a feed that answered within this counts as read
EVALUATION = "evaluation"  # the note that `evaluate` leaves in the store
IRAQ = "Iraq"  # its Kurdistan Region too


@dataclass(frozen=True, slots=True)
class Reading:
    """What of the enabled feeds was read lately, and the moment up to which reports are known."""

    read: tuple[Feed, ...] = ()
    failing: tuple[tuple[Feed, FeedState], ...] = ()
    never: tuple[Feed, ...] = ()  # not polled yet
    off: tuple[Feed, ...] = ()
    cut_off: datetime | None = None  # the last successful poll of any feed

    @property
    def enabled(self) -> int:
        """How many feeds should be read."""
        return len(self.read) + len(self.failing) + len(self.never)


def reading(request: Request, q: Questions) -> Reading:
    """The state of all feeds, as of now."""
    states = q.feeds.states()
    read, failing, never, off = list[Feed](), list[tuple[Feed, FeedState]](), list[Feed](), list[Feed]()
    for feed in request.knowledge.feeds.feeds.values():
        state = states.get(feed.id)
        if not feed.enabled:
            off.append(feed)
        elif state is None or state.last_try is None:
            never.append(feed)
        elif state.last_success and state.last_success >= request.now - FRESH:
            read.append(feed)
        else:
            failing.append((feed, state))
    tries = [s.last_success for s in states.values() if s.last_success]
    return Reading(tuple(read), tuple(failing), tuple(never), tuple(off), max(tries, default=None))


def outlets_read(request: Request, known: Reading, country: str = IRAQ) -> tuple[int, int]:
    """How many outlets of a country were readable, and of how many."""
    outlets = request.knowledge.feeds.outlets
    readable = {f.outlet for f in known.read if outlets[f.outlet].country.startswith(country)}
    others = (*(f for f, _ in known.failing), *known.never)
    silent = {f.outlet for f in others if outlets[f.outlet].country.startswith(country)}
    return len(readable), len(readable | silent)


def standing_words(request: Request, q: Questions) -> str:
    """One line: measured accuracy, the cut-off of reports, and how many feeds were read."""
    t, known = request.texts, reading(request, q)
    parts = [accuracy_words(request, q)]
    if known.cut_off:
        parts.append(t.say("standing.cut_off", at=moment_words(request, known.cut_off)))
        parts.append(t.say("standing.read", n=len(known.read), total=known.enabled))
    else:
        parts.append(t.say("standing.never"))
    return " · ".join(p for p in parts if p)


def accuracy_words(request: Request, q: Questions) -> str:
    """The precision and recall of names in the last evaluation; says so where there was none."""
    found = q.meta.get(EVALUATION)
    if not found:
        return request.texts.say("standing.unmeasured")
    return request.texts.say(
        "standing.measured", precision=f"{found['precision']:.2f}", recall=f"{found['recall']:.2f}", n=found["items"]
    )


def moment_words(request: Request, at: datetime) -> str:
    """28 Jan 2026 08:00 UTC, in the zone of the channel."""
    local = at.astimezone(request.zone)
    return f"{request.texts.date(local.date())} {local:%H:%M} {zone_name(local)}"


def zone_name(local: datetime) -> str:
    """The zone of a time, as people know it: UTC, or the city's offset."""
    offset = local.strftime("%z")
    return "UTC" if offset == "+0000" else f"UTC{offset[:3]}" + (f":{offset[3:]}" if offset[3:] != "00" else "")
