"""What every subject's questions are built on."""

from collections.abc import Callable
from datetime import datetime

from store.connection import Database

Clock = Callable[[], datetime]


class Subject:
    """Questions about one subject, asked on one connection."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
