"""Digests as they were given: numbered, so that one can be shown again, and the next one knows what was told."""

from dataclasses import dataclass
from datetime import datetime

from store.subject import Subject
from store.values import stamp, time_of

_SELECT = "select edition, scope, since, until, at, payload from editions "
_KEPT = 200  # of one scope; older ones go


@dataclass(frozen=True, slots=True)
class Edition:
    """A digest as it was given; `scope` says to whom and about what, the payload is the caller's own."""

    number: int
    scope: str
    since: datetime
    until: datetime
    at: datetime
    payload: str


class Editions(Subject):
    """Questions about digests that were given."""

    def last(self, scope: str) -> Edition | None:
        """The newest of a scope."""
        row = self._db.row(_SELECT + "where scope = ? order by edition desc limit 1", (scope,))
        return None if row is None else _edition(row)

    def get(self, number: int) -> Edition | None:
        """An edition by its number."""
        row = self._db.row(_SELECT + "where edition = ?", (number,))
        return None if row is None else _edition(row)

    def next_number(self) -> int:
        """The number that the next edition will have, if it is added in this transaction."""
        return 1 + int(self._db.value("select coalesce(max(edition), 0) from editions"))

    def add(self, scope: str, since: datetime, until: datetime, payload: str) -> int:
        """Keep a digest; its number. Those of the scope that are too old to be asked for go."""
        number = self.next_number()
        sql = "insert into editions (edition, scope, since, until, at, payload) values (?, ?, ?, ?, ?, ?)"
        self._db.run(sql, (number, scope, stamp(since), stamp(until), stamp(self._clock()), payload))
        self._db.run(
            """
            delete from editions where scope = ? and edition <= (
                select edition from editions where scope = ? order by edition desc limit 1 offset ?
            )
            """,
            (scope, scope, _KEPT),
        )
        return number

    def purge(self, kind: str, before: datetime) -> int:
        """Forget the digests of a kind of scope (`asked`) that were given before then; how many went."""
        sql = "delete from editions where scope >= ? and scope < ? and at < ?"
        return self._db.run(sql, (f"{kind}/", f"{kind}0", stamp(before)))


def _edition(row: tuple[int, str, int, int, int, str]) -> Edition:
    number, scope, since, until, at, payload = row
    return Edition(number, scope, time_of(since), time_of(until), time_of(at), payload)
