"""Connections and threads: a few query-only readers, one writer."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import TypeVar

from model.errors import StoreError
from store.connection import Database
from store.questions import Questions
from store.subject import Clock

T = TypeVar("T")
Connect = Callable[[], Database]


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


class Writer:
    """One thread through which every write goes, each in a transaction of its own."""

    def __init__(self, connect: Connect, clock: Clock) -> None:
        self._connect, self._clock = connect, clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        self._session: Session | None = None
        self._ident: int | None = None
        self._durable = False

    def submit(self, function: Callable[[Questions], T], durable: bool) -> "Future[T]":
        """Queue a write; its value or error comes with the future."""
        if threading.get_ident() == self._ident:
            raise RuntimeError("a write inside a write would wait for itself; use the questions at hand")
        try:
            return self._thread.submit(self._carry_out, function, durable)
        except RuntimeError:
            raise StoreError("the store is closed") from None

    def close(self) -> None:
        """Finish what is queued, then close."""
        self._thread.shutdown(wait=True)
        if self._session is not None:
            self._session.db.close()

    def _carry_out(self, function: Callable[[Questions], T], durable: bool) -> T:
        session = self._ready(durable)
        session.begin("BEGIN IMMEDIATE")
        try:
            value = function(session.questions)
            session.db.run("COMMIT")
        except BaseException:
            session.undo()
            raise
        return value

    def _ready(self, durable: bool) -> Session:
        """The connection, with the wanted care at commit: SQLite takes that only between transactions."""
        if self._session is None:
            self._ident = threading.get_ident()
            self._session = Session(self._connect(), self._clock)
        if durable != self._durable:
            self._session.db.run("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
            self._durable = durable
        return self._session
