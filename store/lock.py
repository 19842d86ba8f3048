"""One bot, one store: a lock file beside the store that the operating system gives up when its holder dies."""

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from model.errors import StoreError
from store.connection import translated
from store.subject import Clock
from store.values import pack, unpack

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: int) -> None:
        os.lseek(file, 1 << 30, os.SEEK_SET)  # far behind the text, which others may then still read
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs on a store."""

    host: str
    pid: int
    since: datetime


class Lock:
    """Held from entering to leaving; a second holder is refused in a sentence that names the first."""

    def __init__(self, store: Path | str, clock: Clock, *, host: str, pid: int) -> None:
        self.path = Path(f"{store}.lock")
        self._clock, self._host, self._pid = clock, host, pid
        self._file: int | None = None

    def __enter__(self) -> "Lock":
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def take(self) -> None:
        """Take the lock or raise StoreError."""
        try:
            file = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise translated(error, self.path) from error
        try:
            _try_lock(file)
        except OSError as error:
            os.close(file)
            raise StoreError(self._refusal()) from error
        self._file = file
        _held.add(self)
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, pack(Holder(self._host, self._pid, self._clock())).encode())

    def release(self) -> None:
        """Give the lock up; the file stays, since removing it would race with the next holder."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            self.forget()

    def forget(self) -> None:
        """Close our handle without touching the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        _held.discard(self)

    def _refusal(self) -> str:
        found = holder_written(self.path)
        store = self.path.with_suffix("")
        if found is None:
            return f"factionwatch runs on {store} already; stop it first"
        return (
            f"factionwatch runs on {store} already: on host {found.host}, process {found.pid}, "
            f"since {found.since:%Y-%m-%d %H:%M:%S} UTC; stop it first"
        )


def holder_written(path: Path) -> Holder | None:
    """What stands in a lock file; None where nothing readable does."""
    try:
        return unpack(Holder, path.read_text("utf-8"))
    except (OSError, ValueError, TypeError):
        return None


def holder(store: Path | str) -> Holder | None:
    """Who runs on a store at this moment; None when nobody does."""
    path = Path(f"{store}.lock")
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        _try_lock(file)
    except OSError:
        return holder_written(path)
    finally:
        os.close(file)
    return None


_held: set[Lock] = set()


def _forget_all() -> None:
    """A child made by fork would keep the lock alive after our death, so it closes its copies."""
    for lock in _held.copy():
        lock.forget()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget_all)
