"""What channels asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from model.subscription import Subscription
from store.subject import Subject
from store.values import as_list, pack, stamp, time_of, unpack

_SELECT = "select subscription, channel, target, rhythm, since, data from subscriptions "
_SAVE = """
insert into subscriptions (channel, subject, target, rhythm, since, data) values (?, ?, ?, ?, ?, ?)
on conflict (channel, subject) do update set rhythm = excluded.rhythm, data = excluded.data
"""
_AMONG = "where channel in (select value from json_each(?)) order by subscription"
_INSTANT = _SELECT + "where rhythm = 'instant' and target = ? and channel > ? order by channel limit ?"


class Subscriptions(Subject):
    """Questions about subscriptions."""

    def save(self, number: int, subscription: Subscription) -> bool:
        """Subscribe a channel; to the same again changes what it was, and then the answer is False."""
        sql = "select 1 from subscriptions where channel = ? and subject = ?"
        known = self._db.value(sql, (number, subscription.subject)) is not None
        kept = replace(subscription, target="", rhythm="instant", since=None, id=0, channel=0)
        values = (number, subscription.subject, subscription.target, subscription.rhythm)
        self._db.run(_SAVE, (*values, stamp(self._clock()), pack(kept)))
        return not known

    def of(self, number: int) -> tuple[Subscription, ...]:
        """A channel's subscriptions, oldest first."""
        return tuple(map(_read, self._db.rows(_SELECT + "where channel = ? order by subscription", (number,))))

    def of_many(self, numbers: Iterable[int]) -> Mapping[int, tuple[Subscription, ...]]:
        """The subscriptions of channels, by their numbers."""
        found: dict[int, tuple[Subscription, ...]] = {}
        for one in map(_read, self._db.rows(_SELECT + _AMONG, (as_list(numbers),))):
            found[one.channel] = (*found.get(one.channel, ()), one)
        return found

    def count(self, platform: str, workspace: str, channel: str = "") -> int:
        """How many subscriptions a community has; a direct message counts for itself."""
        sql = """
        select count(*) from subscriptions join channels using (channel)
        where platform = ? and workspace = ? and (? = '' or id = ?) and state <> 'ended'
        """
        return int(self._db.value(sql, (platform, workspace, channel, channel)))

    def remove(self, subscriptions: Iterable[int]) -> None:
        """End subscriptions."""
        ids = as_list(subscriptions)
        self._db.run("delete from subscriptions where subscription in (select value from json_each(?))", (ids,))

    def instant(self, targets: Sequence[str], after: int, limit: int) -> tuple[tuple[Subscription, ...], int | None]:
        """Instant subscriptions to any of the targets, by channel, from behind a channel number on.

        With the number of the last channel that is complete among them; None when there are no more.
        """
        lists = [tuple(map(_read, self._db.rows(_INSTANT, (target, after, limit)))) for target in targets]
        full = [found[-1].channel - 1 for found in lists if len(found) == limit]
        if not full:
            return _merged(lists), None
        last = min(full)
        if last <= after:  # one channel alone fills the slice
            return self.instant(targets, after, limit * 2)
        return tuple(one for one in _merged(lists) if one.channel <= last), last


def _merged(lists: list[tuple[Subscription, ...]]) -> tuple[Subscription, ...]:
    return tuple(sorted((one for found in lists for one in found), key=lambda one: (one.channel, one.id)))


def _read(row: Any) -> Subscription:
    id, channel, target, rhythm, since, data = row
    kept = unpack(Subscription, data)
    return replace(kept, id=id, channel=channel, target=target, rhythm=rhythm, since=time_of(since))
