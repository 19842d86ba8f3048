"""`factionwatch backup` and `restore`: copies of the store."""

import os
import platform

from bot import wiring
from bot.settings import Settings
from store import Lock
from store import backup as copies
from store.secrets import copy_beside


def back_up(settings: Settings, file: str, with_secrets: bool = False) -> str:
    """Copies the store, in use or not, to a file; tokens of workspaces only where they are asked for."""
    size = copies.back_up(settings.db, file)
    said = f"{file}: a whole copy of {settings.db}, {size / 1e6:.1f} MB"
    if not with_secrets:
        return said
    kept = copy_beside(settings.db, file)
    return f"{said}; {kept}: the tokens, keep it safe" if kept else f"{said}; there are no tokens of workspaces"


def restore(settings: Settings, file: str) -> str:
    """Puts a copy in the place of the store; the former store is kept beside it."""
    lock = Lock(settings.db, wiring.system_clock, host=platform.node(), pid=os.getpid())
    kept = copies.restore(file, settings.db, lock)
    return f"{settings.db} is now what {file} holds" + (f"; the former store is {kept}" if kept else "")
