"""Pure work off the event loop: on one thread while there is little, in worker processes while there is much.

A process costs a second and some 50 MB, so there is none until a backlog is worth it, and none once it is worked off.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog

from bot.jobs import craft
from bot.jobs.craft import Annotating, Findings, Read
from feeds.errors import ReadError
from feeds.reading import Body, Job
from model.item import Document

T = TypeVar("T")
log = structlog.get_logger()

ENOUGH = 1 << 20  # bytes waiting or at work that make processes worth their while
LARGE = 1 << 20  # a single body that would hold the thread for a second or more
PATIENCE = 60.0  # seconds for one body
MOST_PROCESSES = 2  # and one core is left to fetching and storing


class Workshop:
    """Reads bodies and documents; `make` builds the annotator anew in each worker process."""

    def __init__(
        self,
        annotator: Annotating | None,
        make: Callable[[], Annotating] | None = None,
        processes: int | None = None,
        enough: int = ENOUGH,
    ) -> None:
        self.annotator, self._make, self._enough = annotator, make, enough
        self._processes = min(MOST_PROCESSES, max(1, (os.cpu_count() or 1) - 1)) if processes is None else processes
        self._thread = ThreadPoolExecutor(1, "workshop")
        self._pool: ProcessPoolExecutor | None = None
        self._starting: asyncio.Task[ProcessPoolExecutor | None] | None = None
        self._queue = asyncio.Semaphore(2 * max(self._processes, 1))
        self._load = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        starting, pool = self._starting, self._pool
        if pool is not None:
            self._kill(pool)
        if starting is not None:
            await asyncio.gather(starting, return_exceptions=True)
        self._thread.shutdown(wait=True, cancel_futures=True)

    @property
    def rules_version(self) -> str:
        """The version of the rules that documents are read by."""
        return self.annotator.rules_version if self.annotator else ""

    async def read(self, job: Job, group: str) -> Read:
        """The entries of a body, or ReadError."""
        size = len(job.body.data)
        try:
            return await self._run(size, craft.read, craft.read, job, group)
        except BrokenProcessPool as error:
            raise ReadError(job.feed.id, "the process that read it died", "format") from error
        except TimeoutError as error:
            raise ReadError(job.feed.id, f"reading it took longer than {PATIENCE:g} s", "format") from error

    async def extract(self, body: Body) -> str:
        """The text of an article's page, "" where it has none."""
        try:
            return await self._run(len(body.data), craft.extract, craft.extract, body)
        except (BrokenProcessPool, TimeoutError) as error:
            raise ReadError("", "the page could not be read in time", "format") from error

    async def find(self, documents: Sequence[Document]) -> tuple[Findings | None, ...]:
        """What is found in each document, None where nothing is; without an annotator, nothing in any."""
        if self.annotator is None or not documents:
            return (None,) * len(documents)
        size = sum(len(text) for d in documents for _, text in d.fields())
        annotator = self.annotator

        def here(documents: Sequence[Document]) -> tuple[Findings | None, ...]:
            return craft.find(annotator, documents)

        try:
            return await self._run(size, here, craft.find_here if self._make else None, documents)
        except BrokenProcessPool:
            # Our own rules died on these words; a thread would take the bot along, so they wait for the next poll.
            raise ReadError("", "the process that searched its entries died", "format") from None

    async def start(self) -> bool:
        """Have the processes up before the work comes; whether there are any."""
        return await asyncio.shield(self._start()) is not None

    @property
    def has_processes(self) -> bool:
        """Whether processes are up, or on their way."""
        return self._pool is not None

    def rest(self) -> None:
        """Send the processes home if nothing is at work."""
        if self._load == 0 and self._pool is not None:
            pool, self._pool, self._starting = self._pool, None, None
            self._thread.submit(pool.shutdown)  # waits for them, beside the event loop

    async def _run(self, size: int, here: Callable[..., T], there: Callable[..., T] | None, *arguments: Any) -> T:
        """In a process if it is large or others wait too, and else on the thread; which also works while they start."""
        self._load += size
        try:
            if there is None or not self._processes or (size < LARGE and self._load < self._enough and not self._pool):
                return await self._on(self._thread, here, *arguments)
            starting = self._start()
            if not starting.done() and size < LARGE:
                return await self._on(self._thread, here, *arguments)
            return await self._in_process(here, there, *arguments)
        finally:
            self._load -= size

    async def _in_process(self, here: Callable[..., T], there: Callable[..., T], *arguments: Any) -> T:
        """In a process; what kills one is tried once more, in a fresh one."""
        for last in (False, True):
            pool = await asyncio.shield(self._start())
            if pool is None:
                return await self._on(self._thread, here, *arguments)
            try:
                async with self._queue:  # so that the time that counts is the work's own
                    async with asyncio.timeout(PATIENCE):
                        return await self._on(pool, there, *arguments)
            except (BrokenProcessPool, TimeoutError) as error:
                self._kill(pool)
                log.warning("worker process lost", error=type(error).__name__, again=not last)
                if last or isinstance(error, TimeoutError):
                    raise
        raise AssertionError  # the second round returns or raises

    def _start(self) -> "asyncio.Task[ProcessPoolExecutor | None]":
        if self._starting is None:
            self._starting = asyncio.create_task(self._start_pool())
        return self._starting

    async def _start_pool(self) -> ProcessPoolExecutor | None:
        """Processes, started beside the event loop, which would else stand still for a second; None if it fails."""
        pool = self._pool = self._new_pool()
        try:
            await asyncio.to_thread(_warm, pool, self._processes)
        except (OSError, RuntimeError) as error:  # no room, no permission, no main module: one thread can do it too
            log.warning("no worker processes; going on without", error=type(error).__name__)
            self._kill(pool)
            self._processes = 0
            return None
        return pool

    async def _on(self, executor: Executor, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(executor, work, *arguments)

    def _new_pool(self) -> ProcessPoolExecutor:
        # Not fork: this process has threads.
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        return ProcessPoolExecutor(self._processes, context, craft.begin, (self._make,))

    def _kill(self, pool: ProcessPoolExecutor) -> None:
        """End the processes, even one that hangs: before Python 3.14 a pool has no way of its own to do that."""
        if pool is self._pool:
            self._pool = self._starting = None
        processes = list((getattr(pool, "_processes", None) or {}).values())
        for process in processes:
            process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _warm(pool: ProcessPoolExecutor, processes: int) -> None:
    """Have the processes started by whoever runs this: a pool starts one at each submission that finds none idle."""
    for ready in [pool.submit(craft.ready) for _ in range(processes)]:
        ready.result(PATIENCE)
