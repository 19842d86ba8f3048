"""/sources: outlets by what they are, which of them were read lately, what was missed, and what looks wrong."""

from collections.abc import Iterable, Iterator, Mapping

from bot.briefing import Briefing, Line, Section
from bot.command import Command, Request
from bot.lines import actor_names
from bot.standing import Reading, moment_words, outlets_read, reading
from feeds.health import Health, health_of
from feeds.schedule import SLOW_FROM, known_as
from model.feed import Feed, FeedState, Outlet


def run(request: Request) -> Briefing:
    """Feeds that are not read first, each with its reason; then those to watch, and the outlets that are, by owner."""
    t = request.texts
    with request.store.read() as q:
        known, states = reading(request, q), q.feeds.states()
    sections = [
        Section(t.say("sources.unread"), tuple(_failing(request, known))),
        Section(t.say("sources.watch"), tuple(_doubtful(request, known.read, states))),
        *_by_owner(request, [*known.read, *known.never], states),
    ]
    return Briefing(
        "sources",
        t.say("sources.title"),
        "\n".join(_text(request, known)),
        sections=tuple(s for s in sections if s.lines),
        as_of=request.now,
    )


def _text(request: Request, known: Reading) -> Iterator[str]:
    t = request.texts
    yield t.say("sources.text", n=known.enabled) + (t.say("sources.off", n=len(known.off)) if known.off else "")
    if known.cut_off:
        readable, total = outlets_read(request, known)
        yield t.say("sources.readable", n=len(known.read), total=known.enabled, iraqi=readable, of=total)
        yield t.say("standing.cut_off", at=moment_words(request, known.cut_off))
    else:
        yield t.say("standing.never")
    yield t.say("sources.legend")


def _failing(request: Request, known: Reading) -> Iterator[Line]:
    t = request.texts
    for feed, state in known.failing:
        name = _outlet(request, feed).name
        yield Line(f"{t.isolate(name)} ({feed.id}) · {_state(request, state)}", state.last_try)


def _doubtful(request: Request, feeds: Iterable[Feed], states: Mapping[str, FeedState]) -> Iterator[Line]:
    """Feeds that were read in the last day, and yet fail now, have gone quiet or have moved."""
    t = request.texts
    for feed in feeds:
        state = known_as(feed, states.get(feed.id))
        words = list(_doubts(request, state, health_of(feed, state, request.now)))
        if words:
            yield Line(" · ".join((f"{t.isolate(_outlet(request, feed).name)} ({feed.id})", *words)), state.last_try)


def _doubts(request: Request, state: FeedState, health: Health) -> Iterator[str]:
    t = request.texts
    if health.state in ("missed", "failing", "slow"):
        yield _trouble(request, state)
    elif health.state == "ended":
        yield _state(request, state)
    elif health.state == "quiet" and state.last_new:
        yield t.say("sources.quiet", at=moment_words(request, state.last_new))
    if state.address:
        yield t.say("sources.moved", url=t.isolate(state.address))


def _by_owner(request: Request, feeds: Iterable[Feed], states: Mapping[str, FeedState]) -> Iterator[Section]:
    """A section a kind of owner, a line an outlet with its feeds."""
    t = request.texts
    by_outlet: dict[str, list[Feed]] = {}
    for feed in feeds:
        by_outlet.setdefault(feed.outlet, []).append(feed)
    owners = dict.fromkeys(sorted(_outlet(request, some[0]).ownership for some in by_outlet.values()))
    for owner in owners:
        lines = [
            Line(_line(request, some, states))
            for outlet, some in sorted(by_outlet.items())
            if request.knowledge.feeds.outlets[outlet].ownership == owner
        ]
        yield Section(f"{t.say(f'ownership.{owner}')} ({len(lines)})", tuple(lines))


def _line(request: Request, feeds: list[Feed], states: Mapping[str, FeedState]) -> str:
    t, outlet = request.texts, _outlet(request, feeds[0])
    parts = [
        t.isolate(outlet.name),
        outlet.reliability,
        outlet.country,
        t.join(dict.fromkeys(f.language for f in feeds)),
    ]
    if outlet.party_to:
        parts.append(t.say("source.party_to", names=actor_names(request, outlet.party_to)))
    if not any((s := states.get(f.id)) and s.last_success for f in feeds):
        parts.append(t.say("sources.never"))
    return " · ".join(p for p in parts if p)


def _outlet(request: Request, feed: Feed) -> Outlet:
    return request.knowledge.feeds.outlets[feed.outlet]


def _state(request: Request, state: FeedState) -> str:
    t = request.texts
    if state.ended:
        return t.say("sources.ended", at=moment_words(request, state.ended))
    since = t.say("sources.since", at=moment_words(request, state.last_success)) if state.last_success else ""
    return " · ".join(p for p in (_trouble(request, state), since) if p)


def _trouble(request: Request, state: FeedState) -> str:
    """What went wrong; where our own network was down, no feed has failed."""
    t, error = request.texts, request.texts.isolate(state.last_error)
    if not state.errors:
        return t.say("sources.outage", error=error) if state.error_kind else ""
    failed = t.say("sources.failing", n=state.errors, error=error)
    return f"{failed} · {t.say('sources.slow')}" if state.errors >= SLOW_FROM else failed


command = Command("sources", run)
