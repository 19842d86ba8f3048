"""Corrections: kept by item, apart from what the rules found, so that they outlive every re-annotation."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from model.operation import Correction
from store.subject import Subject
from store.values import as_list, stamp, time_of

_ADD = """
insert into corrections (item, actor, at, who, reason, refuted) values (?, ?, ?, ?, ?, ?)
on conflict (item, actor) do update set at = excluded.at, who = excluded.who, reason = excluded.reason,
    refuted = excluded.refuted
"""
_SELECT = "select item, actor, at, who, reason, refuted from corrections "
_AMONG = "where item in (select value from json_each(?)) order by item, at, correction"


class Corrections(Subject):
    """Questions about corrections."""

    def add(self, item: int, actor: str, *, who: str, reason: str = "", refuted: bool = True) -> Correction:
        """Decide that an item is not (or, with refuted=False, is) about an actor; the last word counts."""
        correction = Correction(item, actor, self._clock(), who, reason, refuted)
        self._db.run(_ADD, (item, actor, stamp(correction.at), who, reason, int(refuted)))
        return correction

    def withdraw(self, item: int, actor: str) -> bool:
        """Take a correction back; whether there was one."""
        return self._db.run("delete from corrections where item = ? and actor = ?", (item, actor)) > 0

    def of(self, item: int) -> tuple[Correction, ...]:
        """The corrections of an item, oldest first."""
        return self.of_items((item,)).get(item, ())

    def of_items(self, items: Iterable[int]) -> Mapping[int, tuple[Correction, ...]]:
        """The corrections of those items that have any."""
        found: dict[int, tuple[Correction, ...]] = {}
        for correction in map(_correction, self._db.rows(_SELECT + _AMONG, (as_list(items),))):
            found[correction.item] = (*found.get(correction.item, ()), correction)
        return found

    def since(self, at: datetime) -> tuple[Correction, ...]:
        """Corrections made since then, oldest first."""
        rows = self._db.rows(_SELECT + "where at >= ? order by at, correction", (stamp(at),))
        return tuple(map(_correction, rows))


def _correction(row: Any) -> Correction:
    item, actor, at, who, reason, refuted = row
    return Correction(item, actor, time_of(at), who, reason, bool(refuted))
