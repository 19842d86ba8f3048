"""Connections and threads: a few query-only readers, one writer."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, LifoQueue
from typing import Any, TypeVar

from model.errors import StoreError
from store.connection import Database
from store.questions import Questions
from store.subject import Clock

T = TypeVar("T")
Connect = Callable[[], Database]
SHARED_SECONDS = 0.02  # how long writes that wait go along with one before them


class Session:
    """A connection with its questions."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db = db
        self.questions = Questions(db, clock)

    def begin(self, how: str) -> None:
        """Open a transaction: BEGIN or BEGIN IMMEDIATE."""
        self.db.run(how)

    def undo(self) -> None:
        """End a transaction that did not end well; one that SQLite ended itself is left alone."""
        if self.db.in_transaction:
            self.db.run("ROLLBACK")


class Readers:
    """Query-only connections, opened when first needed and lent to one caller at a time."""

    def __init__(self, connect: Connect, clock: Clock, size: int, wait: float) -> None:
        self._connect, self._clock, self._wait = connect, clock, wait
        self._free: LifoQueue[Session | None] = LifoQueue()
        for _ in range(size):
            self._free.put(None)
        self._size = size
        self._closed = threading.Event()

    @contextmanager
    def lend(self) -> Iterator[Questions]:
        """Questions on one snapshot, which begins with the first of them."""
        session = self._take()
        try:
            session.begin("BEGIN")
            yield session.questions
        finally:
            self._give_back(session)

    def close(self) -> None:
        """Refuse further callers and close each connection as it comes back."""
        self._closed.set()
        for _ in range(self._size):
            self._shut_one()

    def _take(self) -> Session:
        if self._closed.is_set():
            raise StoreError("the store is closed")
        try:
            session = self._free.get(timeout=self._wait)
        except Empty:
            raise StoreError("the store is busy: every reader is in use; try again") from None
        if session is not None:
            return session
        try:
            return Session(self._connect(), self._clock)
        except BaseException:
            self._free.put(None)
            raise

    def _give_back(self, session: Session) -> None:
        try:
            session.undo()
        except StoreError:
            session.db.close()
            self._free.put(None)
            return
        if self._closed.is_set():
            session.db.close()
        else:
            self._free.put(session)

    def _shut_one(self) -> None:
        try:
            session = self._free.get_nowait()
        except Empty:
            return  # lent at this moment: closed when it comes back
        if session is not None:
            session.db.close()


@dataclass(frozen=True, slots=True)
class _Job:
    """A write that waits, or is under way."""

    function: Callable[[Questions], Any]
    durable: bool
    future: "Future[Any]"


class Writer:
    """One thread through which every write goes: all of a write is kept or none, and what waits may share a commit."""

    def __init__(self, connect: Connect, clock: Clock) -> None:
        self._connect, self._clock = connect, clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        self._waiting: deque[_Job] = deque()
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._ident: int | None = None
        self._durable = False

    def submit(self, function: Callable[[Questions], T], durable: bool) -> "Future[T]":
        """Queue a write; its value or error comes with the future, once it is committed."""
        if threading.get_ident() == self._ident:
            raise RuntimeError("a write inside a write would wait for itself; use the questions at hand")
        job = _Job(function, durable, Future())
        with self._lock:
            try:
                self._thread.submit(self._work)
            except RuntimeError:
                raise StoreError("the store is closed") from None
            self._waiting.append(job)
        return job.future

    def close(self) -> None:
        """Finish what is queued, then close."""
        self._thread.shutdown(wait=True)
        if self._session is not None:
            self._session.db.close()

    def _work(self) -> None:
        """Carry out the next write and, while that takes no time to speak of, those behind it in one transaction."""
        first = self._next()
        if first is None:  # it went along with one before it
            return
        kept: list[tuple[_Job, Any]] = []
        try:
            session = self._ready(first.durable)
            session.begin("BEGIN IMMEDIATE")
            self._carry_out(session, first, kept)
            session.db.run("COMMIT")
        except BaseException as error:  # noqa: BLE001 - whoever waits for it is told
            if self._session is not None:
                self._session.undo()
            for job in [job for job, _ in kept] or [first]:
                job.future.set_exception(error)
        else:
            for job, value in kept:
                job.future.set_result(value)

    def _carry_out(self, session: Session, first: _Job, kept: list[tuple[_Job, Any]]) -> None:
        end = time.monotonic() + SHARED_SECONDS
        kept.append((first, first.function(session.questions)))
        while time.monotonic() < end and (job := self._next(first.durable)) is not None:
            self._carry_along(session, job, kept)

    def _carry_along(self, session: Session, job: _Job, kept: list[tuple[_Job, Any]]) -> None:
        """Carry out a write inside the transaction of others; when it raises, only its own part is taken back."""
        session.db.run("SAVEPOINT own")
        try:
            value = job.function(session.questions)
        except BaseException as error:
            job.future.set_exception(error)
            if not session.db.in_transaction:  # SQLite has given all of it up: a full disk, a broken one
                raise
            session.db.run("ROLLBACK TO own")
        else:
            kept.append((job, value))
        session.db.run("RELEASE own")

    def _next(self, durable: bool | None = None) -> _Job | None:
        """The next write that nobody has given up, if it wants the same care at commit."""
        with self._lock:
            while self._waiting and durable in (None, self._waiting[0].durable):
                job = self._waiting.popleft()
                if job.future.set_running_or_notify_cancel():
                    return job
        return None

    def _ready(self, durable: bool) -> Session:
        """The connection, with the wanted care at commit: SQLite takes that only between transactions."""
        if self._session is None:
            self._ident = threading.get_ident()
            self._session = Session(self._connect(), self._clock)
        if durable != self._durable:
            self._session.db.run("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
            self._durable = durable
        return self._session
