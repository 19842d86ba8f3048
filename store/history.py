"""Documented past events: loaded once into an empty store, so that a new installation is not empty."""

from dataclasses import dataclass
from datetime import datetime

from store.subject import Subject
from store.values import pack, unpack

_KEY = "history"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Which history was loaded, and when."""

    fingerprint: str
    items: int
    at: datetime


class History(Subject):
    """Questions about documented past events. Their items and stories carry `history` and are counted nowhere."""

    def is_wanted(self) -> bool:
        """Whether the store is empty and has had no history yet."""
        return self.loaded() is None and not self._db.value("select 1 from items limit 1")

    def mark(self, fingerprint: str, items: int) -> None:
        """Note that history was loaded, in the transaction that loads its last part."""
        sql = "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value"
        self._db.run(sql, (_KEY, pack(Loaded(fingerprint, items, self._clock()))))

    def loaded(self) -> Loaded | None:
        """What was loaded, if anything was."""
        value = self._db.value("select value from meta where key = ?", (_KEY,))
        return None if value is None else unpack(Loaded, value)
