"""What entries were ever seen, under each of their keys: seen once is never new again."""

from collections.abc import Iterable, Mapping

from model.feed import Seen
from store.subject import Subject
from store.values import stamp, time_of

_KNOWN = """
select seen.key, seen.feed, seen.at, seen.item, seen.mark, seen.edits,
    seen.item is not null and not exists (select 1 from items where items.id = seen.item)
from seen where seen.key in (?)
"""
_AMONG = "select key from seen where key in (?)"
_REMEMBER = """
insert into seen (key, item, at, feed, mark, edits) values (?, ?, ?, ?, ?, ?)
on conflict (key) do update
set item = coalesce(excluded.item, item), feed = excluded.feed, mark = excluded.mark, edits = excluded.edits
"""


class SeenEntries(Subject):
    """Questions about entries that came before, whether they became items or not."""

    def known(self, keys: Iterable[bytes]) -> Mapping[bytes, Seen]:
        """What is remembered under these keys."""
        rows = self._db.rows_among(_KNOWN, tuple(keys))
        return {row[0]: _seen(*row) for row in rows}

    def among(self, keys: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the keys under which anything is remembered."""
        return frozenset(key for (key,) in self._db.rows_among(_AMONG, tuple(keys)))

    def remember(self, keys: Iterable[bytes], seen: Seen) -> None:
        """Remember an entry under these keys; when it was first seen stays as it was."""
        self.remember_all([(keys, seen)])

    def remember_all(self, entries: Iterable[tuple[Iterable[bytes], Seen]]) -> None:
        """Remember several entries, each under its keys, as `remember` does one."""
        rows = [
            (key, seen.item, at, seen.feed, seen.mark, seen.edits)
            for keys, seen in entries
            for at in (stamp(seen.first_seen),)
            for key in keys
        ]
        self._db.run_many(_REMEMBER, rows)


def _seen(key: bytes, feed: str, at: int, item: int | None, mark: int, edits: int, gone: int) -> Seen:
    return Seen(key, feed, time_of(at), item, mark, edits, bool(gone))
