"""Roll-ups of stories a day, by actor, pair and type, and of items by feed; history is left out.

They are changed in the transaction that changes what they count. Days are UTC days of a story's first report.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from model.story import Story
from store.subject import Subject
from store.values import as_list, day_number, day_of

_STORY = """
insert into story_day (day, type, n) values (?, ?, ?) on conflict (day, type) do update set n = n + excluded.n
"""
_ACTOR = """
insert into actor_day (actor, day, type, n) values (?, ?, ?, ?)
on conflict (actor, day, type) do update set n = n + excluded.n
"""
_PAIR = """
insert into pair_day (a, b, day, n) values (?, ?, ?, ?) on conflict (a, b, day) do update set n = n + excluded.n
"""
_FEED = """
insert into feed_day (feed, day, n) values (?, ?, ?) on conflict (feed, day) do update set n = n + excluded.n
"""
EVERY_FEED = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """How many stories a day an actor usually has."""

    total: int
    days: int
    mean: float
    variance: float  # of the population of days


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors, and in how many stories they stand together."""

    a: str
    b: str
    stories: int


class Counts(Subject):
    """Questions about numbers of stories. `first` and `last` are days, both counted."""

    def change(self, old: Story | None, new: Story | None) -> None:
        """Take a story's former self out of the counts and its new self in."""
        before, after = counted(old), counted(new)
        if before == after:
            return
        for shape, n in ((before, -1), (after, 1)):
            if shape is not None:
                self._move(*shape, n)

    def add_item(self, feed: str, item: int, n: int = 1) -> None:
        """Count an item of a feed, on the day that its id tells; with -1 count it no longer."""
        day = day_of_item(item)
        for name in (feed, EVERY_FEED):
            self._db.run(_FEED, (name, day, n))
            if n < 0:
                self._db.run("delete from feed_day where feed = ? and day = ? and n = 0", (name, day))

    def add_items(self, days: Mapping[tuple[str, int], int]) -> None:
        """Count new items by feed and day."""
        every: Counter[int] = Counter()
        for (_, day), n in days.items():
            every[day] += n
        self._db.run_many(
            _FEED, [*((*key, n) for key, n in days.items()), *((EVERY_FEED, d, n) for d, n in every.items())]
        )

    def by_type(self, first: date, last: date, actor: str | None = None) -> Mapping[str, int]:
        """Stories by type, of an actor or of all, the most frequent first."""
        if actor is None:
            sql = "select type, sum(n) from story_day where day between ? and ? group by type"
            rows = self._db.rows(sql, _days(first, last))
        else:
            sql = "select type, sum(n) from actor_day where actor = ? and day between ? and ? group by type"
            rows = self._db.rows(sql, (actor, *_days(first, last)))
        return dict(sorted(((type, n) for type, n in rows if n), key=lambda row: (-row[1], row[0])))

    def daily(self, first: date, last: date, actor: str | None = None) -> tuple[int, ...]:
        """Stories on each day, of an actor or of all."""
        if actor is None:
            sql = "select day, sum(n) from story_day where day between ? and ? group by day"
            rows = self._db.rows(sql, _days(first, last))
        else:
            sql = "select day, sum(n) from actor_day where actor = ? and day between ? and ? group by day"
            rows = self._db.rows(sql, (actor, *_days(first, last)))
        return _series(rows, *_days(first, last))

    def daily_by_type(self, first: date, last: date, actor: str | None = None) -> Mapping[str, tuple[int, ...]]:
        """Stories on each day by type, of an actor or of all."""
        if actor is None:
            rows = self._db.rows("select type, day, n from story_day where day between ? and ?", _days(first, last))
        else:
            sql = "select type, day, n from actor_day where actor = ? and day between ? and ?"
            rows = self._db.rows(sql, (actor, *_days(first, last)))
        return _table(rows, *_days(first, last))

    def heat(self, first: date, last: date, actors: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        """Stories on each day of several actors, in the order asked for."""
        sql = """
        select actor, day, sum(n) from actor_day
        where actor in (select value from json_each(?)) and day between ? and ? group by actor, day
        """
        found = _table(self._db.rows(sql, (as_list(actors), *_days(first, last))), *_days(first, last))
        quiet = _series((), *_days(first, last))
        return {actor: found.get(actor, quiet) for actor in actors}

    def totals(self, first: date, last: date) -> Mapping[str, int]:
        """Stories of each actor that has any, the busiest first."""
        sql = "select actor, sum(n) from actor_day where day between ? and ? group by actor"
        rows = self._db.rows(sql, _days(first, last))
        return dict(sorted(((actor, n) for actor, n in rows if n), key=lambda row: (-row[1], row[0])))

    def moments(self, last: date, days: int = 28) -> Mapping[str, Moments]:
        """Mean and variance of stories a day of each actor over the days up to `last`; silent days count."""
        end = day_number(last)
        sql = """
        select actor, sum(n), sum(n * n) from (
            select actor, day, sum(n) as n from actor_day where day between ? and ? group by actor, day
        ) group by actor
        """
        rows = self._db.rows(sql, (end - days + 1, end))
        return {actor: _moments(total, squares, days) for actor, total, squares in rows if total}

    def pairs(self, first: date, last: date, limit: int = 200) -> tuple[Pair, ...]:
        """Actors that stand in stories together, the most frequent first."""
        sql = """
        select a, b, sum(n) as stories from pair_day where day between ? and ?
        group by a, b having stories > 0 order by stories desc, a, b limit ?
        """
        return tuple(Pair(*row) for row in self._db.rows(sql, (*_days(first, last), limit)))

    def pairs_of(self, actor: str, first: date, last: date, limit: int = 50) -> tuple[Pair, ...]:
        """Those that stand in stories with an actor; `a` is the actor asked for."""
        sql = """
        select other, sum(n) as stories from (
            select b as other, n from pair_day where a = ? and day between ? and ?
            union all select a, n from pair_day where b = ? and day between ? and ?
        ) group by other having stories > 0 order by stories desc, other limit ?
        """
        days = _days(first, last)
        rows = self._db.rows(sql, (actor, *days, actor, *days, limit))
        return tuple(Pair(actor, other, n) for other, n in rows)

    def items_by_feed(self, first: date, last: date) -> Mapping[str, int]:
        """Items kept of each feed that had any."""
        sql = "select feed, sum(n) from feed_day where day between ? and ? and feed <> '' group by feed"
        return dict(self._db.rows(sql, _days(first, last)))

    def items(self, first: date, last: date) -> int:
        """How many items were published in these days and kept."""
        sql = "select sum(n) from feed_day where feed = '' and day between ? and ?"
        return int(self._db.value(sql, _days(first, last)) or 0)

    def stories(self, first: date, last: date) -> int:
        """How many stories began in these days."""
        sql = "select sum(n) from story_day where day between ? and ?"
        return int(self._db.value(sql, _days(first, last)) or 0)

    def _move(self, day: int, type: str, actors: Sequence[str], n: int) -> None:
        self._db.run(_STORY, (day, type, n))
        self._db.run_many(_ACTOR, [(actor, day, type, n) for actor in actors])
        self._db.run_many(_PAIR, [(a, b, day, n) for a, b in pairs_in(actors)])
        if n < 0:
            self._drop_zeros(day, type, actors)

    def _drop_zeros(self, day: int, type: str, actors: Sequence[str]) -> None:
        self._db.run("delete from story_day where day = ? and type = ? and n = 0", (day, type))
        sql = "delete from actor_day where actor = ? and day = ? and type = ? and n = 0"
        self._db.run_many(sql, [(actor, day, type) for actor in actors])
        sql = "delete from pair_day where a = ? and b = ? and day = ? and n = 0"
        self._db.run_many(sql, [(a, b, day) for a, b in pairs_in(actors)])


def pairs_in(actors: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each two of the actors once, in a fixed order."""
    return combinations(sorted(set(actors)), 2)


def day_of_item(item: int) -> int:
    """The day an item was published, as its id tells."""
    return (item >> 31) // 86400


def counted(story: Story | None) -> tuple[int, str, tuple[str, ...]] | None:
    """What of a story is counted: its day, type and actors."""
    if story is None or story.history:
        return None
    return day_of(story.first_seen), story.type, tuple(sorted(set(story.actors)))


def _days(first: date, last: date) -> tuple[int, int]:
    return day_number(first), day_number(last)


def _series(rows: Iterable[tuple[int, int]], first: int, last: int) -> tuple[int, ...]:
    series = [0] * max(0, last - first + 1)
    for day, n in rows:
        series[day - first] = n
    return tuple(series)


def _table(rows: Iterable[tuple[str, int, int]], first: int, last: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for name, day, n in rows:
        found.setdefault(name, []).append((day, n))
    return {name: _series(days, first, last) for name, days in sorted(found.items())}


def _moments(total: int, squares: int, days: int) -> Moments:
    mean = total / days
    return Moments(total, days, mean, squares / days - mean * mean)
