"""A rehearsal: what would be posted is shown, once, and nothing is posted or marked."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from bot.briefing import Briefing
from bot.deliveries.build import Built
from bot.jobs.deliver import Build
from bot.jobs.pause import pause
from model.delivery import Channel, Delivery
from store import Store

Show = Callable[[Channel, Delivery, Briefing], None]
IDLE = 2.0


class Rehearsal:
    """Stands in for the deliverers of `run --dry`."""

    def __init__(self, store: Store, builder: Build, show: Show, threads: Executor | None = None) -> None:
        self._store, self._builder, self._show, self._threads = store, builder, show, threads
        self._shown: set[int] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    async def run(self) -> None:
        """Shows until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            for channel, delivery, briefing in await loop.run_in_executor(self._threads, self._due):
                self._shown.add(delivery.id)
                self._show(channel, delivery, briefing)
            await pause(self._woken, IDLE)

    async def finish(self, seconds: float) -> None:
        """Nothing is ever under way."""

    def _due(self) -> list[tuple[Channel, Delivery, Briefing]]:
        found = []
        with self._store.read() as q:
            for delivery in reversed(q.outbox.latest(("pending", "retrying"), limit=500)):
                subscriber = q.channels.get(delivery.channel_number)
                if delivery.id in self._shown or subscriber is None or not subscriber.is_active:
                    continue
                built = self._builder.build(q, delivery, subscriber)
                if isinstance(built, Built):
                    found.append((subscriber.channel, delivery, built.briefing))
        return found
