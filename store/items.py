"""Items: what was stored, what was found in it, and by which keys it is known."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.errors import StoreError
from model.finding import Annotation
from model.item import Document, Edit, Item, item_id
from model.story import Report
from store.connection import Database
from store.counts import Counts, day_of_item
from store.search import Search
from store.subject import Clock, Subject
from store.values import as_list, pack, stamp, time_of, unpack, unpack_onto, with_parts

LARGEST = (1 << 63) - 1
_ADD = """
insert into items (id, key, feed, outlet, language, title, summary, content, link, published, first_seen, history, more)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SELECT = """
select id, key, feed, outlet, language, title, summary, content, link, published, first_seen, history, more from items
"""
_AMONG = "where id in (select value from json_each(?))"
_EDIT = "update items set language = ?, title = ?, summary = ?, content = ?, link = ?, more = ? where id = ?"
_CLAIM = """
insert into seen (key, item, at) values (?, ?, ?)
on conflict (key) do update set item = excluded.item where seen.item is null or seen.item = excluded.item
"""
_TAKEN = "select id from items where id in (?)"
_KNOWN = "select items.id from seen left join items on items.id = seen.item where seen.key = ?"
_ANNOTATE = """
insert into annotations (item, rules_version, data) values (?, ?, ?)
on conflict (item) do update set rules_version = excluded.rules_version, data = excluded.data
"""
_REPORT = "insert into reports (item, data) values (?, ?) on conflict (item) do update set data = excluded.data"
_LINK = "insert into item_links (kind, name, item, feed) values (?, ?, ?, ?)"
_UNLINK = "delete from item_links where kind = ? and name = ? and item = ?"


@dataclass(frozen=True, slots=True)
class Addition:
    """A new item with what was found in it; `words` is its normalised text, `keys` its further keys."""

    item: Item
    annotation: Annotation
    words: str = ""
    report: Report | None = None
    keys: tuple[bytes, ...] = ()


class Items(Subject):
    """Questions about items."""

    def __init__(self, db: Database, clock: Clock) -> None:
        super().__init__(db, clock)
        self._counts = Counts(db, clock)
        self._search = Search(db, clock)

    def free_id(self, published: datetime, key: bytes) -> int:
        """The id of a new item: its wish by time and key, or the next free one."""
        return self.free_ids([(published, key)])[0]

    def free_ids(self, wishes: Sequence[tuple[datetime, bytes]]) -> tuple[int, ...]:
        """The ids of several new items, by their times and keys."""
        wanted = [item_id(published, key) for published, key in wishes]
        taken = {item for (item,) in self._db.rows_among(_TAKEN, wanted)}
        free: list[int] = []
        for wish in wanted:
            while wish in taken:
                wish += 1
                if wish not in taken and self._db.value("select 1 from items where id = ?", (wish,)):
                    taken.add(wish)
            taken.add(wish)
            free.append(wish)
        return tuple(free)

    def add(
        self,
        item: Item,
        annotation: Annotation,
        *,
        words: str = "",
        report: Report | None = None,
        keys: Iterable[bytes] = (),
    ) -> None:
        """Store a new item with what was found in it; `words` is its normalised text, `keys` its further keys.

        Its id comes from `free_id`. A key that an item has already raises StoreError.
        """
        self.add_all([Addition(item, annotation, words, report, tuple(keys))])

    def add_all(self, additions: Sequence[Addition]) -> None:
        """Store several new items, as `add` does one: a statement a table, not one an item."""
        self._db.run_many(_ADD, [_row(a.item) for a in additions])
        self._claim(additions)
        found = {annotation: pack(annotation) for annotation in {a.annotation for a in additions}}  # often all the same
        rows = [(a.item.id, a.annotation.rules_version, found[a.annotation]) for a in additions]
        self._db.run_many(_ANNOTATE, rows)
        self._db.run_many(_REPORT, [(a.item.id, _packed_report(a.report, a.item)) for a in additions if a.report])
        links = {annotation: links_of(annotation) for annotation in found}
        self._db.run_many(_LINK, [(*link, a.item.id, a.item.feed) for a in additions for link in links[a.annotation]])
        self._search.put_new([(a.item.id, a.words, a.annotation.actors) for a in additions if a.words])
        days = Counter((a.item.feed, day_of_item(a.item.id)) for a in additions if not a.item.history)
        self._counts.add_items(days)

    def edit(self, item: Item, annotation: Annotation, *, words: str = "", report: Report | None = None) -> None:
        """Store the new text of an item and what is found in it now; the old title and summary are kept."""
        old = self._required(item.id)
        if (old.document.title, old.document.summary) != (item.document.title, item.document.summary):
            self._keep_wording(old)
        text, more = item.document, _more(item)
        values = (text.language, text.title, text.summary, text.content, item.link, more, item.id)
        self._db.run(_EDIT, values)
        self.reannotate(item.id, annotation, words=words, report=report)

    def reannotate(self, item: int, annotation: Annotation, *, words: str = "", report: Report | None = None) -> None:
        """Write what is found in an item now over what was found before; without `words` the search keeps its text."""
        stored = self._required(item)
        before, after = links_of(self.annotation(item)), links_of(annotation)
        self._db.run_many(_UNLINK, [(*link, item) for link in before - after])
        self._db.run_many(_LINK, [(*link, item, stored.feed) for link in sorted(after - before)])
        self._write_findings(stored, annotation, report)
        if words:
            self._search.put(item, words, annotation.actors)
        elif before != after:
            self._search.put_actors(item, annotation.actors)

    def forget(self, item: int) -> None:
        """Remove an item for good; its keys stay known, so that it never comes back as new."""
        stored = self.get(item)
        if stored is not None:
            self.give_up(item)
            if not stored.history:
                self._counts.add_item(stored.feed, item, -1)

    def give_up(self, item: int) -> None:
        """Remove an item for its age: as `forget`, but it stays counted."""
        self._db.run_many(_UNLINK, [(*link, item) for link in links_of(self.annotation(item))])
        self._search.remove(item)
        self._db.run("delete from joins where item = ?", (item,))
        self._db.run("delete from items where id = ?", (item,))

    # Reading

    def get(self, item: int) -> Item | None:
        """An item by its id."""
        return next(iter(self.many((item,))), None)

    def by_key(self, key: bytes) -> Item | None:
        """An item by any of the keys it was stored under."""
        found = self._db.value(_KNOWN, (key,))
        return None if found is None else self.get(found)

    def many(self, items: Iterable[int]) -> tuple[Item, ...]:
        """Items by id, in the order asked for; unknown ids are passed over."""
        wanted = [item for item in items if 0 <= item <= LARGEST]
        rows = self._db.rows(_SELECT + _AMONG, (as_list(wanted),))
        found = {row[0]: _item(row) for row in rows}
        return tuple(found[item] for item in wanted if item in found)

    def newest(self, limit: int = 10, *, before: int = LARGEST) -> tuple[Item, ...]:
        """The newest items; `before` is the id that the last page ended with."""
        rows = self._db.rows(_SELECT + "where id < ? order by id desc limit ?", (before, limit))
        return tuple(map(_item, rows))

    def newest_of(self, kind: str, name: str, limit: int = 10, *, before: int = LARGEST) -> tuple[Item, ...]:
        """The newest items about an actor, a person or a place (`kind`), or of a feed."""
        if kind == "feed":
            sql = "select id from items where feed = ? and id < ? order by id desc limit ?"
            rows = self._db.rows(sql, (name, before, limit))
        else:
            sql = "select item from item_links where kind = ? and name = ? and item < ? order by item desc limit ?"
            rows = self._db.rows(sql, (kind, name, before, limit))
        return self.many(item for (item,) in rows)

    def slice(self, after: int = -1, limit: int = 500) -> tuple[Item, ...]:
        """The next items in time order, for a walk over all: `after` is the id that the last slice ended with."""
        rows = self._db.rows(_SELECT + "where id > ? order by id limit ?", (after, limit))
        return tuple(map(_item, rows))

    def annotation(self, item: int) -> Annotation:
        """What was found in an item; an empty annotation where nothing is kept."""
        row = self._db.row("select data from annotations where item = ?", (item,))
        return Annotation(str(item)) if row is None else unpack(Annotation, row[0])

    def annotations(self, items: Iterable[int]) -> Mapping[int, Annotation]:
        """What was found in several items, by item."""
        sql = "select item, data from annotations where item in (select value from json_each(?))"
        return {item: unpack(Annotation, data) for item, data in self._db.rows(sql, (as_list(items),))}

    def edits(self, item: int) -> tuple[Edit, ...]:
        """Former wordings of an item, oldest first."""
        rows = self._db.rows("select at, title, summary from edits where item = ? order by at", (item,))
        return tuple(Edit(time_of(at), title, summary) for at, title, summary in rows)

    def feeds_of(self, actor: str, since: datetime) -> Mapping[str, int]:
        """How many items about an actor each feed has carried since then."""
        sql = """
        select feed, count(*) from item_links where kind = 'actor' and name = ? and item >= ?
        group by feed order by count(*) desc, feed
        """
        return dict(self._db.rows(sql, (actor, item_id(since, b"\0" * 4))))

    # Re-annotating: items whose findings come from other rules, in slices that can be resumed.

    def stale(self, rules_version: str, *, after: int = -1, limit: int = 200) -> tuple[Item, ...]:
        """The next items, in time order, that were annotated under other rules."""
        sql = """
        select item from annotations where item > ? and rules_version <> ? order by item limit ?
        """
        return self.many(item for (item,) in self._db.rows(sql, (after, rules_version, limit)))

    def count(self) -> int:
        """How many items are stored; walks an index, so that it is for an operator, not for a chat."""
        return int(self._db.value("select count(*) from items"))

    def rules_versions(self) -> Mapping[str, int]:
        """How many items were annotated under each version of the rules."""
        sql = "select rules_version, count(*) from annotations group by rules_version"
        return dict(self._db.rows(sql))

    def _required(self, item: int) -> Item:
        found = self.get(item)
        if found is None:
            raise StoreError(f"there is no item {item} in {self._db.path}")
        return found

    def _claim(self, additions: Sequence[Addition]) -> None:
        """Bind keys to items; the key of something that was seen and not kept may come to life."""
        rows = [(key, a.item.id, stamp(a.item.first_seen)) for a in additions for key in _keys(a)]
        if self._db.run_many(_CLAIM, rows) != len(rows):
            words = f"an item with the same key as item {additions[0].item.id}"
            words += f", or as one of the {len(additions) - 1} stored with it," if len(additions) > 1 else ""
            raise StoreError(f"{words} is stored in {self._db.path} already")

    def _write_findings(self, item: Item, annotation: Annotation, report: Report | None) -> None:
        self._db.run(_ANNOTATE, (item.id, annotation.rules_version, pack(annotation)))
        if report is not None:
            self._db.run(_REPORT, (item.id, _packed_report(report, item)))

    def _keep_wording(self, old: Item) -> None:
        sql = "insert into edits (item, at, title, summary) values (?, ?, ?, ?) on conflict do nothing"
        self._db.run(sql, (old.id, stamp(self._clock()), old.document.title, old.document.summary))


def _keys(addition: Addition) -> tuple[bytes, ...]:
    """The keys to bind to an item: one that begins with its house and ends in the item's own key stands for that.

    Keys of a house lie together in the table; the item's own would lie anywhere, a page of the disk for each.
    """
    own = addition.item.key
    return addition.keys if any(key.endswith(own) for key in addition.keys) else (own, *addition.keys)


def _report_base(
    item: int, key: bytes, published: int, outlet: str, language: str, title: str, summary: str, link: str
) -> dict[str, Any]:
    """What a report most likely repeats of its item, so that it needs no second place."""
    return {
        "item": item,
        "key": key,
        "at": time_of(published),
        "outlet": outlet,
        "group": outlet,
        "ownership": "other",
        "reliability": "F",
        "language": language,
        "title": title,
        "lead": summary,
        "type": "other",
        "second": None,
        "actors": (),
        "people": (),
        "places": (),
        "link": link,
    }


def _packed_report(report: Report, item: Item) -> str:
    text = item.document
    columns = (stamp(item.published), item.outlet, text.language, text.title, text.summary, item.link)
    return pack(report, Report(**_report_base(item.id, item.key, *columns)))


def read_reports(db: Database, items: Iterable[int]) -> dict[int, Report]:
    """The reports of items, by item, in time order."""
    sql = """
    select data, id, key, published, outlet, language, title, summary, link
    from items join reports on reports.item = items.id
    where id in (select value from json_each(?)) order by id
    """
    return {row[1]: unpack(Report, row[0], _report_base(*row[1:])) for row in db.rows(sql, (as_list(items),))}


def links_of(annotation: Annotation) -> set[tuple[str, str]]:
    """All names an item is found by."""
    return {
        *(("actor", actor) for actor in annotation.actors),
        *(("person", person) for person in annotation.people),
        *(("place", mention.place) for mention in annotation.places),
    }


def _bare(row: Any) -> Item:
    """An item as its columns alone tell it."""
    id, key, feed, outlet, language, title, summary, content, link, published, first_seen, history = row[:12]
    times = (time_of(published), time_of(first_seen))
    return _told(id, key, feed, outlet, language, title, summary, content, link, *times, bool(history))


def _told(
    id: int,
    key: bytes,
    feed: str,
    outlet: str,
    language: str,
    title: str,
    summary: str,
    content: str,
    link: str,
    published: datetime,
    first_seen: datetime,
    history: bool,
) -> Item:
    document = Document(
        title=title, summary=summary, content=content, published=published, language=language, url=link, outlet=outlet
    )
    return Item(
        id=id,
        key=key,
        document=document,
        feed=feed,
        outlet=outlet,
        first_seen=first_seen,
        published=published,
        link=link,
        history=history,
    )


def _item(row: Any) -> Item:
    """An item as it was handed in; `more` holds, document first, what its columns do not tell."""
    bare = _bare(row)
    if row[12] == "{}\n{}":
        return bare
    document, _, rest = row[12].partition("\n")
    item = unpack_onto(bare, rest)
    return with_parts(item, {"document": unpack_onto(bare.document, document)})


def _more(item: Item) -> str:
    """What an item's columns do not tell."""
    text = item.document
    told = (item.id, item.key, item.feed, item.outlet, text.language, text.title, text.summary, text.content, item.link)
    bare = _told(*told, item.published, item.first_seen, item.history)
    if bare == item:
        return "{}\n{}"
    return f"{pack(text, bare.document)}\n{pack(item, with_parts(bare, {'document': text}))}"


def _row(item: Item) -> tuple[object, ...]:
    text = item.document
    return (
        item.id,
        item.key,
        item.feed,
        item.outlet,
        text.language,
        text.title,
        text.summary,
        text.content,
        item.link,
        stamp(item.published),
        stamp(item.first_seen),
        int(item.history),
        _more(item),
    )
