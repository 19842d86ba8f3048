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
MOST_PROCESSES = 2


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
        self._processes = min(MOST_PROCESSES, os.cpu_count() or 1) if processes is None else processes
        self._thread = ThreadPoolExecutor(1, "workshop")
        self._pool: ProcessPoolExecutor | None = None
        self._load = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop_pool()
        self._thread.shutdown(wait=False, cancel_futures=True)

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

    def rest(self) -> None:
        """Send the processes home if nothing is at work."""
        if self._load == 0:
            self._drop_pool()

    async def _run(self, size: int, here: Callable[..., T], there: Callable[..., T] | None, *arguments: Any) -> T:
        self._load += size
        try:
            if there is None or not self._processes or not self._worth_it(size):
                return await self._on(self._thread, here, *arguments)
            return await self._there(there, *arguments)
        finally:
            self._load -= size

    def _worth_it(self, size: int) -> bool:
        return self._pool is not None or size >= LARGE or self._load >= self._enough

    async def _there(self, work: Callable[..., T], *arguments: Any) -> T:
        """In a process; what kills one is tried once more, in a fresh one."""
        for last in (False, True):
            pool = self._pool = self._pool or self._new_pool()
            try:
                return await asyncio.wait_for(self._on(pool, work, *arguments), PATIENCE)
            except (BrokenProcessPool, TimeoutError) as error:
                self._drop_pool(pool)
                log.warning("worker process lost", error=type(error).__name__, again=not last)
                if last or isinstance(error, TimeoutError):
                    raise
        raise AssertionError  # the second round returns or raises

    async def _on(self, executor: Executor, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(executor, work, *arguments)

    def _new_pool(self) -> ProcessPoolExecutor:
        methods = multiprocessing.get_all_start_methods()
        # Not fork: this process has threads. The fork server loads the modules once for all workers.
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            context.set_forkserver_preload(["bot.jobs.craft"])
        return ProcessPoolExecutor(self._processes, context, craft.begin, (self._make,))

    def _drop_pool(self, pool: ProcessPoolExecutor | None = None) -> None:
        """End the processes, even one that hangs."""
        dropped = pool or self._pool
        if dropped is None:
            return
        if dropped is self._pool:
            self._pool = None
        # The pool itself has no way to end a worker that hangs before Python 3.14.
        processes = list((getattr(dropped, "_processes", None) or {}).values())
        dropped.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
