"""How a feed is doing, in words an operator can act on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.schedule import SLOW_FROM, is_quiet, known_as
from model.feed import Feed, FeedState

LATE = timedelta(hours=1)
_FIND = "`factionwatch feeds add {site}` looks for the site's feed"
_LOOK = "see in a browser what is at the address"
_REMEDIES = {
    "address": "correct its line in feeds.yaml",
    "bomb": "the body is dangerous or broken; ask the outlet",
    "broken": f"{_LOOK}; if it is well there, ask the outlet",
    "busy": "too much is asked of it; it is left alone until the next try",
    "cut": "nothing to do unless it lasts; then ask the outlet",
    "dns": "is the address still right, and is this machine online?",
    "empty": f"nothing to do unless it lasts; then {_LOOK}",
    "file": "is the path right, and may the bot read it?",
    "format": f"{_LOOK}; {_FIND}",
    "html": f"its address has become a page; {_FIND}",
    "inside": "please report it, with what the log says",
    "missing": f"it may have moved; {_FIND}",
    "redirect": f"{_LOOK}; {_FIND}",
    "refused": "the site turns the bot away; set FACTIONWATCH_CONTACT, so that it sees who asks, or ask the outlet",
    "robots": "the site asks not to be read this way; look for a feed of it",
    "server": "a fault of the site's own; nothing to do unless it lasts",
    "size": f"no feed is as large as that; {_LOOK}",
    "timeout": "the site is slow or overloaded; nothing to do unless it lasts",
    "tls": "the site's certificate needs renewing, or this machine's list of authorities",
    "unreachable": "is its server down, or this machine offline?",
}


@dataclass(frozen=True, slots=True)
class Health:
    """One feed as an operator sees it."""

    feed: str
    state: str  # off, new, fine, quiet, missed (nobody was reached), failing, slow (for long), ended
    words: str
    advice: str = ""
    last_success: datetime | None = None
    next_try: datetime | None = None  # None: at once, or never
    items: int = 0  # of the last seven days


def health_of(feed: Feed, state: FeedState | None, now: datetime, items: int = 0) -> Health:
    """How a feed is doing: what was last heard, what went wrong, when it is tried again."""
    known = known_as(feed, state)
    kind, words = _state(feed, known, now)
    moment = None if kind in ("off", "ended") else known.next_due
    return Health(feed.id, kind, words, _advice(feed, known, kind), known.last_success, moment, items)


def _state(feed: Feed, state: FeedState, now: datetime) -> tuple[str, str]:
    if not feed.enabled:
        return "off", "switched off in feeds.yaml"
    if state.ended is not None:
        return "ended", f"ended on {state.ended:%d %b %Y}: the server says it is gone for good (410)"
    if state.last_try is None:
        return "new", "not asked yet"
    if state.errors:
        times = "once" if state.errors == 1 else f"{state.errors} times in a row"
        if state.errors >= SLOW_FROM:
            return "slow", f"failed {times}: {state.last_error}; asked less often now, never given up"
        return "failing", f"failed {times}: {state.last_error}"
    if state.error_kind:
        return "missed", f"not reached in the last round, as no other was: {state.last_error}"
    if is_quiet(state, now) and state.last_new is not None:
        silent = span(now - state.last_new)
        return "quiet", f"answers, but brought nothing new for {silent} (usually one in {span_of(state.gap)})"
    return "fine", ""


def _advice(feed: Feed, state: FeedState, kind: str) -> str:
    if kind != "off" and state.address:
        return f"it has moved; change its line in feeds.yaml to  url: {state.address}"
    if kind == "ended":
        return "remove it from feeds.yaml, or give it a new address"
    if kind == "quiet":
        return "see on its site whether it has stopped, or has a new feed"
    if kind in ("failing", "slow"):
        return _REMEDIES.get(state.error_kind, "").format(site=_site(feed.url))
    return ""


def _site(url: str) -> str:
    """The front page of the site that an address belongs to."""
    return "/".join(url.split("/")[:3])


def ago(moment: datetime | None, now: datetime) -> str:
    """A past or coming moment as people say it."""
    if moment is None:
        return "never"
    return f"{span(now - moment)} ago" if moment <= now else f"in {span(moment - now)}"


def span(time: timedelta) -> str:
    """A length of time in its largest whole unit."""
    return span_of(int(time.total_seconds()))


def span_of(seconds: int) -> str:
    """Seconds in their largest whole unit."""
    for name, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= (2 * size if name != "min" else size):
            return f"{seconds // size} {name}"
    return f"{max(seconds, 0)} s"
