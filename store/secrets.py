"""Tokens of workspaces that installed the app, in a file of their own beside the store that only its owner may read.

They are never part of a backup unless asked for, nor of an export, the web view or a log.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from model.errors import StoreError
from model.installation import Installation
from store.connection import Database, connect, create_file
from store.values import pack, stamp, unpack

STATE_LIFE = timedelta(minutes=10)  # between the first click and the return from the platform's page
_MARK = 0x46574353  # "FWCS": marks a file as ours
_TABLES = """
create table if not exists installations (
    platform text not null, workspace text not null, data text not null, primary key (platform, workspace)
) without rowid
"""
_STATES = "create table if not exists states (state text primary key, at integer not null) without rowid"
_SAVE = """
insert into installations (platform, workspace, data) values (?, ?, ?)
on conflict (platform, workspace) do update set data = excluded.data
"""


def beside(store: Path | str) -> Path:
    """The file of secrets that belongs to a store: `factionwatch-secrets.db` beside `factionwatch.db`."""
    path = Path(store)
    return path.with_name(f"{path.stem}-secrets{path.suffix or '.db'}")


class Secrets:
    """Installations and the states of installations under way."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        """Opens the file, made if it is not there; StoreError if others may read it."""
        self.path, self._clock, self._lock = path, clock, Lock()
        create_file(path)
        refuse_open_doors(path)
        self._db = connect(path)
        try:
            self._prepare()
        except StoreError:
            self._db.close()
            raise

    def _prepare(self) -> None:
        mark = self._db.value("PRAGMA application_id")
        if mark != _MARK and self._db.value("select count(*) from sqlite_master"):
            raise StoreError(f"{self.path} is the database of another program; move it away")
        self._db.run(f"PRAGMA application_id = {_MARK}")
        self._db.run("PRAGMA secure_delete = ON")
        self._db.run(_TABLES)
        self._db.run(_STATES)

    def save(self, installation: Installation) -> None:
        """Keeps an installation, over the former one of its workspace."""
        with self._asked() as db:
            db.run(_SAVE, (installation.platform, installation.workspace, pack(installation)))

    def find(self, platform: str, workspace: str) -> Installation | None:
        """The installation of a workspace."""
        sql = "select data from installations where platform = ? and workspace = ?"
        with self._asked() as db:
            data = db.value(sql, (platform, workspace))
        return None if data is None else unpack(Installation, data)

    def all(self) -> tuple[Installation, ...]:
        """Every installation, by workspace."""
        with self._asked() as db:
            rows = db.rows("select data from installations order by platform, workspace")
        return tuple(unpack(Installation, data) for (data,) in rows)

    def remove(self, platform: str, workspace: str) -> None:
        """Forgets a workspace's token."""
        with self._asked() as db:
            db.run("delete from installations where platform = ? and workspace = ?", (platform, workspace))

    def issue(self, state: str) -> None:
        """Begins an installation; its state comes back with it."""
        with self._asked() as db:
            db.run("delete from states where at < ?", (stamp(self._clock() - STATE_LIFE),))
            db.run("insert or replace into states (state, at) values (?, ?)", (state, stamp(self._clock())))

    def consume(self, state: str) -> bool:
        """Whether a state is one of ours and young enough; it is good once."""
        with self._asked() as db:
            young = stamp(self._clock() - STATE_LIFE)
            return db.run("delete from states where state = ? and at >= ?", (state, young)) > 0

    def close(self) -> None:
        """Gives the file back."""
        self._db.close()

    @contextmanager
    def _asked(self) -> Iterator[Database]:
        with self._lock:
            yield self._db


def copy_beside(store: Path | str, copy: Path | str) -> Path | None:
    """Copy a store's secrets beside a copy of the store, for its owner only; None where there are none."""
    source, target = beside(store), beside(copy)
    if not source.is_file():
        return None
    refuse_open_doors(source)
    create_file(target)
    refuse_open_doors(target)
    with closing(connect(source)) as ours, closing(connect(target)) as theirs:
        ours.connection.backup(theirs.connection)
    return target


def refuse_open_doors(path: Path) -> None:
    """StoreError if anybody but the owner may read or write a file."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise StoreError(f"{path} holds tokens and may be read by others; run: chmod 600 {path}")
