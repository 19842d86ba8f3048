"""Copies of a running store by SQLite's backup interface, each proven before it counts."""

import os
import sqlite3
from pathlib import Path

from model.errors import StoreError
from store import schema
from store.connection import check_ours, connect, create_file, translated
from store.lock import Lock
from store.store import prepare


def back_up(store: Path | str, target: Path | str) -> int:
    """Copy a store that may be in use to a file of its own; the file's size in bytes.

    An older copy of that name gives way when the new one is whole; a file that is no store is left alone.
    """
    store, target = Path(store), Path(target)
    if not store.is_file():
        raise StoreError(f"there is no store at {store}")
    if target.exists():
        if target.is_dir() or target.samefile(store):
            raise StoreError(f"{target} cannot be the copy of {store}; name another file")
        _check_copy(target)
    part = target.with_name(f"{target.name}.part")
    try:
        _copy(store, part)
        _check_copy(part)
        for ending in ("-wal", "-shm"):  # of an older copy that somebody opened: they would spoil the new one
            Path(f"{target}{ending}").unlink(missing_ok=True)
        _settle(part, target)
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def restore(copy: Path | str, store: Path | str, lock: Lock) -> Path | None:
    """Put a copy in the place of a store that nobody runs on, brought up to date.

    The former store is kept beside it; its path, if there was one. `lock` is that of the store, not yet taken.
    """
    copy, store = Path(copy), Path(store)
    if not copy.is_file():
        raise StoreError(f"there is no copy at {copy}")
    _check_copy(copy)
    with lock:
        part = store.with_name(f"{store.name}.part")
        try:
            _copy(copy, part)
            prepare(part)
            kept = _set_aside(store) if store.exists() else None
            _settle(part, store)
        finally:
            part.unlink(missing_ok=True)
    return kept


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    create_file(target)
    reader, writer = connect(source, query_only=True), connect(target)
    try:
        reader.connection.backup(writer.connection)
        writer.run("PRAGMA journal_mode = DELETE")  # one file, wherever it is taken
    except sqlite3.Error as error:
        raise translated(error, target) from error
    finally:
        reader.close()
        writer.close()


def _check_copy(path: Path) -> None:
    """A copy counts when it is a store, of no newer version, and whole."""
    database = connect(path, query_only=True)
    try:
        if not check_ours(database):
            raise StoreError(f"{path} is no copy of a store; name another file")
        schema.refuse_newer(database)
        if database.value("PRAGMA integrity_check") != "ok":
            raise StoreError(f"{path} is damaged; take another copy")
    finally:
        database.close()


def _set_aside(store: Path) -> Path:
    """Move the former store out of the way, with what it had not yet written into its file."""
    aside = store.with_name(f"{store.name}.before-restore")
    for ending in ("", "-wal", "-shm"):
        old = Path(f"{store}{ending}")
        if old.exists():
            old.replace(f"{aside}{ending}")
        else:
            Path(f"{aside}{ending}").unlink(missing_ok=True)
    return aside


def _settle(part: Path, target: Path) -> None:
    """Give a whole file its name, so that a power cut leaves the old one or the new one."""
    try:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise translated(error, target) from error
