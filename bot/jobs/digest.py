"""Digests: each channel's briefing for its local day, written to the outbox when it falls due, once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta

import structlog

from bot.command import Request
from bot.deliveries.digests import Digest, Order
from bot.deliveries.frozen import freeze
from bot.deliveries.keys import outbox_key
from bot.deliveries.schedule import due_at, missed, next_due
from bot.jobs.pause import pause
from model.delivery import Draft
from model.errors import StoreError
from model.item import item_id
from model.subscription import Subscriber, Subscription
from store import Questions, Store

log = structlog.get_logger()

IDLE = 30.0  # seconds after which we look whether a schedule was changed
TROUBLE = 10.0
BATCH = 20
KEEP = timedelta(days=90)  # what was posted longer ago is forgotten
HOUSEKEEPING = timedelta(hours=6)


Write = Callable[[Request, Questions, Order], Digest]


class Digester:
    """Writes digests to the outbox."""

    def __init__(
        self,
        store: Store,
        write: Write,
        request: Callable[[Subscriber], Request],
        clock: Callable[[], datetime],
        on_digest: Callable[[], None],
        threads: Executor | None = None,
        idle: float = IDLE,
    ) -> None:
        self._store, self._write_digest, self._request, self._clock = store, write, request, clock
        self._on_digest, self._threads, self._idle = on_digest, threads, idle
        self._woken = asyncio.Event()
        self._cleaned: datetime | None = None

    def wake(self) -> None:
        """A schedule may have changed."""
        self._woken.set()

    async def run(self) -> None:
        """Goes on until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            try:
                if await loop.run_in_executor(self._threads, self._batch):
                    self._on_digest()
                    continue
                wait = await loop.run_in_executor(self._threads, self._wait)
            except StoreError as error:
                log.error("no digest can be written", reason=str(error))
                wait = TROUBLE
            await pause(self._woken, wait)

    def _wait(self) -> float:
        self._clean_up()
        with self._store.read() as q:
            at = q.channels.next_digest()
        return self._idle if at is None else min(max((at - self._clock()).total_seconds(), 0.05), self._idle)

    def _batch(self) -> bool:
        """Some of the digests that are due; whether there were any."""
        with self._store.read() as q:
            due = q.channels.digests_due(self._clock(), BATCH)
        for subscriber in due:
            self._one(subscriber)
        return bool(due)

    def _one(self, subscriber: Subscriber) -> None:
        now = self._clock()

        def write(q: Questions) -> None:
            fresh = q.channels.get(subscriber.number)
            if fresh is None or fresh.digest_due != subscriber.digest_due:
                return  # rescheduled meanwhile: its turn comes
            wishes = tuple(w for w in q.subscriptions.of(fresh.number) if w.rhythm != "instant")
            order = order_of(fresh, wishes, now)
            digest = self._digest(q, order) if order is not None else None
            following = next_due(now, fresh.habits, {w.rhythm for w in wishes})
            done = order.due.at if order is not None else None
            q.channels.set_digest(fresh.number, following.at if following else None, done)
            if order is not None and digest is not None:
                _queue(q, order, digest, now)

        self._store.write(write, durable=True)

    def _digest(self, q: Questions, order: Order) -> Digest | None:
        if order.subscriber.state == "paused":
            return None
        try:
            digest = self._write_digest(self._request(order.subscriber), q, order)
        except StoreError:
            raise
        except Exception:  # one channel's digest must not keep the others from theirs
            log.exception("a digest cannot be written", channel=order.subscriber.channel.address)
            return None
        return None if digest.is_empty and not order.subscriber.habits.empty else digest

    def _clean_up(self) -> None:
        now = self._clock()
        if self._cleaned is not None and now - self._cleaned < HOUSEKEEPING:
            return
        self._cleaned = now

        def forget(q: Questions) -> None:
            q.outbox.purge(now - KEEP)
            q.spreads.purge(now - KEEP)
            q.actions.expire()
            q.editions.purge("asked", now - KEEP)
            q.sightings.purge(item_id(now - 2 * KEEP, bytes(16)))

        self._store.write(forget)


def order_of(subscriber: Subscriber, wishes: tuple[Subscription, ...], now: datetime) -> Order | None:
    """The digest to write now: the latest that fell due, unless that is too long ago."""
    rhythms = {wish.rhythm for wish in wishes}
    if subscriber.digest_due is None:
        return None
    due = due_at(subscriber.digest_due, subscriber.habits, rhythms)
    latest = missed(due, now, subscriber.habits, rhythms) if due is not None else None
    if latest is None:
        return None
    since = subscriber.digest_done or latest.at - timedelta(days=1)
    covered = tuple(wish for wish in wishes if wish.rhythm in latest.rhythms)
    return Order(subscriber, covered, latest, since)


def _queue(q: Questions, order: Order, digest: Digest, now: datetime) -> None:
    channel, number = order.subscriber.channel, order.subscriber.number
    subject = f"digest:{order.due.day.isoformat()}"
    key = outbox_key(channel, subject)
    q.outbox.put([Draft(number, subject, "digest", key, now, payload=freeze(digest.briefing))])
    row = q.outbox.about(number, subject)
    if row is not None:
        q.spreads.note_digest(number, row.id, digest.marks)
