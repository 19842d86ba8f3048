"""Feeds between two polls: their state, and who is polling them just now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from model.feed import FeedState
from store.subject import Subject
from store.values import as_list, maybe_time, pack, stamp, unpack

_SAVE = """
insert into feed_states (feed, next_due, lease_until, owner, state) values (?, ?, null, null, ?)
on conflict (feed) do update
set next_due = excluded.next_due, lease_until = null, owner = null, state = excluded.state
"""
_ADD = """
insert into feed_states (feed, next_due, state)
select value, 0, json_object('feed', value) from json_each(?) where true
on conflict (feed) do nothing
"""
_LEASE = """
update feed_states set owner = ?, lease_until = ?
where feed in (select value from json_each(?)) and not next_due between ? and ?
    and (lease_until is null or owner = ? or not lease_until between ? and ?)
returning feed
"""
_FARTHEST = 9 * 86_400_000_000  # microseconds


class Feeds(Subject):
    """Questions about the state of feeds."""

    def states(self) -> Mapping[str, FeedState]:
        """The state of every feed that was ever polled, by feed; those no longer in feeds.yaml included."""
        rows = self._db.rows("select state, owner, lease_until from feed_states order by feed")
        states = (_state(*row) for row in rows)
        return {state.feed: state for state in states}

    def state(self, feed: str) -> FeedState | None:
        """The state of one feed, None if it was never polled."""
        row = self._db.row("select state, owner, lease_until from feed_states where feed = ?", (feed,))
        return None if row is None else _state(*row)

    def save(self, states: Iterable[FeedState]) -> None:
        """Write states over the former ones and give up their leases."""
        self._db.run_many(_SAVE, [(s.feed, _due(s.next_due), _packed(s)) for s in states])

    def lease(
        self, feeds: Iterable[str], owner: str, until: datetime, due_by: datetime | None = None
    ) -> frozenset[str]:
        """Those of the feeds that nobody else polls just now (and that are due by then), now ours until that time.

        What lies further ahead than any wait was written by a clock that has been put right since, and counts as past.
        """
        now = stamp(self._clock())
        future = (now + 1, now + _FARTHEST)
        not_due = (1, 0) if due_by is None else (stamp(due_by) + 1, now + _FARTHEST)
        wanted = as_list(feeds)
        self._db.run(_ADD, (wanted,))
        values = (owner, stamp(until), wanted, *not_due, owner, *future)
        return frozenset(feed for (feed,) in self._db.rows(_LEASE, values))

    def release(self, feeds: Iterable[str], owner: str) -> None:
        """Give leases up without a result."""
        sql = "update feed_states set owner = null, lease_until = null where feed = ? and owner = ?"
        self._db.run_many(sql, [(feed, owner) for feed in feeds])

    def forget(self, feed: str) -> None:
        """Drop the state of a feed, as if it had never been polled."""
        self._db.run("delete from feed_states where feed = ?", (feed,))


def _due(at: datetime | None) -> int:
    return 0 if at is None else stamp(at)


def _packed(state: FeedState) -> str:
    return pack(replace(state, owner="", lease_until=None) if state.owner or state.lease_until else state)


def _state(state: str, owner: str | None, lease_until: int | None) -> FeedState:
    found = unpack(FeedState, state)
    return replace(found, owner=owner or "", lease_until=maybe_time(lease_until)) if owner or lease_until else found
