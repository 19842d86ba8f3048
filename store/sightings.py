"""Names like those of groups that nobody we know bears, and what became of them."""

from collections.abc import Iterable

from model.finding import Sighting
from store.subject import Subject

_ADD = """
insert into sightings (name, item, written, sentence, owner)
select ?1, ?2, ?3, ?4, ?5 where not exists (select 1 from proposed_names where name = ?1)
on conflict (name, item) do update set written = excluded.written, sentence = excluded.sentence, owner = excluded.owner
"""
_OF = "select name, written, sentence, item, owner from sightings where name = ? order by item limit ?"


class Sightings(Subject):
    """Questions about names that may be new groups."""

    def add(self, item: int, seen: Iterable[Sighting]) -> None:
        """Note what was seen in an item; names that the operator was told of are let go."""
        self._db.run_many(_ADD, [(s.key, item, s.name, s.sentence, s.owner) for s in seen])

    def of(self, name: str, limit: int = 100) -> tuple[Sighting, ...]:
        """Where a normalised name was seen, oldest item first."""
        rows = self._db.rows(_OF, (name, limit))
        return tuple(Sighting(key, written, sentence, str(item), owner) for key, written, sentence, item, owner in rows)

    def settle(self, name: str, report: int) -> None:
        """The operator was told of a name in this report: it is not proposed again, whatever becomes of the report."""
        self._db.run("insert into proposed_names (name, report) values (?, ?) on conflict do nothing", (name, report))
        self._db.run("delete from sightings where name = ?", (name,))

    def purge(self, before: int) -> None:
        """Forget what was seen in items older than this id."""
        self._db.run("delete from sightings where item < ?", (before,))
