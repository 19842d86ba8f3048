"""The store as the rest of the program knows it: open, read, write, close."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from store import schema
from store.connection import BUSY_SECONDS, Database, check_ours, connect, create_file, use_wal
from store.pool import Readers, Writer
from store.questions import Questions
from store.subject import Clock

T = TypeVar("T")
READERS = 4


class Store:
    """Our database: many readers beside one writer."""

    def __init__(self, path: Path, clock: Clock, *, readers: int = READERS, timeout: float = BUSY_SECONDS) -> None:
        self.path = path
        self._timeout = timeout
        self._readers = Readers(lambda: self._connect(query_only=True), clock, readers, timeout)
        self._writer = Writer(self._connect, clock)

    @classmethod
    def open(cls, path: Path | str, clock: Clock, *, readers: int = READERS, timeout: float = BUSY_SECONDS) -> "Store":
        """Open the store, made or brought up to date where needed; StoreError says what stands against it."""
        path = Path(path)
        prepare(path, timeout)
        return cls(path, clock, readers=readers, timeout=timeout)

    def read(self) -> AbstractContextManager[Questions]:
        """Questions on one consistent snapshot; give it back soon."""
        return self._readers.lend()

    def write(self, function: Callable[[Questions], T], *, durable: bool = False) -> T:
        """Run a function inside one transaction on the writer thread, and wait for its value.

        All of it is kept or, when it raises, none. `durable` waits until it lies on the disk, power cut or not.
        """
        return self.submit(function, durable=durable).result()

    def submit(self, function: Callable[[Questions], T], *, durable: bool = False) -> "Future[T]":
        """As `write`, without waiting."""
        return self._writer.submit(function, durable)

    def close(self) -> None:
        """Finish what was handed in and close; harmless when done twice."""
        self._writer.close()
        self._readers.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _connect(self, *, query_only: bool = False) -> Database:
        return connect(self.path, query_only=query_only, timeout=self._timeout)


def prepare(path: Path, timeout: float = BUSY_SECONDS) -> None:
    """Make sure that a file holds a store of this version."""
    create_file(path)
    database = connect(path, timeout=timeout)
    try:
        if not check_ours(database):
            database.run("PRAGMA auto_vacuum = INCREMENTAL")  # takes effect in a file without tables only
        use_wal(database, timeout)
        if schema.applied(database) != schema.names():
            _migrate(database)
    finally:
        database.close()


def _migrate(database: Database) -> None:
    database.run("BEGIN IMMEDIATE")
    try:
        schema.migrate(database)
        database.run("COMMIT")
    finally:
        if database.in_transaction:
            database.run("ROLLBACK")
