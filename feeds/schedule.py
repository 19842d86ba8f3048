"""When to ask a feed again: pure decisions from what the server said, the feed's own rhythm, and past failures."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from statistics import median
from typing import Any

from model.feed import Feed, FeedState

MINUTE, HOUR, DAY = 60, 3600, 86400
LEAST, MOST, USUAL = 5 * MINUTE, DAY, HOUR
LONGEST_WAIT = 7 * DAY  # even a server that asks for more is asked again
BELIEVED = timedelta(seconds=LONGEST_WAIT + 2 * DAY)
MOVED_AFTER = 2  # polls in a row that a permanent redirect must hold
SLOW_FROM = 5  # failures after which a feed is called failing, not merely late
QUIET_GAPS = 8  # times its own gap without anything new
Chance = Callable[[], float]  # gives 0..1
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a poll brought nothing, in words and by kind."""

    words: str
    kind: str
    retry_after: int | None = None


def http_date(text: str) -> datetime | None:
    """A date of an HTTP header, None if it is none."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def retry_after(value: str, server_date: str = "") -> int | None:
    """Seconds to wait by a Retry-After header; its date form counts from the server's own Date."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), LONGEST_WAIT)
    until, since = http_date(value), http_date(server_date)
    if until is None or since is None:
        return None
    return max(0, min(int((until - since).total_seconds()), LONGEST_WAIT))


def lifetime(headers: Mapping[str, str]) -> int:
    """Seconds the server calls its answer fresh; Expires counts from its own Date, so wrong clocks don't matter."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return 0
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "")
        return max(0, int(found[1]) - (int(age[:9]) if age.isascii() and age.isdigit() else 0))
    expires, date = http_date(headers.get("expires", "")), http_date(headers.get("date", ""))
    if expires is None or date is None:
        return 0
    return max(0, int((expires - date).total_seconds()))


def gap_of(published: Sequence[datetime]) -> int:
    """Typical seconds between the entries of a feed, 0 where too few are dated."""
    moments = sorted(set(published))[-50:]
    if len(moments) < 4:
        return 0
    return int(median((b - a).total_seconds() for a, b in pairwise(moments)))


def interval_of(feed: Feed, gap: int, fresh_for: int = 0, ttl: int = 0) -> int:
    """Seconds between polls: what feeds.yaml says, else half the feed's own gap, and not before the server's word."""
    if feed.every is not None:
        return feed.every if feed.private else max(feed.every, LEAST)
    own = gap // 2 if gap else USUAL
    return min(max(own, LEAST, fresh_for, ttl), MOST)


def back_off(base: int, errors: int) -> int:
    """Seconds to wait after so many failures in a row: doubled each time, never more than a day, never for ever."""
    return min(base << min(max(errors, 1) - 1, 20), MOST)


def known_as(feed: Feed, state: FeedState | None) -> FeedState:
    """The state to poll with; a feed whose address changed in feeds.yaml starts afresh but stays known."""
    if state is None:
        return FeedState(feed.id, url=feed.url)
    if state.url == feed.url:
        return state
    return FeedState(feed.id, url=feed.url, first_success=state.first_success, last_success=state.last_success)


def is_due(feed: Feed, state: FeedState | None, now: datetime) -> bool:
    """Whether this feed is to be polled now."""
    known = known_as(feed, state)
    if not feed.enabled or known.ended is not None:
        return False
    if known.lease_until is not None and now < known.lease_until < now + BELIEVED:
        return False
    # A time too far ahead was set by a clock that has been put right since.
    return known.next_due is None or not now < known.next_due < now + BELIEVED


def after_entries(
    feed: Feed, state: FeedState, now: datetime, chance: Chance, headers: Mapping[str, str], gap: int, ttl: int
) -> FeedState:
    """The state after a body that could be read; only such a body's validators are kept."""
    success = _success(feed, state, now, chance, interval_of(feed, gap or state.gap, lifetime(headers), ttl))
    return replace(
        state,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        gap=gap or state.gap,
        **success,
    )


def after_unchanged(
    feed: Feed, state: FeedState, now: datetime, chance: Chance, headers: Mapping[str, str]
) -> FeedState:
    """The state after a 304; it may bring new validators."""
    success = _success(feed, state, now, chance, interval_of(feed, state.gap, lifetime(headers)))
    return replace(
        state,
        etag=headers.get("etag", state.etag),
        last_modified=headers.get("last-modified", state.last_modified),
        **success,
    )


def _success(feed: Feed, state: FeedState, now: datetime, chance: Chance, interval: int) -> dict[str, Any]:
    """What every poll that went well changes: one copy of a state a feed, thousands of feeds."""
    return {
        "interval": interval,
        "next_due": now + _jittered(feed, interval, chance),
        "last_try": now,
        "first_success": state.first_success or now,
        "last_success": now,
        "errors": 0,
        "error_kind": "",
    }


def after_failure(feed: Feed, state: FeedState, now: datetime, chance: Chance, failure: Failure) -> FeedState:
    """The state after a poll that brought nothing usable: later each time, but never silently dead."""
    errors = state.errors + 1
    base = interval_of(feed, 0) if feed.every is not None else min(max(state.interval, LEAST), HOUR)
    wait = max(back_off(base, errors), failure.retry_after or 0)
    return replace(
        state,
        address="" if errors >= SLOW_FROM else state.address,  # a move that went dead: back to feeds.yaml's word
        next_due=now + _jittered(feed, wait, chance),
        last_try=now,
        errors=errors,
        last_error=failure.words,
        error_kind=failure.kind,
        failed_at=now,
        ended=now if failure.kind == "gone" else None,
    )


def after_outage(feed: Feed, state: FeedState, now: datetime, chance: Chance, failure: Failure) -> FeedState:
    """The state after a round in which our own network was down: no feed is blamed, all are tried again soon."""
    base = interval_of(feed, 0) if feed.every is not None else LEAST
    return replace(
        state,
        next_due=now + _jittered(feed, min(base, LEAST), chance),
        last_try=now,
        last_error=failure.words,
        error_kind=failure.kind,
        failed_at=now,
    )


def after_move(feed: Feed, state: FeedState, moved_to: str) -> FeedState:
    """A permanent redirect moves the address in use once it has held twice; feeds.yaml stays the operator's."""
    if not moved_to or moved_to in (state.address, feed.url):
        return replace(state, moved_to="", moved_seen=0) if state.moved_seen else state
    seen = state.moved_seen + 1 if moved_to == state.moved_to else 1
    if seen < MOVED_AFTER:
        return replace(state, moved_to=moved_to, moved_seen=seen)
    return replace(state, address=moved_to, moved_to="", moved_seen=0)


def is_quiet(state: FeedState, now: datetime) -> bool:
    """Whether the feed answers but has brought nothing for much longer than its own rhythm would have it."""
    if not state.gap or state.last_new is None or state.errors:
        return False
    return now - state.last_new > timedelta(seconds=max(QUIET_GAPS * state.gap, 2 * DAY))


def _jittered(feed: Feed, seconds: float, chance: Chance) -> timedelta:
    """The wait, up to a tenth longer, so that feeds of one host drift apart; private feeds keep to the second."""
    return timedelta(seconds=seconds if feed.private else seconds * (1 + 0.1 * chance()))
