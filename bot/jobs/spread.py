"""Spreading: what concerns more channels than one transaction should touch goes on here, slice by slice."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

import structlog

from bot.deliveries.announce import Announcer
from bot.jobs.pause import pause
from model.errors import StoreError
from store import Questions, Store

log = structlog.get_logger()

IDLE = 5.0  # seconds after which we look whether another process has begun something
TROUBLE = 5.0
AHEAD = 8  # slices handed to the writer at once, each a transaction of its own


class Spreader:
    """Carries on what `Announcer.announce` began."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        on_slice: Callable[[], None],
        threads: Executor | None = None,
        idle: float = IDLE,
    ) -> None:
        self._store, self._announcer, self._on_slice = store, announcer, on_slice
        self._threads, self._idle = threads, idle
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may have begun."""
        self._woken.set()

    async def run(self) -> None:
        """Goes on until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            try:
                if await loop.run_in_executor(self._threads, self._slice):
                    self._on_slice()
                    continue
            except StoreError as error:
                log.error("news cannot spread", reason=str(error))
                await asyncio.sleep(TROUBLE)
                continue
            await pause(self._woken, self._idle)

    def _slice(self) -> bool:
        """The next slices; whether there were any. Handed in together, they need not queue behind each post's mark."""
        with self._store.read() as q:
            if q.spreads.next() is None:
                return False
        for done in [self._store.submit(self._step) for _ in range(AHEAD)]:
            done.result()
        return True

    def _step(self, q: Questions) -> None:
        spread = q.spreads.next()
        if spread is not None:
            self._announcer.step(q, spread)
