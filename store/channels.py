"""Channels that are posted to: their habits, whether they may be posted to, and when to look again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from model.delivery import Channel
from model.subscription import Habits, Subscriber
from store.subject import Subject
from store.values import as_list, maybe_stamp, maybe_time, pack, stamp, unpack

_SELECT = """
select channel, platform, workspace, id, thread, habits, state, reason, changed, looks, look_at, digest_due,
    digest_done, secret from channels
"""
_AMONG = "where channel in (select value from json_each(?))"
_TO_LOOK_AT = "where platform = ? and look_at is not null and look_at <= ? order by look_at limit ?"
AWAKE = _SELECT + "where platform = ? and wake <= ? order by wake, channel limit ?"
AWAKE_EDIT = _SELECT + "where platform = ? and wake_edit <= ? order by wake_edit, channel limit ?"
_ADDRESS = "where platform = ? and workspace = ? and id = ? and thread = ?"
# A channel's posts go in their order, so the first of them speaks for all; edits have none, and go one at a time.
_NEXT_POST = """
select case state when 'sending' then coalesce(lease_until, next_try) else next_try end
from outbox where channel = ? and open = 1 and edit = 0 order by due, delivery limit 1
"""
_NEXT_EDIT = """
select coalesce(
    (select max(lease_until) from outbox where channel = ?1 and open = 1 and edit = 1 and state = 'sending'),
    (select min(next_try) from outbox where channel = ?1 and open = 1 and edit = 1)
)
"""


class Channels(Subject):
    """Questions about channels."""

    def find(self, channel: Channel) -> Subscriber | None:
        """What is known of a channel, None if it never asked for anything."""
        row = self._db.row(_SELECT + _ADDRESS, _address(channel))
        return None if row is None else read_subscriber(row)

    def get(self, number: int) -> Subscriber | None:
        """A channel by its number."""
        row = self._db.row(_SELECT + "where channel = ?", (number,))
        return None if row is None else read_subscriber(row)

    def many(self, numbers: Iterable[int]) -> Mapping[int, Subscriber]:
        """Channels by number."""
        rows = self._db.rows(_SELECT + _AMONG, (as_list(numbers),))
        return {row[0]: read_subscriber(row) for row in rows}

    def all(self) -> tuple[Subscriber, ...]:
        """Every channel, by address."""
        return tuple(map(read_subscriber, self._db.rows(_SELECT + "order by platform, workspace, id, thread")))

    def of_workspace(self, platform: str, workspace: str) -> tuple[Subscriber, ...]:
        """The channels of one community."""
        sql = _SELECT + "where platform = ? and workspace = ? order by id, thread"
        return tuple(map(read_subscriber, self._db.rows(sql, (platform, workspace))))

    def ensure(self, channel: Channel) -> Subscriber:
        """The channel as it is known, made known if need be; one that ended comes to life again."""
        self._db.run(
            "insert into channels (platform, workspace, id, thread) values (?, ?, ?, ?) on conflict do nothing",
            _address(channel),
        )
        found = self.find(channel)
        if found is None:
            raise LookupError(channel.address)
        if found.state == "ended":
            self.set_state(found.number, "active")
            return replace(found, state="active", reason="")
        return found

    def set_habits(self, number: int, habits: Habits) -> None:
        """Write a channel's habits over the former ones."""
        self._db.run("update channels set habits = ? where channel = ?", (pack(habits), number))

    def set_secret(self, number: int, secret: str) -> None:
        """What signs posts to a webhook."""
        self._db.run("update channels set secret = ? where channel = ?", (secret, number))

    def set_thread(self, number: int, thread: str) -> None:
        """The thread that a channel's posts go to, once it has been made."""
        self._db.run("update channels set thread = ? where channel = ?", (thread, number))

    def set_digest(self, number: int, due: datetime | None, done: datetime | None = None) -> None:
        """When the next digest is due, and up to when the last one reached."""
        sql = "update channels set digest_due = ?, digest_done = coalesce(?, digest_done) where channel = ?"
        self._db.run(sql, (maybe_stamp(due), maybe_stamp(done), number))

    def digests_due(self, by: datetime, limit: int = 100) -> tuple[Subscriber, ...]:
        """Channels whose digest is due, the longest waiting first."""
        sql = _SELECT + "where digest_due is not null and digest_due <= ? order by digest_due, channel limit ?"
        return tuple(map(read_subscriber, self._db.rows(sql, (stamp(by), limit))))

    def next_digest(self) -> datetime | None:
        """When the next digest is due."""
        return maybe_time(self._db.value("select min(digest_due) from channels where digest_due is not null"))

    def set_state(
        self, number: int, state: str, reason: str = "", *, looks: int = 0, look_at: datetime | None = None
    ) -> None:
        """Whether a channel may be posted to, why not, and when to look again."""
        now = stamp(self._clock())
        sql = """
        update channels set changed = case when state = ?1 then changed else ?2 end,
            state = ?1, reason = ?3, looks = ?4, look_at = ?5 where channel = ?6
        """
        self._db.run(sql, (state, now, reason, looks, maybe_stamp(look_at), number))
        self.rewake(number)

    def to_look_at(self, platform: str, by: datetime, limit: int = 20) -> tuple[Subscriber, ...]:
        """Channels that could not be posted to and are to be looked at again."""
        return tuple(map(read_subscriber, self._db.rows(_SELECT + _TO_LOOK_AT, (platform, stamp(by), limit))))

    def wait(self, number: int, until: datetime) -> None:
        """Nothing to this channel before that time."""
        self._db.run("update channels set not_before = ? where channel = ?", (stamp(until), number))
        self.rewake(number)

    def wake_by(self, numbers: Iterable[int], at: datetime) -> None:
        """Something was queued for these channels: they are to be seen to at that time."""
        sql = """
        update channels set wake = max(not_before, min(coalesce(wake, ?1), ?1))
        where channel in (select value from json_each(?2)) and state = 'active'
        """
        self._db.run(sql, (stamp(at), as_list(numbers)))

    def rewake(self, number: int) -> None:
        """Set when a channel's next post or edit can be tried, from what is queued for it."""
        post, edit = self._db.value(_NEXT_POST, (number,)), None
        if post is None:
            edit = self._db.value(_NEXT_EDIT, (number,))
        sql = """
        update channels set wake = case state when 'active' then max(not_before, ?) end,
            wake_edit = case state when 'active' then max(not_before, ?) end where channel = ?
        """
        self._db.run(sql, (post, edit, number))

    def release(self) -> None:
        """Forget every wait: the clock was set back, and what it promised may be far away."""
        now = stamp(self._clock())
        self._db.run("update channels set not_before = 0 where not_before > ?", (now,))
        self._db.run("update channels set wake = ?1 where wake > ?1", (now,))
        self._db.run("update channels set wake_edit = ?1 where wake_edit > ?1", (now,))
        self._db.run("update channels set look_at = ?1 where look_at > ?1", (now,))

    def remove(self, number: int) -> None:
        """Forget a channel with all that belongs to it."""
        self._db.run("delete from channels where channel = ?", (number,))


def read_subscriber(row: Any) -> Subscriber:
    """A channel from its columns."""
    number, platform, workspace, id, thread, habits, state, reason, changed, looks, look_at, due, done, secret = row
    return Subscriber(
        number,
        Channel(platform, workspace, id, thread),
        unpack(Habits, habits),
        state,
        reason,
        maybe_time(changed),
        looks,
        maybe_time(look_at),
        maybe_time(due),
        maybe_time(done),
        secret,
    )


def _address(channel: Channel) -> tuple[str, str, str, str]:
    return channel.platform, channel.workspace, channel.id, channel.thread
