"""The outbox: every post and edit on its way to a channel, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.delivery import Channel, Delivery, Draft, Told
from model.subscription import Subscriber
from store.channels import AWAKE, AWAKE_EDIT, Channels, read_subscriber
from store.connection import Database
from store.subject import Clock, Subject
from store.values import as_list, maybe_stamp, maybe_time, pack, stamp, time_of, unpack

_SELECT = """
select delivery, outbox.channel, platform, workspace, id, thread, subject, kind, edit, key, outbox.state, created, due,
    next_try, outbox.reason, story, target, tries, try_at, unsure_at, sent_at, message, payload, told, wanted, repeated
from outbox join channels using (channel)
"""
_PUT = """
insert into outbox (channel, subject, kind, edit, key, state, open, story, target, created, due, next_try, payload)
values (?, ?, ?, ?, ?, 'pending', 1, ?, ?, ?, ?, ?, ?)
on conflict (channel, subject) do nothing
"""
# One waiting edit takes the place of the former; one under way is followed by another.
_EDIT = """
insert into outbox (channel, subject, kind, edit, key, state, open, story, target, created, due, next_try, wanted)
values (?1, ?2, ?3, 1, ?4, 'pending', 1, ?5, ?6, ?7, ?7, ?8, 1)
on conflict (channel, subject) do update set wanted = wanted + 1, open = 1, reason = '',
    state = case state when 'sending' then state when 'retrying' then state else 'pending' end,
    next_try = case state when 'retrying' then next_try else max(?8, coalesce(sent_at, 0) + ?9) end
"""
_CLAIM = """
update outbox set
    unsure_at = case when state = 'sending' and edit = 0 then coalesce(unsure_at, try_at) else unsure_at end,
    state = 'sending', owner = ?, lease_until = ?, try_at = ?, tries = tries + 1,
    told = case when unsure_at is null and state <> 'sending' then ? else told end
where delivery = ? and open = 1 and (state <> 'sending' or lease_until <= ?)
"""
_HEAD = _SELECT + "where outbox.channel = ? and open = 1 and edit = 0 order by due, delivery limit 1"
_EDITS_FIRST = "order by outbox.state = 'sending' desc, next_try, delivery limit 1"
_IN_STATES = "where outbox.state in (select value from json_each(?)) order by delivery desc limit ?"
_HEAD_EDIT = _SELECT + "where outbox.channel = ? and open = 1 and edit = 1 " + _EDITS_FIRST


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that can be tried now, and what a decision about it needs to know."""

    delivery: Delivery
    subscriber: Subscriber
    recent: tuple[datetime, ...] = ()  # when stories were last posted there, newest first
    summary: int | None = None  # a summary that waits and can take more


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery to be sent, with what it will tell."""

    delivery: int
    told: Told


class Outbox(Subject):
    """Questions about deliveries."""

    def __init__(self, db: Database, clock: Clock) -> None:
        super().__init__(db, clock)
        self._channels = Channels(db, clock)

    # Queueing

    def put(self, drafts: Sequence[Draft]) -> None:
        """Queue deliveries; a channel gets each subject once, however often it is queued."""
        now = stamp(self._clock())
        self._db.run_many(_PUT, [_draft(draft, now) for draft in drafts])
        by_due: dict[datetime, list[int]] = {}
        for draft in drafts:
            by_due.setdefault(draft.due, []).append(draft.channel_number)
        for due, numbers in by_due.items():
            self._channels.wake_by(numbers, due)

    def ask_edit(self, post: Delivery, at: datetime, spacing: timedelta) -> None:
        """Bring a post to its latest state at that time, and not sooner than `spacing` after its last edit."""
        now = stamp(self._clock())
        values = (post.channel_number, f"edit:{post.id}", post.kind, post.key, post.story, post.id, now, stamp(at))
        self._db.run(_EDIT, (*values, spacing // timedelta(microseconds=1)))
        self._channels.rewake(post.channel_number)

    # Taking

    def ready(
        self, platform: str, window: timedelta, most: int, limit: int = 50
    ) -> tuple[tuple[Ready, ...], tuple[int, ...]]:
        """What can be tried now, posts before edits, one a channel; and channels that were woken for nothing.

        `window` and `most`: how far back, and how many stories that were posted, a decision on storms looks.
        """
        now = self._clock()
        found, stale = list[Ready](), list[int]()
        for awake, head in ((AWAKE, _HEAD), (AWAKE_EDIT, _HEAD_EDIT)):
            for row in self._db.rows(awake, (platform, stamp(now), limit - len(found))):
                subscriber = read_subscriber(row)
                delivery = self._one(head, (subscriber.number,))
                if delivery is None or not self._can_go(delivery, now):
                    stale.append(subscriber.number)
                else:
                    found.append(self._ready(delivery, subscriber, now - window, most))
        return tuple(found), tuple(stale)

    def _can_go(self, delivery: Delivery, now: datetime) -> bool:
        if delivery.state != "sending":
            return delivery.next_try <= now
        lease = self._db.value("select lease_until from outbox where delivery = ?", (delivery.id,))
        return lease is None or lease <= stamp(now)

    def _ready(self, delivery: Delivery, subscriber: Subscriber, since: datetime, most: int) -> Ready:
        if delivery.kind != "story" or delivery.operation == "edit" or delivery.tries:
            return Ready(delivery, subscriber)
        sql = """
        select sent_at from outbox where channel = ? and sent_at > ? and edit = 0 and kind in ('story', 'summary')
        order by sent_at desc limit ?
        """
        recent = self._db.rows(sql, (subscriber.number, stamp(since), most))
        sql = """
        select delivery from outbox where channel = ? and open = 1 and edit = 0 and kind = 'summary' and tries = 0
        order by due limit 1
        """
        return Ready(
            delivery,
            subscriber,
            tuple(time_of(at) for (at,) in recent),
            self._db.value(sql, (subscriber.number,)),
        )

    def claim(self, claims: Iterable[Claim], owner: str, until: datetime) -> frozenset[int]:
        """Those of the deliveries that are ours to send until then; others were taken or have ended."""
        now, taken = stamp(self._clock()), set[int]()
        for claim in claims:
            values = (owner, stamp(until), now, pack(claim.told), claim.delivery, now)
            if self._db.run(_CLAIM, values) == 1:
                taken.add(claim.delivery)
                self._rewake(claim.delivery)
        return frozenset(taken)

    def reclaim(self, owner: str) -> int:
        """Take back what a former run was sending when it died: whether it was posted is not known."""
        sql = "select delivery, channel from outbox where open = 1 and state = 'sending' and owner <> ?"
        rows = self._db.rows(sql, (owner,))
        sql = """
        update outbox set state = case edit when 1 then 'retrying' else 'unsure' end,
            unsure_at = case edit when 1 then null else coalesce(unsure_at, try_at) end,
            reason = 'the bot stopped while it was being sent', next_try = ?, owner = '', lease_until = null
        where delivery = ?
        """
        self._db.run_many(sql, [(stamp(self._clock()), delivery) for delivery, _ in rows])
        for channel in {channel for _, channel in rows}:
            self._channels.rewake(channel)
        return len(rows)

    # Marking

    def sent(self, delivery: int, message: str, *, repeated: bool = False) -> None:
        """It stands in the channel."""
        sql = """
        update outbox set state = 'sent', open = 0, reason = '', sent_at = ?, message = ?, repeated = ?, owner = '',
            lease_until = null where delivery = ?
        """
        self._db.run(sql, (stamp(self._clock()), message, repeated, delivery))
        self._rewake(delivery)

    def edited(self, edit: Delivery, spacing: timedelta) -> None:
        """The post shows what it was to show; if more was asked for meanwhile, the edit waits for its turn again."""
        now = stamp(self._clock())
        sql = """
        update outbox set state = case when wanted > ?1 then 'pending' else 'sent' end, open = wanted > ?1, reason = '',
            sent_at = ?2, next_try = ?2 + ?3, tries = 0, owner = '', lease_until = null where delivery = ?4
        """
        self._db.run(sql, (edit.wanted, now, spacing // timedelta(microseconds=1), edit.id))
        self._rewake(edit.id)

    def again(
        self,
        delivery: int,
        state: str,
        reason: str,
        at: datetime,
        unsure_at: datetime | None,
        *,
        repeated: bool = False,
    ) -> None:
        """To be tried again (state retrying or unsure) at that time."""
        sql = """
        update outbox set state = ?, reason = ?, next_try = ?, unsure_at = ?, repeated = max(repeated, ?), owner = '',
            lease_until = null where delivery = ?
        """
        self._db.run(sql, (state, reason, stamp(at), maybe_stamp(unsure_at), repeated, delivery))
        self._rewake(delivery)

    def end(self, delivery: int, state: str, reason: str, into: int | None = None) -> None:
        """It will not be posted (failed, dropped), or as a part of another post (folded)."""
        sql = """
        update outbox set state = ?, open = 0, reason = ?, target = coalesce(?, target), owner = '', lease_until = null
        where delivery = ?
        """
        self._db.run(sql, (state, reason, into, delivery))
        self._rewake(delivery)

    def drop_open(self, number: int, reason: str) -> None:
        """End all that waits for a channel."""
        sql = "update outbox set state = 'dropped', open = 0, reason = ? where channel = ? and open = 1"
        self._db.run(sql, (reason, number))
        self._channels.rewake(number)

    def set_told(self, delivery: int, told: Told) -> None:
        """What a channel has been told by a post and the edits and replies that follow it."""
        self._db.run("update outbox set told = ? where delivery = ?", (pack(told), delivery))

    def rename(self, delivery: int, subject: str, story: str) -> None:
        """A post now stands for another story: its own was merged or split."""
        self._db.run("update outbox set subject = ?, story = ? where delivery = ?", (subject, story, delivery))

    def release(self) -> None:
        """Forget every wait: the clock was set back."""
        now = stamp(self._clock())
        self._db.run("update outbox set next_try = ?1 where open = 1 and next_try > ?1 and tries > 0", (now,))
        self._channels.release()

    def purge(self, before: datetime) -> None:
        """Forget the words of what ended before that time; that it was told stays, so that it is never told again."""
        sql = "update outbox set payload = '' where open = 0 and created < ? and payload <> ''"
        self._db.run(sql, (stamp(before),))

    # Reading

    def get(self, delivery: int) -> Delivery | None:
        """One delivery."""
        return self._one(_SELECT + "where delivery = ?", (delivery,))

    def about(self, number: int, subject: str) -> Delivery | None:
        """What became of a subject in a channel."""
        return self._one(_SELECT + "where outbox.channel = ? and subject = ?", (number, subject))

    def of_story(self, story: str, after: int = 0, limit: int = 1000) -> tuple[Delivery, ...]:
        """The posts of a story, by channel, from behind a channel number on."""
        sql = (
            _SELECT
            + """
        where story = ? and outbox.channel > ? and edit = 0 and kind = 'story' order by outbox.channel limit ?
        """
        )
        return self._many(sql, (story, after, limit))

    def into(self, delivery: int) -> tuple[Delivery, ...]:
        """The deliveries that were folded into a summary, oldest first."""
        return self._many(_SELECT + "where target = ? and outbox.state = 'folded' order by delivery", (delivery,))

    def replies(self, delivery: int) -> tuple[Delivery, ...]:
        """What followed a post: edits and replies."""
        return self._many(_SELECT + "where target = ? and outbox.state <> 'folded' order by delivery", (delivery,))

    def of_channel(self, number: int, limit: int = 100) -> tuple[Delivery, ...]:
        """A channel's deliveries, newest first."""
        return self._many(_SELECT + "where outbox.channel = ? order by delivery desc limit ?", (number, limit))

    def latest(self, states: Sequence[str] = (), limit: int = 100) -> tuple[Delivery, ...]:
        """Deliveries of some states, newest first."""
        if not states:
            return self._many(_SELECT + "order by delivery desc limit ?", (limit,))
        return self._many(_SELECT + _IN_STATES, (as_list(states), limit))

    def counts(self) -> Mapping[str, int]:
        """How many deliveries are in each state."""
        return dict(self._db.rows("select state, count(*) from outbox group by state order by state"))

    def next_wake(self, platform: str) -> datetime | None:
        """When the next post or edit of a platform can be tried, or a channel of it is to be looked at."""
        sql = """
        select min(at) from (
            select min(wake) as at from channels where platform = ?1 and wake is not null
            union all select min(wake_edit) from channels where platform = ?1 and wake_edit is not null
            union all select min(look_at) from channels where platform = ?1 and look_at is not null
        )
        """
        return maybe_time(self._db.value(sql, (platform,)))

    def _rewake(self, delivery: int) -> None:
        self._channels.rewake(self._db.value("select channel from outbox where delivery = ?", (delivery,)))

    def _one(self, sql: str, values: Sequence[object]) -> Delivery | None:
        row = self._db.row(sql, values)
        return None if row is None else _delivery(row)

    def _many(self, sql: str, values: Sequence[object]) -> tuple[Delivery, ...]:
        return tuple(map(_delivery, self._db.rows(sql, values)))


def _draft(draft: Draft, now: int) -> tuple[object, ...]:
    edit, due = int(draft.operation == "edit"), stamp(draft.due)
    return (
        *(draft.channel_number, draft.subject, draft.kind, edit, draft.key),
        *(draft.story, draft.target, now, due, due, draft.payload),
    )


def _delivery(row: Any) -> Delivery:
    number, channel, platform, workspace, id, thread, subject, kind, edit, key, state, created, due, next_try = row[:14]
    reason, story, target, tries, try_at, unsure_at, sent_at, message, payload, told, wanted, repeated = row[14:]
    return Delivery(
        number,
        Channel(platform, workspace, id, thread),
        channel,
        subject,
        kind,
        "edit" if edit else "post",
        key,
        state,
        time_of(created),
        time_of(due),
        time_of(next_try),
        reason,
        story,
        target,
        tries,
        maybe_time(try_at),
        maybe_time(unsure_at),
        maybe_time(sent_at),
        message,
        payload,
        Told() if told == "{}" else unpack(Told, told),
        wanted,
        bool(repeated),
    )
