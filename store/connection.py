"""One SQLite file: opening it, its settings, and its errors in words.

Everything that touches SQLite goes through `Database`, so that no row, cursor or sqlite3 error leaves this package.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from model.errors import StoreError

APPLICATION_ID = 0x46574348  # "FWCH": marks a file as ours
BUSY_SECONDS = 5.0
_RETRY_SECONDS = 0.02
_AT_ONCE = 64  # values of a question

_LOCKED = "{path} is locked by another program; try again when it has finished"
_READ_ONLY = "{path} cannot be written; check the rights of the file and of its folder"
_SENTENCES = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_NOTADB: "{path} is not a database; move it away or let FACTIONWATCH_DB name another file",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged; bring back the last copy with: factionwatch restore FILE",
    sqlite3.SQLITE_FULL: "no room is left for {path}; free some space, what was stored before is safe",
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened; check the rights of the file and of its folder",
    sqlite3.SQLITE_IOERR: "reading or writing {path} failed; check the disk",
    sqlite3.SQLITE_TOOBIG: "a text is too long to be stored in {path}",
    sqlite3.SQLITE_NOMEM: "no memory is left to read {path}",
}


def translated(error: Exception, path: Path) -> StoreError:
    """One clear sentence for an error of SQLite or of the file system."""
    if isinstance(error, UnicodeError):
        return StoreError(f"a text is no valid Unicode and cannot be stored in {path}")
    if isinstance(error, OverflowError):
        return StoreError(f"a number is too large for {path}")
    if isinstance(error, OSError):
        return StoreError(f"{path} cannot be opened: {error.strerror or error}")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    return StoreError(_SENTENCES.get(code, "{path}: the database refused: {error}").format(path=path, error=error))


# What a caller's values and the disk can cause; a ProgrammingError among them is a fault of ours and stays as it is.
_CAUSED = (sqlite3.DatabaseError, OverflowError, UnicodeError)


class Database:
    """One connection: bound parameters in, plain tuples out, every error a StoreError."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except _CAUSED as error:
            raise self._told(error) from error

    def row(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first row, or None."""
        try:
            return self.connection.execute(sql, values).fetchone()
        except _CAUSED as error:
            raise self._told(error) from error

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Carry out a statement; the number of rows it changed."""
        try:
            return self.connection.execute(sql, values).rowcount
        except _CAUSED as error:
            raise self._told(error) from error

    def add(self, sql: str, values: Sequence[object] = ()) -> int:
        """Insert one row; its number."""
        try:
            return self.connection.execute(sql, values).lastrowid or 0
        except _CAUSED as error:
            raise self._told(error) from error

    def rows_among(self, sql: str, values: Sequence[object]) -> Iterator[Any]:
        """All rows of a query that asks `in (?)`, for any number of values: a statement for each `_AT_ONCE` of them.

        The last statement asks for its last value again and again, so that all of them are one to SQLite.
        """
        asked = sql.replace("(?)", f"({','.join('?' * _AT_ONCE)})")
        for start in range(0, len(values), _AT_ONCE):
            some = tuple(values[start : start + _AT_ONCE])
            yield from self.rows(asked, some + some[-1:] * (_AT_ONCE - len(some)))

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> int:
        """Carry out a statement for each row of values; the number of rows it changed."""
        if not rows:
            return 0
        try:
            return self.connection.executemany(sql, rows).rowcount
        except _CAUSED as error:
            raise self._told(error) from error

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.connection.in_transaction

    def close(self) -> None:
        """Give the connection back; harmless when done twice."""
        self.connection.close()

    def _told(self, error: Exception) -> Exception:
        if isinstance(error, sqlite3.ProgrammingError):
            return error
        return translated(error, self.path)


def connect(path: Path, *, query_only: bool = False, timeout: float = BUSY_SECONDS) -> Database:
    """A connection with our settings; transactions are begun and ended by name only."""
    try:
        connection = sqlite3.connect(
            path, timeout=timeout, isolation_level=None, check_same_thread=False, cached_statements=512
        )
    except sqlite3.Error as error:
        raise translated(error, path) from error
    database = Database(connection, path)
    try:
        database.run("PRAGMA foreign_keys = ON")
        database.run("PRAGMA synchronous = NORMAL")
        database.run("PRAGMA temp_store = MEMORY")
        # kB. A transaction of several bodies fits into the writer's, so that each page is written once.
        database.run(f"PRAGMA cache_size = -{4_000 if query_only else 12_000}")
        # Items lie in order of time, so that one body's touch pages all over: written back less often, they meet.
        database.run("PRAGMA wal_autocheckpoint = 8000")
        if query_only:
            database.run("PRAGMA query_only = ON")
    except StoreError:
        database.close()
        raise
    return database


def create_file(path: Path) -> None:
    """An empty file that only its owner may read, if there is none: subscribers' names are nobody else's business."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder; the store needs a file")
    if not path.parent.is_dir():
        raise StoreError(f"the folder {path.parent} does not exist; create it or let FACTIONWATCH_DB name another file")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise translated(error, path) from error


def check_ours(database: Database) -> bool:
    """Whether the file holds a store already; another program's database is refused."""
    mark = database.value("PRAGMA application_id")
    tables = database.value("select count(*) from sqlite_master")
    if mark == APPLICATION_ID:
        return bool(tables)
    if mark or tables:
        raise StoreError(f"{database.path} is the database of another program; let FACTIONWATCH_DB name another file")
    return False


def use_wal(database: Database, timeout: float = BUSY_SECONDS) -> None:
    """Switch to write-ahead logging, so that readers and the writer do not wait for each other.

    SQLite does not wait for a lock here, although it is told to, so we try again ourselves.
    """
    end = time.monotonic() + timeout
    while True:
        try:
            mode = database.value("PRAGMA journal_mode = WAL")
            break
        except StoreError as error:
            cause = error.__cause__
            busy = isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > end:
                raise
            time.sleep(_RETRY_SECONDS)
    if mode != "wal":
        raise StoreError(f"{database.path} does not allow write-ahead logging; the store must lie on a local disk")
    database.run("PRAGMA journal_size_limit = 67108864")
