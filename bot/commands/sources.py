"""/sources: outlets by what they are, which of them were read lately, and what was missed."""

from collections.abc import Iterable, Iterator, Mapping

from bot.briefing import Briefing, Line, Section
from bot.command import Command, Request
from bot.lines import actor_names
from bot.standing import Reading, moment_words, outlets_read, reading
from model.feed import Feed, FeedState, Outlet


def run(request: Request) -> Briefing:
    """Failing feeds first, each with its reason; then the outlets that are read, by owner."""
    t = request.texts
    with request.store.read() as q:
        known, states = reading(request, q), q.feeds.states()
    sections = [
        Section(t.say("sources.unread"), tuple(_failing(request, known))),
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
    failed = t.say("sources.failing", n=state.errors, error=t.isolate(state.last_error))
    return " · ".join(p for p in (failed, since) if p)


command = Command("sources", run)
