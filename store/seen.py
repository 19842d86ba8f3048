"""What entries were ever seen, under each of their keys: seen once is never new again."""

from collections.abc import Iterable, Mapping

from model.feed import Seen
from store.subject import Subject
from store.values import stamp, time_of

_KNOWN = """
select seen.key, seen.feed, seen.at, seen.item, seen.mark, seen.edits,
    seen.item is not null and not exists (select 1 from items where items.id = seen.item)
from seen where seen.key = ?
"""
_REMEMBER = """
insert into seen (key, item, at, feed, mark, edits) values (?, ?, ?, ?, ?, ?)
on conflict (key) do update
set item = coalesce(excluded.item, item), feed = excluded.feed, mark = excluded.mark, edits = excluded.edits
"""


class SeenEntries(Subject):
    """Questions about entries that came before, whether they became items or not."""

    def known(self, keys: Iterable[bytes]) -> Mapping[bytes, Seen]:
        """What is remembered under these keys."""
        found: dict[bytes, Seen] = {}
        for key in keys:
            row = self._db.row(_KNOWN, (key,))
            if row is not None:
                found[key] = _seen(*row)
        return found

    def remember(self, keys: Iterable[bytes], seen: Seen) -> None:
        """Remember an entry under these keys; when it was first seen stays as it was."""
        row = (seen.item, stamp(seen.first_seen), seen.feed, seen.mark, seen.edits)
        self._db.run_many(_REMEMBER, [(key, *row) for key in keys])


def _seen(key: bytes, feed: str, at: int, item: int | None, mark: int, edits: int, gone: int) -> Seen:
    return Seen(key, feed, time_of(at), item, mark, edits, bool(gone))
