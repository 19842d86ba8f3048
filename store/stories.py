"""Stories: told once, with the items they stand on, and every join, merge and split."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge as merged
from itertools import product
from typing import Any, NamedTuple

from model.errors import StoreError
from model.story import Change, Join, Report, Story, StoryState
from store.connection import Database
from store.counts import Counts
from store.items import Items, read_reports
from store.subject import Clock, Subject
from store.values import as_list, maybe_stamp, pack, stamp, time_of, unpack

WINDOW = timedelta(hours=48)  # how long after its newest report a story may still grow
CAP = timedelta(days=7)  # and how long in all
CANDIDATES = 24
REPORTS = 8  # of each candidate: the first and the newest; `state` has them all
LARGEST = (1 << 63) - 1

_SELECT = """
select story, id, headline, headline_item, first_seen, latest, type, sources, history, into_story, facts from stories
"""
_WHERE_ID = "where id = ?"
_WHERE_NUMBER = "where story = ?"
_AMONG_NUMBERS = "where story in (select value from json_each(?))"
_AMONG_LIVING_IDS = "where id in (select value from json_each(?)) and into_story is null"
_NEXT = "where id > ? and into_story is null order by id limit ?"
_BEGAN = "where first_seen >= ? and first_seen < ? and into_story is null order by first_seen, story"
_SAVE = """
insert into stories (id, headline, headline_item, first_seen, latest, type, sources, history, facts)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set headline = excluded.headline, headline_item = excluded.headline_item,
    first_seen = excluded.first_seen, latest = excluded.latest, type = excluded.type, sources = excluded.sources,
    history = excluded.history, facts = excluded.facts, into_story = null
returning story
"""
_JOIN = """
insert into joins (item, story, reason, score, detail, copy_of) values (?, ?, ?, ?, ?, ?)
on conflict (item) do update set story = excluded.story, reason = excluded.reason, score = excluded.score,
    detail = excluded.detail, copy_of = excluded.copy_of
"""
_LINK = "insert into story_links (kind, name, latest, story) values (?, ?, ?, ?)"
_UNLINK = "delete from story_links where kind = ? and name = ? and latest = ? and story = ?"
_CANDIDATES = """
select hits.story from (
    select story, count(*) as shared, latest from story_links
    where kind = ? and name in (select value from json_each(?)) and latest between ? and ? group by story
    union all
    select story, count(*) as shared, latest from story_links
    where kind = ? and name in (select value from json_each(?)) and latest between ? and ? group by story
    union all
    select story, count(*) as shared, latest from story_links
    where kind = ? and name in (select value from json_each(?)) and latest between ? and ? group by story
) as hits join stories on stories.story = hits.story where stories.first_seen <= ?
group by hits.story order by sum(shared) + (stories.type = ?) desc, min(abs(hits.latest - ?)), hits.story desc limit ?
"""
_PAGE = """
select link.latest, link.story from story_links as link
where kind = ? and name = ? and (latest, story) < (?, ?) and latest >= ?
"""
_WITH_PLACE = """
and exists (
    select 1 from story_links as other where other.kind = 'place' and other.latest = link.latest
    and other.story = link.story and other.name in (select value from json_each(?))
)
"""
_WITH_ACTOR = _WITH_PLACE.replace("'place'", "'actor'")
_WITH_TYPE = _WITH_PLACE.replace("'place'", "'type'")
_WITH_SOURCES = "and (select sources from stories where stories.story = link.story) >= ?\n"
_WITHOUT_HISTORY = "and not (select history from stories where stories.story = link.story)\n"
_NEWEST = "order by latest desc, story desc limit ?"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which stories: of any of these actors or people, types and places, last reported between since and until."""

    actors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    types: tuple[str, ...] = ()  # main or second
    places: tuple[str, ...] = ()  # ids; the caller adds what lies within
    since: datetime | None = None
    until: datetime | None = None  # not itself counted
    min_sources: int = 0
    history: bool = True  # with documented past events


@dataclass(frozen=True, slots=True)
class Page:
    """Stories newest first, and the mark to ask the next page with; None at the end."""

    stories: tuple[Story, ...]
    after: str | None = None


class _Row(NamedTuple):
    number: int
    id: str
    headline: str
    headline_item: int
    first_seen: int
    latest: int
    type: str
    sources: int
    history: int
    into_story: int | None
    facts: str


class Stories(Subject):
    """Questions about stories."""

    def __init__(self, db: Database, clock: Clock) -> None:
        super().__init__(db, clock)
        self._counts = Counts(db, clock)
        self._items = Items(db, clock)

    # Reading

    def get(self, story: str) -> Story | None:
        """A story by its id; one that was merged leads to the story it went into."""
        row = self._row_of(story)
        while row is not None and row.into_story is not None:
            row = self._row(_WHERE_NUMBER, row.into_story)
        return None if row is None else self._told([row])[0]

    def many(self, stories: Iterable[str]) -> tuple[Story, ...]:
        """Living stories by id, in the order asked for; others are passed over."""
        wanted = tuple(stories)
        found = {story.id: story for story in self._told(self._rows(_AMONG_LIVING_IDS, wanted))}
        return tuple(found[story] for story in wanted if story in found)

    def page(self, filter: Filter | None = None, *, limit: int = 10, after: str | None = None) -> Page:
        """Stories newest first; `after` is the mark of the page before."""
        found = self._numbers(filter or Filter(), limit + 1, after)
        rows = self._rows(_AMONG_NUMBERS, [number for _, number in found[:limit]])
        told = self._told(sorted(rows, key=lambda row: (row.latest, row.number), reverse=True))
        more = len(found) > limit
        return Page(told, _mark(*found[limit - 1]) if more else None)

    def count(self, filter: Filter, *, most: int = 1000) -> int:
        """How many stories a filter lets through, counted up to `most`."""
        return len(self._numbers(filter, most, None))

    def slice(self, after: str = "", limit: int = 500) -> tuple[Story, ...]:
        """The next living stories by id, for a walk over all."""
        return self._told([_Row(*row) for row in self._db.rows(_SELECT + _NEXT, (after, limit))])

    def began(self, first: datetime, end: datetime) -> tuple[Story, ...]:
        """Living stories first seen in this span, `end` not counted, oldest first."""
        rows = self._db.rows(_SELECT + _BEGAN, (stamp(first), stamp(end)))
        return self._told([_Row(*row) for row in rows])

    def of_items(self, items: Iterable[int]) -> Mapping[int, str]:
        """The story each item stands in."""
        sql = """
        select item, id from joins join stories on stories.story = joins.story
        where item in (select value from json_each(?))
        """
        return dict(self._db.rows(sql, (as_list(items),)))

    def joins(self, story: str) -> tuple[Join, ...]:
        """Why each item of a story stands in it, in time order."""
        sql = """
        select item, stories.id, reason, score, detail, copy_of
        from stories join joins on joins.story = stories.story where stories.id = ? order by item
        """
        return tuple(Join(*row) for row in self._db.rows(sql, (story,)))

    def state(self, story: str) -> StoryState | None:
        """A story with all its reports and joins, as grouping continues it."""
        row = self._row_of(story)
        return None if row is None else self._states([row])[0]

    def candidates(
        self,
        report: Report,
        *,
        window: timedelta = WINDOW,
        limit: int = CANDIDATES,
        reports: int = REPORTS,
    ) -> tuple[StoryState, ...]:
        """The stories a report may belong to: near in time, sharing an actor, place or person, the likeliest first.

        Each comes with its first report and its newest ones only, so that a long story costs no more than a short one.
        """
        at, near = stamp(report.at), window // timedelta(microseconds=1)
        span = (at - near, at + near + CAP // timedelta(microseconds=1))
        values: list[object] = []
        for kind, names in (("actor", report.actors), ("place", report.places), ("person", report.people)):
            values += (kind, as_list(names), *span)
        numbers = [number for (number,) in self._db.rows(_CANDIDATES, (*values, at + near, report.type, at, limit))]
        order = {number: place for place, number in enumerate(numbers)}
        rows = sorted(self._rows(_AMONG_NUMBERS, numbers), key=lambda row: order[row.number])
        return self._states(rows, reports)

    def changes(self, since: datetime | None = None) -> tuple[Change, ...]:
        """Merges and splits since then, oldest first."""
        sql = """
        select kind, story, other, at, who, reason from story_changes where at >= ? order by at, change
        """
        return tuple(map(_change, self._db.rows(sql, (maybe_stamp(since) or 0,))))

    def changes_of(self, story: str) -> tuple[Change, ...]:
        """Merges and splits of one story, oldest first."""
        sql = """
        select kind, story, other, at, who, reason from story_changes where story = ? or other = ? order by change
        """
        return tuple(map(_change, self._db.rows(sql, (story, story))))

    # Writing

    def save(self, story: Story, joins: Iterable[Join] = ()) -> None:
        """Store a story as it is told now, and why items stand in it; links and counts follow."""
        row = self._row_of(story.id)
        if row is not None and row.into_story is not None:
            raise StoreError(f"story {story.id} was merged into another one and cannot change any more")
        self._write(story, None if row is None else _story(row), joins)

    def merge(self, story: Story, taken: str, joins: Iterable[Join] = (), *, who: str, reason: str = "") -> None:
        """Take one story into another, which is told anew; the taken one's id leads to it from now on."""
        self.save(story)
        kept, gone = self._number(story.id), self._required(taken)
        self._unlink(_story(gone), gone.number)
        self._counts.change(_story(gone), None)
        self._db.run("update joins set story = ? where story = ?", (kept, gone.number))
        self._db.run(
            "update stories set into_story = ? where story = ? or into_story = ?", (kept, gone.number, gone.number)
        )
        self._join(joins, {story.id: kept})
        self._record("merge", story.id, taken, who, reason)

    def split(self, story: Story, new: Story, joins: Iterable[Join], *, who: str, reason: str = "") -> None:
        """Take a story apart; `joins` says which items go into the new one. A story merged before may so come back."""
        row = self._row_of(new.id)
        if row is not None and row.into_story is None:
            raise StoreError(f"there is a story {new.id} already")
        self._write(new, None, joins)
        self.save(story)
        self._record("split", story.id, new.id, who, reason)

    def remove(self, story: str) -> None:
        """Remove a story that has no items any more, with those that were merged into it."""
        row = self._required(story)
        self._unlink(_story(row), row.number)
        self._counts.change(_story(row), None)
        self._drop(row.number)

    def give_up(self, number: int) -> None:
        """Remove a story by its number with all its items, their keys and its counts kept."""
        row = self._row(_WHERE_NUMBER, number)
        if row is None:
            return
        items = self._items_of([number]).get(number, [])
        self._unlink(_story(row), number)
        for item in items:
            self._items.give_up(item)
        self._drop(number)

    def _drop(self, number: int) -> None:
        """Delete the row of a story, and before it those of the stories that went into it."""
        self._db.run("delete from stories where into_story = ?", (number,))
        self._db.run("delete from stories where story = ?", (number,))

    def _write(self, story: Story, old: Story | None, joins: Iterable[Join]) -> None:
        number: int = self._db.value(_SAVE, _values(story))
        if old is None or (links_of(old), old.latest) != (links_of(story), story.latest):
            if old is not None:
                self._unlink(old, number)
            self._db.run_many(_LINK, [(*link, stamp(story.latest), number) for link in links_of(story)])
        self._join(joins, {story.id: number})
        self._counts.change(old, story)

    def _unlink(self, story: Story, number: int) -> None:
        self._db.run_many(_UNLINK, [(*link, stamp(story.latest), number) for link in links_of(story)])

    def _join(self, joins: Iterable[Join], numbers: dict[str, int]) -> None:
        for join in joins:
            if join.story not in numbers:
                numbers[join.story] = self._number(join.story)
            values = (join.item, numbers[join.story], join.reason, join.score, join.detail, join.copy_of)
            self._db.run(_JOIN, values)

    def _record(self, kind: str, story: str, other: str, who: str, reason: str) -> None:
        sql = "insert into story_changes (kind, story, other, at, who, reason) values (?, ?, ?, ?, ?, ?)"
        self._db.run(sql, (kind, story, other, stamp(self._clock()), who, reason))

    def _row_of(self, story: str) -> _Row | None:
        return self._row(_WHERE_ID, story)

    def _row(self, where: str, value: object) -> _Row | None:
        row = self._db.row(_SELECT + where, (value,))
        return None if row is None else _Row(*row)

    def _rows(self, where: str, values: Iterable[object]) -> list[_Row]:
        return [_Row(*row) for row in self._db.rows(_SELECT + where, (as_list(values),))]

    def _required(self, story: str) -> _Row:
        row = self._row_of(story)
        if row is None or row.into_story is not None:
            raise StoreError(f"there is no story {story} in {self._db.path}")
        return row

    def _number(self, story: str) -> int:
        return self._required(story).number

    def _told(self, rows: Sequence[_Row]) -> tuple[Story, ...]:
        """Stories of rows, each with its items."""
        items = self._items_of([row.number for row in rows])
        return tuple(_story(row, tuple(items.get(row.number, ()))) for row in rows)

    def _items_of(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        sql = "select story, item from joins where story in (select value from json_each(?)) order by story, item"
        found: dict[int, list[int]] = {}
        for number, item in self._db.rows(sql, (as_list(numbers),)):
            found.setdefault(number, []).append(item)
        return found

    def _states(self, rows: Sequence[_Row], most: int | None = None) -> tuple[StoryState, ...]:
        stories = self._told(rows)
        chosen = {story.id: _some(story.items, most) for story in stories}
        reports = read_reports(self._db, [item for items in chosen.values() for item in items])
        joins = self._joins_of(reports)
        return tuple(
            StoryState(
                story,
                tuple(reports[item] for item in chosen[story.id] if item in reports),
                tuple(joins[item] for item in chosen[story.id] if item in joins),
            )
            for story in stories
        )

    def _joins_of(self, items: Iterable[int]) -> dict[int, Join]:
        sql = """
        select item, id, reason, score, detail, copy_of from joins join stories on stories.story = joins.story
        where item in (select value from json_each(?))
        """
        return {row[0]: Join(*row) for row in self._db.rows(sql, (as_list(items),))}

    # Filters: one index look-up for each kind and name, their newest first, merged here.

    def _numbers(self, filter: Filter, limit: int, after: str | None) -> list[tuple[int, int]]:
        """(latest, number) of the newest stories that a filter lets through."""
        kind, names = self._driver(filter)
        start = _bounds(filter.until, after)
        since = maybe_stamp(filter.since) or 0
        further, values = _conditions(filter, kind)
        sql = _PAGE + further + _NEWEST
        found = [self._db.rows(sql, (*name, *start, since, *values, limit)) for name in names]
        newest: Iterator[Any] = merged(*found, reverse=True)
        return list(dict.fromkeys(newest))[:limit]

    def _driver(self, filter: Filter) -> tuple[str, list[tuple[str, str]]]:
        """The index names to walk, and what they stand for: the rarer of actors and places where both are asked for."""
        if filter.people:
            return "person", [("person", person) for person in filter.people]
        if filter.places and not (filter.actors and self._is_rarer("actor", filter.actors, "place", filter.places)):
            return "place", [("place", place) for place in filter.places]
        if filter.actors and filter.types:
            names = product(filter.actors, filter.types)
            return "actor-type", [("actor-type", f"{actor} {type}") for actor, type in names]
        if filter.actors:
            return "actor", [("actor", actor) for actor in filter.actors]
        if filter.types:
            return "type", [("type", type) for type in filter.types]
        return "all", [("all", "")]

    def _is_rarer(self, kind: str, names: Sequence[str], other: str, others: Sequence[str]) -> bool:
        return self._size(kind, names) <= self._size(other, others)

    def _size(self, kind: str, names: Sequence[str], most: int = 2000) -> int:
        sql = """
        select count(*) from (
            select 1 from story_links where kind = ? and name in (select value from json_each(?)) limit ?
        )
        """
        return int(self._db.value(sql, (kind, as_list(names), most)))


def _conditions(filter: Filter, driver: str) -> tuple[str, list[object]]:
    """What is asked beyond the driving index, as SQL with its values."""
    sql, values = "", list[object]()
    if filter.places and driver != "place":
        sql, values = sql + _WITH_PLACE, [*values, as_list(filter.places)]
    if filter.actors and driver not in ("actor", "actor-type"):
        sql, values = sql + _WITH_ACTOR, [*values, as_list(filter.actors)]
    if filter.types and driver not in ("type", "actor-type"):
        sql, values = sql + _WITH_TYPE, [*values, as_list(filter.types)]
    if filter.min_sources > 1:
        sql, values = sql + _WITH_SOURCES, [*values, filter.min_sources]
    if not filter.history:
        sql += _WITHOUT_HISTORY
    return sql, values


def _bounds(until: datetime | None, after: str | None) -> tuple[int, int]:
    """The (latest, number) that a page lies below."""
    end = (LARGEST, LARGEST) if until is None else (stamp(until), -1)
    return end if after is None else min(end, _unmark(after))


def _mark(latest: int, number: int) -> str:
    return f"{latest:x}.{number:x}"


def _unmark(mark: str) -> tuple[int, int]:
    try:
        latest, number = (int(part, 16) for part in mark.split("."))
    except ValueError:
        raise StoreError(f"{mark[:40]!r} is no mark of a page") from None
    return min(latest, LARGEST), min(number, LARGEST)


def _some(items: tuple[int, ...], most: int | None) -> tuple[int, ...]:
    """The first and the newest of many."""
    if most is None or len(items) <= most:
        return items
    return (items[0], *items[1 - most :])


def links_of(story: Story) -> list[tuple[str, str]]:
    """All names a story is found by."""
    types = [type for type in dict.fromkeys((story.type, story.second)) if type]
    return [
        ("all", ""),
        *(("type", type) for type in types),
        *(("actor", actor) for actor in dict.fromkeys(story.actors)),
        *(("actor-type", f"{actor} {type}") for actor in dict.fromkeys(story.actors) for type in types),
        *(("person", person) for person in dict.fromkeys(story.people)),
        *(("place", place) for place in dict.fromkeys(story.places)),
    ]


def _base(row: _Row, items: tuple[int, ...]) -> dict[str, Any]:
    """What the columns of a story tell."""
    return {
        "id": row.id,
        "headline": row.headline,
        "headline_item": row.headline_item,
        "first_seen": time_of(row.first_seen),
        "latest": time_of(row.latest),
        "type": row.type,
        "items": items,
        "sources": row.sources,
        "history": bool(row.history),
    }


def _story(row: _Row, items: tuple[int, ...] = ()) -> Story:
    return unpack(Story, row.facts, _base(row, items))


def _values(story: Story) -> tuple[object, ...]:
    row = _Row(
        0,
        story.id,
        story.headline,
        story.headline_item,
        stamp(story.first_seen),
        stamp(story.latest),
        story.type,
        story.sources,
        int(story.history),
        None,
        "",
    )
    return (*row[1:9], pack(story, Story(**_base(row, story.items))))


def _change(row: Any) -> Change:
    kind, story, other, at, who, reason = row
    return Change(kind, story, other, time_of(at), who, reason)
