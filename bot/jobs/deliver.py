"""Delivering: takes what is due from the outbox, sends it, and writes down what became of it.

due rows → decide → build → claim (on disk before anything is sent) → settle what is unsure → send → mark (on disk)
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import structlog

from bot.deliveries.announce import Announcer
from bot.deliveries.build import Built, Nothing
from bot.deliveries.decide import Drop, Fold, Send, decide
from bot.deliveries.keys import outbox_key
from bot.deliveries.outcome import Outcome, next_look, outcome, unsure_for
from bot.jobs.pause import pause
from bot.platform import Platform, Post
from bot.texts import texts
from model.delivery import Absent, Channel, Delivery, Draft, Later, Refused, Result, Sent, Told, Unsure
from model.errors import StoreError
from model.subscription import Subscriber
from store import Questions, Store
from store.outbox import Claim, Ready

T = TypeVar("T")
log = structlog.get_logger()

FLYING = 50  # sends under way at once, on one platform
PATIENCE = 45.0  # seconds for one answer
LEASE = timedelta(minutes=3)
IDLE = 5.0  # seconds after which we look whether another process has queued something
THREAD = "Factionwatch"  # the name of our thread in a forum
TROUBLE = 5.0  # seconds to wait when the store does not take what we write


class Build(Protocol):
    """Makes what is said from a row of the outbox."""

    def build(self, q: Questions, delivery: Delivery, subscriber: Subscriber) -> Built | Nothing:
        """What it says now."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What the job is handed of the world."""

    clock: Callable[[], datetime]
    chance: Callable[[], float]
    threads: Executor | None = None
    idle: float = IDLE


@dataclass(frozen=True, slots=True)
class Flight:
    """A claimed delivery on its way."""

    ready: Ready
    built: Built

    @property
    def delivery(self) -> Delivery:
        """The row of the outbox."""
        return self.ready.delivery


class Deliverer:
    """Delivers to one platform."""

    def __init__(
        self,
        platform: Platform,
        store: Store,
        builder: Build,
        announcer: Announcer,
        outside: Outside,
        *,
        owner: str,
        language: str = "en",
    ) -> None:
        self._platform, self._store, self._builder, self._announcer = platform, store, builder, announcer
        self._outside, self._owner, self._language = outside, owner, language
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._last = outside.clock()

    @property
    def platform(self) -> str:
        """The name of the platform."""
        return self._platform.name

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    async def run(self) -> None:
        """Delivers until cancelled; what is being sent then is settled by the next run."""
        try:
            while True:
                self._woken.clear()
                try:
                    await self._mind_the_clock()
                    at = await self._read(lambda q: q.outbox.next_wake(self.platform))
                    if at is not None and at <= self._outside.clock() and await self._see_to_it():
                        continue
                except StoreError as error:
                    log.error("nothing can be delivered", platform=self.platform, reason=str(error))
                    at = self._outside.clock() + timedelta(seconds=TROUBLE)
                await self._rest(at)
        finally:
            for task in self._flying.values():
                task.cancel()

    async def finish(self, seconds: float) -> None:
        """Lets what is being sent come to its end, for so long at most."""
        if self._flying:
            await asyncio.wait(set(self._flying.values()), timeout=seconds)

    async def _see_to_it(self) -> bool:
        """Posts, edits and looks that are due; whether anything could be done about them."""
        looked = await self._look()
        return await self._round() or looked

    async def _rest(self, at: datetime | None) -> None:
        """Until the next is due, something lands, or another process may have queued something."""
        wait = self._outside.idle
        if at is not None and len(self._flying) < FLYING:
            wait = min(max((at - self._outside.clock()).total_seconds(), 0.05), wait)
        await pause(self._woken, wait)

    # One round: decide and claim, then let fly

    async def _round(self) -> bool:
        """Starts what can be sent now; whether there was anything to do."""
        room = FLYING - len(self._flying)
        if room <= 0:
            return False
        policy = self._announcer.policy
        rate = policy.storm
        window, most = (rate.window, rate.most) if rate else (timedelta(0), 0)

        def look(q: Questions) -> tuple[list[Drop | Fold], list[Flight], tuple[int, ...]]:
            found, stale = q.outbox.ready(self.platform, window, most, room + len(self._flying))
            free = [one for one in found if one.delivery.id not in self._flying]
            now = self._outside.clock()
            decisions = [decide(one, now, policy) for one in free]
            set_aside = [one for one in decisions if not isinstance(one, Send)]
            flights = list[Flight]()
            for one in decisions:
                if isinstance(one, Send):
                    built = self._built(q, one.ready)
                    if isinstance(built, Built):
                        flights.append(Flight(one.ready, built))
                    else:
                        set_aside.append(Drop(one.ready, built.reason, built.state))
            return set_aside, flights[:room], stale

        set_aside, flights, stale = await self._read(look)
        if not (set_aside or flights or stale):
            return False

        def claim(q: Questions) -> frozenset[int]:
            for number in stale:
                q.channels.rewake(number)
            for one in set_aside:
                _put_aside(q, one)
            return _claim(q, flights, self._owner, self._outside.clock() + LEASE)

        taken = await self._write(claim)
        for flight in flights:
            if flight.delivery.id in taken:
                self._let_fly(flight)
        return bool(taken or set_aside)

    def _built(self, q: Questions, ready: Ready) -> Built | Nothing:
        try:
            return self._builder.build(q, ready.delivery, ready.subscriber)
        except Exception:  # one row that cannot be built must not stop the others
            log.exception("a delivery cannot be built", delivery=ready.delivery.id, subject=ready.delivery.subject)
            return Nothing("it could not be built; the log says why", "failed")

    async def _mind_the_clock(self) -> None:
        """A clock set back would leave waits in the far future."""
        now = self._outside.clock()
        if now < self._last - timedelta(minutes=1):
            await self._write(lambda q: q.outbox.release())
        self._last = now

    def _let_fly(self, flight: Flight) -> None:
        task = asyncio.create_task(self._fly(flight))
        self._flying[flight.delivery.id] = task

        def landed(task: "asyncio.Task[None]") -> None:
            self._flying.pop(flight.delivery.id, None)
            self._woken.set()
            if not task.cancelled() and task.exception() is not None:
                log.error("a delivery went astray", delivery=flight.delivery.id, error=repr(task.exception()))

        task.add_done_callback(landed)

    # One delivery

    async def _fly(self, flight: Flight) -> None:
        delivery, repeated = flight.delivery, False
        result: Result | None = None
        if delivery.unsure_at is not None and delivery.operation == "post":
            found = await self._settle(flight)
            if isinstance(found, Sent | Later):
                result = found
            elif isinstance(found, Unsure) and self._announcer.policy.unsure == "hold":
                return await self._mark(
                    delivery, Outcome("unsure", f"held: {found.words}", unsure_at=delivery.unsure_at)
                )
            elif isinstance(found, Unsure):
                repeated = True
                log.warning("posted again, possibly twice", subject=delivery.subject, channel=delivery.channel.address)
        if result is None:
            delivery = replace(delivery, try_at=self._outside.clock(), tries=delivery.tries + 1)
            result = await self._send(flight, repeated)
        after = outcome(delivery, result, self._outside.clock(), self._outside.chance())
        # Under a nonce that is still known a further try gives the message of the first, which says what that one said.
        told = flight.built.told if flight.delivery.unsure_at is None else None
        return await self._mark(delivery, after, told=told, repeated=repeated and isinstance(result, Sent))

    async def _settle(self, flight: Flight) -> Sent | Absent | Unsure | Later:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._platform.settle(self._post(flight))
        except TimeoutError:
            return Later(10, f"no answer within {PATIENCE:g} s")
        except Exception as error:  # whatever an adapter meets, the row must come to its end
            log.exception("settling failed", platform=self.platform)
            return Later(30, f"looking for it failed: {type(error).__name__}")

    async def _send(self, flight: Flight, repeated: bool) -> Result:
        post = self._post(flight, repeated)
        try:
            if flight.delivery.operation == "edit":
                async with asyncio.timeout(PATIENCE):
                    return await self._platform.edit(post, flight.built.message)
            place = await self._place(flight)
            if not isinstance(place, Channel):
                return place if isinstance(place, Refused) else Later(10, place.words)
            post = replace(post, channel=place)
            async with asyncio.timeout(PATIENCE):
                return await self._platform.send(post)
        except TimeoutError:
            return Unsure(f"no answer within {PATIENCE:g} s")
        except Exception as error:  # what was posted before it is not known
            log.exception("sending failed", platform=self.platform)
            return Unsure(f"sending failed: {type(error).__name__}")

    async def _place(self, flight: Flight) -> Channel | Refused | Later | Unsure:
        """Where a post goes: in a forum our thread, whose id is on disk before anything is posted there."""
        channel = flight.delivery.channel
        if channel.thread:
            return channel
        async with asyncio.timeout(PATIENCE):
            place = await self._platform.thread(channel, THREAD)
        if isinstance(place, Channel) and place.thread:
            thread = place.thread
            await self._write(lambda q: q.channels.set_thread(flight.delivery.channel_number, thread))
        return place

    def _post(self, flight: Flight, repeated: bool = False) -> Post:
        delivery, subscriber, built = flight.delivery, flight.ready.subscriber, flight.built
        habits = subscriber.habits
        language = habits.language or self._language
        briefing = built.briefing
        if repeated:
            briefing = briefing.with_warning(texts(language).say("post.repeated"))
        return Post(
            delivery.key,
            subscriber.channel,
            briefing,
            language,
            habits.zone,
            reply_to=built.reply_to,
            follows=built.follows,
            unsure_for=unsure_for(delivery, self._outside.clock()),
            repeated=repeated,
            publish=habits.publish,
            secret=subscriber.secret,
        )

    async def _mark(
        self, delivery: Delivery, after: Outcome, *, told: Told | None = None, repeated: bool = False
    ) -> None:
        """Writes an outcome down, however long the disk refuses it: what was sent must not be forgotten.

        `told` is what the post says; None: what its first try said, and whatever changed since is owed to it.
        """
        while True:
            try:
                return await self._write(lambda q: self._note(q, delivery, after, told, repeated))
            except StoreError as error:
                log.error("a delivery cannot be marked", subject=delivery.subject, reason=str(error))
                await asyncio.sleep(TROUBLE)

    def _note(self, q: Questions, delivery: Delivery, after: Outcome, told: Told | None, repeated: bool) -> None:
        policy = self._announcer.policy
        if after.state == "sent" and delivery.operation == "edit":
            q.outbox.edited(delivery, policy.spacing)
        elif after.state == "sent":
            q.outbox.sent(delivery.id, after.message, repeated=repeated)
            if told is not None:
                q.outbox.set_told(delivery.id, told)
            self._announcer.after_sent(q, delivery)
        elif after.next_try is not None:
            q.outbox.again(delivery.id, after.state, after.reason, after.next_try, after.unsure_at)
        else:
            q.outbox.end(delivery.id, after.state, after.reason)
            log.warning(
                "not delivered", subject=delivery.subject, channel=delivery.channel.address, reason=after.reason
            )
        if after.wait_until is not None:
            q.channels.wait(delivery.channel_number, after.wait_until)
        if after.channel:
            stop_channel(q, delivery, after, self._outside.clock())

    # Channels that could not be posted to

    async def _look(self) -> bool:
        """Looks again at channels where something was missing; whether there were any."""
        now = self._outside.clock()
        due = await self._read(lambda q: q.channels.to_look_at(self.platform, now))
        for one in due:
            try:
                async with asyncio.timeout(PATIENCE):
                    missing = await self._platform.check(one.channel)
            except Exception:  # an adapter in trouble is no proof that a channel is well
                log.exception("a channel could not be looked at", channel=one.channel.address)
                missing = one.reason.removeprefix("paused: ") or "no answer"
            await self._write(lambda q, one=one, missing=missing: seen_again(q, one, missing, now))
        return bool(due)

    # The store, off the event loop

    async def _read(self, question: Callable[[Questions], T]) -> T:
        def ask() -> T:
            with self._store.read() as q:
                return question(q)

        return await asyncio.get_running_loop().run_in_executor(self._outside.threads, ask)

    async def _write(self, change: Callable[..., T]) -> T:
        def write() -> T:
            return self._store.write(change, durable=True)

        return await asyncio.get_running_loop().run_in_executor(self._outside.threads, write)


def _claim(q: Questions, flights: Sequence[Flight], owner: str, until: datetime) -> frozenset[int]:
    taken = q.outbox.claim([Claim(f.delivery.id, f.built.told) for f in flights], owner, until)
    for flight in flights:
        if flight.delivery.id not in taken:
            continue
        for part, told in flight.built.parts:
            q.outbox.set_told(part, told)
        if flight.delivery.operation == "edit" and flight.delivery.target is not None and flight.built.told.mark:
            q.outbox.set_told(flight.delivery.target, _kept(q, flight))
    return taken


def _kept(q: Questions, flight: Flight) -> Told:
    """What a message has told is kept through an edit; only what it shows is new."""
    post = q.outbox.get(flight.delivery.target or 0)
    shown = flight.built.told
    return shown if post is None else replace(post.told, mark=shown.mark, withdrawn=shown.withdrawn)


def _put_aside(q: Questions, decision: Drop | Fold) -> None:
    """Ends a delivery that will not be posted by itself."""
    delivery = decision.ready.delivery
    if isinstance(decision, Drop):
        q.outbox.end(delivery.id, decision.state, decision.reason)
        return
    summary = decision.summary
    if summary is None:
        subject = f"summary:{delivery.id}"
        key = outbox_key(delivery.channel, subject)
        q.outbox.put([Draft(delivery.channel_number, subject, "summary", key, decision.due)])
        found = q.outbox.about(delivery.channel_number, subject)
        summary = found.id if found else None
    q.outbox.end(delivery.id, "folded", "more stories than the channel takes one by one", summary)


def stop_channel(q: Questions, delivery: Delivery, after: Outcome, now: datetime) -> None:
    """A channel cannot be posted to: pause it and look again, or end it."""
    number = delivery.channel_number
    if after.channel == "ended":
        end_channel(q, number, after.reason)
        return
    reason = after.reason if after.reason.startswith("paused") else f"paused: {after.reason}"
    numbers = [number]
    if after.channel == "revoked":
        same = q.channels.of_workspace(delivery.channel.platform, delivery.channel.workspace)
        numbers = [one.number for one in same if one.state in ("active", "missing")]
    for one in numbers:
        q.channels.set_state(one, after.channel, reason, looks=1, look_at=next_look(0, now))


def end_channel(q: Questions, number: int, reason: str) -> None:
    """A channel is gone: nothing is owed to it any more."""
    q.subscriptions.remove(one.id for one in q.subscriptions.of(number))
    q.channels.set_digest(number, None)
    q.channels.set_state(number, "ended", reason)
    q.outbox.drop_open(number, reason)


def seen_again(q: Questions, subscriber: Subscriber, missing: str, now: datetime) -> None:
    """What a further look at a channel leads to."""
    if not missing:
        q.channels.set_state(subscriber.number, "active")
        return
    at = next_look(subscriber.looks, now)
    if at is None:
        end_channel(q, subscriber.number, f"ended: {missing}")
    else:
        looks = subscriber.looks + 1
        q.channels.set_state(subscriber.number, subscriber.state, f"paused: {missing}", looks=looks, look_at=at)
