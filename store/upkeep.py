"""Keeping the store true and small: roll-ups and indexes compared with what they count, old texts given up.

Each question here does one slice, so that no write holds the writer for long; the functions of `rebuild` walk them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from model.finding import Annotation
from model.item import Item, item_id
from store.connection import Database
from store.counts import EVERY_FEED, counted, day_of_item, pairs_in
from store.items import Items
from store.search import Search, actor_words
from store.stories import Stories
from store.subject import Clock, Subject
from store.values import date_of, day_number, day_of, stamp, time_of

Words = Callable[[Item, Annotation], str]  # the normalised text that an item is searched by
Key = tuple[object, ...]
SOUGHT = 20  # every so many items are sought in the index, too; seeking all would take minutes
FLOOR = "counts_floor"  # a day; what was before it cannot be counted again, since its stories were given up

_SET_FLOOR = "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value"
_BOUNDS = """
select min(first_seen) / 86400000000, max(first_seen) / 86400000000 from stories
union all select (min(id) >> 31) / 86400, (max(id) >> 31) / 86400 from items
union all select min(day), max(day) from story_day
union all select min(day), max(day) from feed_day
"""
_STORED = {
    "story_day": "select day, type, n from story_day where day between ? and ?",
    "actor_day": "select day, actor, type, n from actor_day where day between ? and ?",
    "pair_day": "select day, a, b, n from pair_day where day between ? and ?",
    "feed_day": "select day, feed, n from feed_day where day between ? and ?",
}
_PUT = {
    "story_day": "insert or replace into story_day (day, type, n) values (?, ?, ?)",
    "actor_day": "insert or replace into actor_day (day, actor, type, n) values (?, ?, ?, ?)",
    "pair_day": "insert or replace into pair_day (day, a, b, n) values (?, ?, ?, ?)",
    "feed_day": "insert or replace into feed_day (day, feed, n) values (?, ?, ?)",
}
_DROP = {
    "story_day": "delete from story_day where day = ? and type = ?",
    "actor_day": "delete from actor_day where day = ? and actor = ? and type = ?",
    "pair_day": "delete from pair_day where day = ? and a = ? and b = ?",
    "feed_day": "delete from feed_day where day = ? and feed = ?",
}
_ITEM_DAYS = "select id, feed from items where id >= ? and id < ? and not history"
_OLD_STORIES = """
select story from story_links where kind = 'all' and name = '' and latest < ?
and not (select history from stories where stories.story = story_links.story) order by latest limit ?
"""
_OLD_ITEMS = """
select id from items where id < ? and not history
and not exists (select 1 from joins where joins.item = items.id) order by id limit ?
"""
_VACUUM = "PRAGMA incremental_vacuum({})"


@dataclass(frozen=True, slots=True)
class Checked:
    """One slice: what was wrong in it, in words, and where the next one begins; None at the end."""

    wrong: tuple[str, ...]
    after: int | None


class Upkeep(Subject):
    """Questions about the state of the store itself. With `mend`, what is wrong is put right."""

    def __init__(self, db: Database, clock: Clock) -> None:
        super().__init__(db, clock)
        self._items = Items(db, clock)
        self._search = Search(db, clock)
        self._stories = Stories(db, clock)

    # Roll-ups

    def days(self) -> tuple[date, date] | None:
        """The first and the last day that is or should be counted; None where there is none."""
        bounds = [row for row in self._db.rows(_BOUNDS) if row[0] is not None]
        if not bounds:
            return None
        first, last = max(min(low for low, _ in bounds), self._floor()), max(high for _, high in bounds)
        return (date_of(first), date_of(last)) if first <= last else None

    def check_counts(self, first: date, last: date, *, mend: bool = False) -> tuple[str, ...]:
        """Compare the roll-ups of these days with the stories and items they count; what differs, in words."""
        days = max(day_number(first), self._floor()), day_number(last)
        wrong = []
        for table, expected in self._expected(*days).items():
            stored = {tuple(row[:-1]): row[-1] for row in self._db.rows(_STORED[table], days)}
            for key in sorted(expected.keys() | stored.keys(), key=str):
                n, was = expected.get(key, 0), stored.get(key, 0)
                if n != was:
                    wrong.append(f"{table} {date_of(int(str(key[0])))} {' '.join(map(str, key[1:]))}: {was} for {n}")
                    if mend:
                        self._db.run(_PUT[table] if n else _DROP[table], (*key, n) if n else key)
        return tuple(wrong)

    def _expected(self, first: int, last: int) -> Mapping[str, dict[Key, int]]:
        """The roll-ups as the stories and items of these days demand them."""
        tables: dict[str, dict[Key, int]] = {table: {} for table in _STORED}
        for table, *key in (*self._counted_stories(first, last), *self._counted_items(first, last)):
            tables[table][tuple(key)] = tables[table].get(tuple(key), 0) + 1
        return tables

    def _counted_stories(self, first: int, last: int) -> Iterable[tuple[str, *Key]]:
        for story in self._stories.began(_start(first), _start(last + 1)):
            shape = counted(story)
            if shape is not None:
                day, type, actors = shape
                yield "story_day", day, type
                yield from (("actor_day", day, actor, type) for actor in actors)
                yield from (("pair_day", day, a, b) for a, b in pairs_in(actors))

    def _counted_items(self, first: int, last: int) -> Iterable[tuple[str, *Key]]:
        for item, feed in self._db.rows(_ITEM_DAYS, (first * 86400 << 31, (last + 1) * 86400 << 31)):
            yield "feed_day", day_of_item(item), feed
            yield "feed_day", day_of_item(item), EVERY_FEED

    def _floor(self) -> int:
        return int(self._db.value("select value from meta where key = ?", (FLOOR,)) or 0)

    # Search

    def check_search(
        self, after: int = -1, limit: int = 200, *, words: Words | None = None, mend: bool = False
    ) -> Checked:
        """Compare the search with the next items: each is kept with its words and actors, and some are sought.

        `words` makes the normalised text of an item; without it the text that the search holds is taken as right.
        """
        items = self._items.slice(after, limit)
        found = self._items.annotations(item.id for item in items)
        stored = self._search.stored(item.id for item in items)
        wrong = []
        for n, item in enumerate(items):
            annotation = found.get(item.id, Annotation(""))
            kept = stored.get(item.id, ("", ""))
            text = words(item, annotation) if words else kept[0]
            is_kept = kept == (text, actor_words(annotation.actors) if text else "")
            if not is_kept or (n % SOUGHT == 0 and not self._search.is_indexed(item.id, text)):
                wrong.append(f"search: item {item.id} is not found by what it says")
                if mend:
                    self._search.put(item.id, text, annotation.actors)
        return Checked(tuple(wrong), items[-1].id if len(items) == limit else None)

    def rebuild_index(self) -> None:
        """Build the index of the search from its texts: the writer is held for seconds in a large store."""
        self._db.run("insert into words (words) values ('rebuild')")

    # The file

    def integrity(self, limit: int = 20) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the file; nothing in a sound one."""
        found = [row[0] for row in self._db.rows("PRAGMA integrity_check")][:limit]
        broken = self._db.rows("PRAGMA foreign_key_check")[:limit]
        return (*(line for line in found if line != "ok"), *(f"{row[0]}: a row without its {row[2]}" for row in broken))

    def free_pages(self, most: int = 500) -> int:
        """Give room of removed texts back to the disk, up to some pages; how many are left to give."""
        self._db.rows(_VACUUM.format(int(most)))
        return int(self._db.value("PRAGMA freelist_count"))

    # Retention: texts go; keys, corrections, merges and counts stay, so that nothing old comes back as new.

    def give_up(self, before: datetime, limit: int = 20) -> int:
        """Remove the next stories last reported before then, with their items, then items in no story; how many went.

        Documented history stays. Days up to then can no longer be counted again, so their counts are left as they are.
        """
        old = [number for (number,) in self._db.rows(_OLD_STORIES, (stamp(before), limit))]
        lone = self._db.rows(_OLD_ITEMS, (item_id(before, bytes(4)), limit)) if len(old) < limit else []
        if old or lone:
            self._db.run(_SET_FLOOR, (FLOOR, str(max(self._floor(), day_of(before) + 1))))
        for number in old:
            self._stories.give_up(number)
        for (item,) in lone:
            self._items.give_up(item)
        return len(old) + len(lone)


def _start(day: int) -> datetime:
    return time_of(day * 86_400_000_000)
