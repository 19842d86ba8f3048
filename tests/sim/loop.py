"""A stock asyncio event loop whose time jumps: one ready callback at a time, in seeded order, never a real wait."""

import asyncio
import heapq
import random
from asyncio.base_events import BaseEventLoop
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class Stuck(AssertionError):
    """Nothing is ready and nothing is scheduled: what is being waited for will never come."""


class SimLoop(BaseEventLoop):
    """Its clock stands still while callbacks run, and jumps to the next timer when none is ready."""

    def __init__(self, seed=0, start=0.0):
        super().__init__()
        self._now, self._chance = float(start), random.Random(seed)

    def time(self):
        return self._now

    def run_in_executor(self, executor, func, *args):
        """Work on a thread is carried out here, at some later turn."""
        future = self.create_future()

        def work():
            if future.cancelled():
                return
            try:
                value = func(*args)
            except Exception as error:  # noqa: BLE001 - handed on, as a thread would
                future.set_exception(error)
            else:
                future.set_result(value)

        self.call_soon(work)
        return future

    def _run_once(self):
        while self._scheduled and (self._scheduled[0]._cancelled or not self._ready):
            handle = heapq.heappop(self._scheduled)
            handle._scheduled = False
            if not handle._cancelled:
                self._now = max(self._now, handle._when)
                self._ready.append(handle)
        while self._scheduled and self._scheduled[0]._when <= self._now:
            handle = heapq.heappop(self._scheduled)
            handle._scheduled = False
            self._ready.append(handle)
        if not self._ready:
            raise Stuck("nothing is left to happen")
        chosen = self._chance.randrange(len(self._ready))
        self._ready.rotate(-chosen)
        handle = self._ready.popleft()
        self._ready.rotate(chosen)
        if not handle._cancelled:
            handle._run()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    def abandon(self):
        """What a killed process leaves behind: nothing is finished, nothing is cleaned up."""
        self._ready.clear()
        self._scheduled.clear()
        self.set_exception_handler(lambda loop, context: None)
        asyncio._set_running_loop(self)  # else what the dead begin would wait in another loop for ever
        closed = set()
        while rest := asyncio.all_tasks(self) - closed:  # what is closed may begin more, to tidy up
            for task in rest:
                task._log_destroy_pending = False
                with suppress(BaseException):  # whatever the dead would still like to do
                    task.get_coro().close()
            closed |= rest
        asyncio._set_running_loop(None)
        self._ready.clear()
        self._scheduled.clear()


class LoopClock:
    """The wall clock of a simulated day."""

    def __init__(self, loop, start=datetime(2026, 1, 28, 12, tzinfo=UTC), offset=timedelta(0)):
        self.loop, self.start, self.offset = loop, start, offset

    def __call__(self):
        return self.start + timedelta(seconds=self.loop.time()) + self.offset


def play(coroutine, loop):
    """Runs a coroutine to its end on a simulated loop."""
    try:
        return loop.run_until_complete(coroutine)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
