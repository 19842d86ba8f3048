"""/sources: the feeds by outlet, and how they are doing."""

from bot.briefing import Briefing, Line, Section
from bot.command import Command, Request
from model.feed import Feed, FeedState


def run(request: Request) -> Briefing:
    """Every enabled feed with its state; those that are off by number only."""
    t = request.texts
    with request.store.read() as q:
        states = q.feeds.states()
    feeds = sorted(request.knowledge.feeds.feeds.values(), key=lambda f: (f.outlet, f.id))
    enabled = [f for f in feeds if f.enabled]
    lines = tuple(Line(_line(request, f, states.get(f.id)), at=None) for f in enabled)
    off = len(feeds) - len(enabled)
    text = t.say("sources.text", n=len(enabled)) + (t.say("sources.off", n=off) if off else "")
    return Briefing("sources", t.say("sources.title"), text, sections=(Section("", lines),), as_of=request.now)


def _line(request: Request, feed: Feed, state: FeedState | None) -> str:
    outlet = request.knowledge.feeds.outlets[feed.outlet]
    t = request.texts
    owner = t.say(f"ownership.{outlet.ownership}")
    return f"{t.isolate(outlet.name)} ({outlet.reliability}, {owner}, {feed.language}) · {_state(request, state)}"


def _state(request: Request, state: FeedState | None) -> str:
    t = request.texts
    if state is None or state.last_try is None:
        return t.say("sources.never")
    if state.ended:
        return t.say("sources.ended", at=_at(request, state))
    if state.errors:
        return t.say("sources.failing", n=state.errors, error=t.isolate(state.last_error))
    return t.say("sources.fine", at=_at(request, state))


def _at(request: Request, state: FeedState) -> str:
    moment = state.ended or state.last_success or state.last_try
    return moment.astimezone(request.zone).strftime("%Y-%m-%d %H:%M") if moment else ""


command = Command("sources", run)
