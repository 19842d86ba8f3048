"""Polling: which feeds are due, a round of visits, and the endless loop.

due feeds → lease → visits (fetch → read → sift → take) → judge failures together → states → RoundResult
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.jobs.craft import Annotating
from bot.jobs.manners import Manners
from bot.jobs.ports import Ports
from bot.jobs.rounds import Outcome, Progress, RoundResult
from bot.jobs.take import OnChange, Taker, nothing
from bot.jobs.visit import Visit, Visitor
from bot.jobs.workshop import Workshop
from feeds import schedule
from feeds.publisher import Publishers
from model.errors import StoreError, UsageError
from model.feed import Feed, FeedList, FeedState
from store import Store

log = structlog.get_logger()

CONCURRENCY = 50
HOST_GAP = 1.0  # seconds
LEASE = timedelta(minutes=10)
OUTAGE_HOSTS = 3  # so many hosts unreachable and none reached: our own network is down
WAITING = 4  # bodies that wait to be read beside those on their way: more would only take memory
BATCH = 100  # states a transaction
REFRESH = timedelta(minutes=1)  # how soon the loop notices what other processes did
LONGEST_SLEEP = 30.0
TROUBLE = 10.0  # seconds until the next try when the store does not take what was read
OnRound = Callable[[RoundResult], None]


class Poller:
    """Polls feeds into the store."""

    def __init__(
        self,
        feeds: FeedList,
        store: Store,
        workshop: Workshop,
        taker: Taker,
        ports: Ports,
        *,
        owner: str,
        concurrency: int = CONCURRENCY,
        host_gap: float = HOST_GAP,
    ) -> None:
        self._feeds, self._store, self._workshop, self._ports, self._owner = feeds, store, workshop, ports, owner
        manners = Manners(concurrency, host_gap, ports.pause)
        self._visitor = Visitor(Publishers(feeds), workshop, taker, ports, manners, concurrency + WAITING)
        self._states: dict[str, FeedState] = {}
        self._read_at: datetime | None = None
        self._landed = asyncio.Event()  # a feed is back: when it is due next may be sooner than the loop thinks

    def chosen(self, names: Sequence[str]) -> tuple[Feed, ...]:
        """Feeds by id, or UsageError that names the unknown one."""
        unknown = [name for name in names if name not in self._feeds.feeds]
        if unknown:
            raise UsageError(f'there is no feed "{unknown[0]}" in feeds.yaml; `factionwatch feeds` lists them')
        return tuple(self._feeds.feeds[name] for name in names)

    async def round(
        self, feeds: Sequence[Feed] | None = None, *, force: bool = False, progress: Progress | None = None
    ) -> RoundResult:
        """One visit to each of the feeds (None: every enabled one) that is due; with `force`, due or not.

        Feeds that are named are visited even when they are switched off or ended.
        """
        await self._refresh()
        now = self._ports.clock()
        if feeds is None:
            wanted = [f for f in self._feeds.feeds.values() if self._is_wanted(f, now, force)]
        else:
            wanted = list(feeds)
        return await self._go(wanted, None if force or feeds is not None else now, progress)

    async def run(self, stop: asyncio.Event, on_round: OnRound | None = None) -> None:
        """Poll what is due until told to stop; a slow feed keeps no other waiting."""
        flying: set[str] = set()
        tasks: set[asyncio.Task[None]] = set()
        try:
            while not stop.is_set():
                await self._refresh(REFRESH)
                now = self._ports.clock()
                due = [f for f in self._feeds.feeds.values() if f.id not in flying and self._is_wanted(f, now, False)]
                if due:
                    flying.update(f.id for f in due)
                    tasks.add(task := asyncio.create_task(self._fly(due, now, flying, on_round)))
                    task.add_done_callback(tasks.discard)
                self._landed.clear()
                await _first_of(stop.wait(), self._landed.wait(), self._ports.pause(self._sleep(flying)))
        finally:
            await _ended(tasks)

    def _is_wanted(self, feed: Feed, now: datetime, force: bool) -> bool:
        state = self._states.get(feed.id)
        if not force:
            return schedule.is_due(feed, state, now)
        return feed.enabled and schedule.known_as(feed, state).ended is None

    def _sleep(self, flying: set[str]) -> float:
        """Seconds until the next feed is due."""
        now = self._ports.clock()
        waiting = [f for f in self._feeds.feeds.values() if f.enabled and f.id not in flying]
        states = [s for f in waiting if (s := self._states.get(f.id)) and s.next_due and s.ended is None]
        due = [max(filter(None, (s.next_due, s.lease_until))) for s in states]
        soonest = min(((at - now).total_seconds() for at in due), default=LONGEST_SLEEP)
        return min(max(soonest, 0.2), LONGEST_SLEEP)

    async def _fly(self, due: Sequence[Feed], now: datetime, flying: set[str], on_round: OnRound | None) -> None:
        """One round of the loop."""
        try:
            result = await self._go(due, now, None, flying)
            if on_round is not None:
                on_round(result)
        except StoreError as error:  # a full disk may be emptied: the loop goes on, slowly
            log.error("round failed", reason=str(error))
            await self._ports.pause(TROUBLE)
            self._store.submit(lambda q: q.feeds.release(tuple(f.id for f in due), self._owner))
            self._read_at = None  # what was not written is not known: these feeds are due as the store has it
        finally:
            flying.difference_update(f.id for f in due)
            self._landed.set()

    async def _go(
        self, feeds: Sequence[Feed], due_by: datetime | None, progress: Progress | None, flying: set[str] | None = None
    ) -> RoundResult:
        """Visit these, as far as nobody else does; whoever is back well leaves `flying` at once."""
        leased = await self._lease([f.id for f in feeds], due_by)
        going = [f for f in feeds if f.id in leased]
        busy = tuple(f.id for f in feeds if f.id not in leased)
        if busy:
            self._read_at = None
        left = {f.id for f in going}

        def back(feed: str) -> None:
            left.discard(feed)
            if flying is not None:
                flying.discard(feed)
                self._landed.set()

        try:
            visits = await self._visits(going, back, progress)
            await self._judge(visits)
        finally:
            if left:
                # Handed in without waiting, so that it happens even while this is being cancelled.
                self._store.submit(lambda q: q.feeds.release(tuple(left), self._owner))
            self._workshop.rest()
        return RoundResult(tuple(v.outcome for v in visits), busy)

    async def _visits(
        self, going: Sequence[Feed], back: Callable[[str], None], progress: Progress | None
    ) -> list[Visit]:
        done: list[Visit] = []
        unsaved: list[FeedState] = []

        async def one(feed: Feed) -> None:
            visit = await self._visitor.visit(feed, schedule.known_as(feed, self._states.get(feed.id)))
            done.append(visit)
            if visit.failure is None:
                self._states[feed.id] = visit.state
                if not visit.saved:
                    unsaved.append(visit.state)
                if len(unsaved) >= BATCH:
                    await self._save(_emptied(unsaved))
                back(feed.id)
            if progress is not None:
                progress(visit.outcome, len(done), len(going))

        await _together(one(feed) for feed in going)
        await self._save(unsaved)
        return done

    async def _judge(self, visits: Sequence[Visit]) -> None:
        """Failures are judged together: where nobody was reached, our own network is to blame and no feed."""
        now = self._ports.clock()
        outage = is_outage([v.outcome for v in visits])
        after = schedule.after_outage if outage else schedule.after_failure
        states = [after(v.feed, v.state, now, self._ports.chance, v.failure) for v in visits if v.failure]
        self._states.update({s.feed: s for s in states})
        await self._save(states)
        for visit in visits:
            if visit.failure:
                log.info("feed failed", feed=visit.feed.id, kind=visit.failure.kind, reason=visit.failure.words)

    async def _refresh(self, after: timedelta = timedelta(0)) -> None:
        """Read the states anew if the last reading is old."""
        now = self._ports.clock()
        if self._read_at is not None and now - self._read_at < after:
            return
        self._states = dict(await asyncio.to_thread(self._read_states))
        self._read_at = now

    def _read_states(self) -> Mapping[str, FeedState]:
        with self._store.read() as q:
            return q.feeds.states()

    async def _lease(self, feeds: Sequence[str], due_by: datetime | None) -> frozenset[str]:
        if not feeds:
            return frozenset()
        until = self._ports.clock() + LEASE
        return await asyncio.wrap_future(
            self._store.submit(lambda q: q.feeds.lease(feeds, self._owner, until, due_by=due_by))
        )

    async def _save(self, states: Sequence[FeedState]) -> None:
        if states:
            await asyncio.wrap_future(self._store.submit(lambda q: q.feeds.save(states)))


def is_outage(outcomes: Sequence[Outcome]) -> bool:
    """Whether several hosts were tried and not one could be reached."""
    hosts = {o.host for o in outcomes if o.is_network}
    return len(hosts) >= OUTAGE_HOSTS and all(o.is_network for o in outcomes)


@asynccontextmanager
async def polling(
    feeds: FeedList,
    store: Store,
    annotator: Annotating | None,
    ports: Ports,
    *,
    owner: str,
    make: Callable[[], Annotating] | None = None,
    on_change: OnChange = nothing,
    concurrency: int = CONCURRENCY,
) -> AsyncIterator[Poller]:
    """A poller with its workshop, which is closed at the end.

    `make` builds the annotator anew in a worker process; it must travel there, so it is a function of a module, or a
    `functools.partial` of one. Without it, or without an annotator, nothing is annotated in processes, or at all.
    """
    async with Workshop(annotator, make) as workshop:
        taker = Taker(store, workshop, Publishers(feeds), on_change, keep_all=annotator is None)
        yield Poller(feeds, store, workshop, taker, ports, owner=owner, concurrency=concurrency)


def _emptied(states: list[FeedState]) -> list[FeedState]:
    """What a list held; it is empty now."""
    held = states[:]
    states.clear()
    return held


async def _together(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of it at once; the first error ends the rest and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None


async def _first_of(*waiting: Awaitable[object]) -> None:
    """Wait until the first of these is there; the others are given up."""
    tasks = [asyncio.ensure_future(w) for w in waiting]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _ended(tasks)


async def _ended(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """All cancelled and gone."""
    under_way = list(tasks)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
