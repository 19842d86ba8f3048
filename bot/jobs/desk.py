"""The desk: all jobs that post, joined: what changes is announced, spreads, falls due and is delivered."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import datetime

import structlog

from bot.command import Knowledge
from bot.deliveries.announce import Announcer, News
from bot.deliveries.build import Builder
from bot.deliveries.digests import write_digest
from bot.deliveries.policy import Policy
from bot.jobs.deliver import Deliverer, Outside
from bot.jobs.digest import Digester
from bot.jobs.rehearse import Rehearsal, Show
from bot.jobs.spread import Spreader
from bot.jobs.steady import Steady
from bot.jobs.take import Change
from bot.platform import Platform
from model.delivery import Channel
from store import Questions, Store

log = structlog.get_logger()

SOON = 0.1  # seconds: what was written in a transaction is there to be read
GRACE = 5.0  # seconds that what is being sent gets to come to its end
CHECK = 8.0  # seconds that a command waits for a platform's word on a channel


class Desk:
    """Everything that posts, for the platforms it is given."""

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        platforms: Sequence[Platform],
        clock: Callable[[], datetime],
        chance: Callable[[], float],
        *,
        owner: str,
        policy: Policy,
        language: str = "en",
        threads: Executor | None = None,
        idle: float = 5.0,
        rehearse: Show | None = None,
    ) -> None:
        self._store, self._platforms = store, {p.name: p for p in platforms}
        # A process of a container has the same number at every start: the moment tells one run from another.
        self._owner = owner = f"{owner}@{clock().isoformat()}"
        self._loop = asyncio.get_running_loop()
        self.clock = Steady(clock, self._loop.time)
        self.announcer = Announcer(knowledge.roster, knowledge.gazetteer, self.clock, policy)
        builder = Builder(store, knowledge, self.clock, language)
        outside = Outside(self.clock, chance, threads, idle)
        self._deliverers: list[Deliverer | Rehearsal] = [
            Deliverer(one, store, builder, self.announcer, outside, owner=owner, language=language) for one in platforms
        ]
        if rehearse is not None:
            self._deliverers = [Rehearsal(store, builder, rehearse, threads)]
        self._spreader = Spreader(store, self.announcer, self.wake, threads, idle)
        self._digester = Digester(store, write_digest, builder.request, self.clock, self.wake, threads, max(idle, 30.0))

    def on_change(self, q: Questions, changes: Sequence[Change]) -> None:
        """Stories changed: called on the writer's thread, inside the transaction that changes them."""
        tell(self.announcer, q, changes)
        self.nudge()

    def nudge(self) -> None:
        """Something is being written that may be due at once; safe from any thread."""
        with suppress(RuntimeError):  # the loop is closed: the next run finds it
            self._loop.call_soon_threadsafe(self._loop.call_later, SOON, self.wake)

    def wake(self) -> None:
        """Something may be due."""
        for one in self._deliverers:
            one.wake()
        self._spreader.wake()
        self._digester.wake()

    def check(self, channel: Channel) -> str:
        """What is missing to post to a channel, in words; asked from a command's thread."""
        platform = self._platforms.get(channel.platform)
        if platform is None:
            return ""
        try:
            return asyncio.run_coroutine_threadsafe(platform.check(channel), self._loop).result(CHECK)
        except TimeoutError:
            return ""  # unknown is not missing: the first post will tell
        except Exception:  # whatever an adapter meets: who subscribes shall not be kept from it by a question of ours
            log.exception("a channel could not be checked", channel=channel.address)
            return ""

    async def run(self) -> None:
        """Posts until cancelled; what is being sent then gets a moment to come to its end."""
        await self._loop.run_in_executor(None, self._reclaim)
        running = [self._spreader.run(), self._digester.run(), *(one.run() for one in self._deliverers)]
        tasks = [asyncio.create_task(job) for job in running]
        try:
            await asyncio.gather(*tasks)
        finally:
            await asyncio.gather(*(one.finish(GRACE) for one in self._deliverers))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _reclaim(self) -> None:
        n = self._store.write(lambda q: q.outbox.reclaim(self._owner), durable=True)
        if n:
            log.warning("posts of a former run are unsure", posts=n)


def tell(announcer: Announcer, q: Questions, changes: Sequence[Change]) -> None:
    """Announces what a poll changed, inside its transaction; also where nobody posts, for a bot that runs beside."""
    announcer.announce(q, [News(c.story, c.before is None, c.fresh, c.held) for c in changes])
