"""What the web view may see: five named views, and nothing else, whatever SQL is asked.

The views are temporary, so that they live in a connection and not in the file, and bear the names of our subjects. An
authorizer lets tables be read from inside these views only; subscriptions, deliveries and users are in none of them.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType

from store.connection import translated
from store.subject import Clock
from store.values import stamp

Row = tuple[str, ...]
ACTOR_COLUMNS = ("id", "name", "arabic", "kind", "names")
DAYS, MOST_DAYS = 30, 20_000
FEED_COLUMNS = ("id", "name", "outlet", "homepage", "country", "ownership", "reliability", "language", "enabled")

_ITEMS = """
select i.id, strftime('%Y-%m-%dT%H:%M:%SZ', i.published / 1000000, 'unixepoch') as published, i.outlet, i.language,
    i.title, i.link,
    coalesce((select json_extract(r.data, '$.type') from main.reports as r where r.item = i.id), 'other') as type,
    (select json_group_array(a.value) from main.reports as r, json_each(r.data, '$.actors') as a
        where r.item = i.id and a.value not in
            (select c.actor from main.corrections as c where c.item = i.id and c.refuted)) as actors,
    coalesce((select json_extract(r.data, '$.places') from main.reports as r where r.item = i.id), '[]') as places,
    (select s.id from main.joins as j join main.stories as s on s.story = j.story where j.item = i.id) as story,
    i.feed, i.history
from main.items as i order by i.id desc
"""
_STORIES = """
select s.id, strftime('%Y-%m-%dT%H:%M:%SZ', l.latest / 1000000, 'unixepoch') as latest, s.headline, s.type,
    coalesce(json_extract(s.facts, '$.actors'), '[]') as actors,
    coalesce(json_extract(s.facts, '$.places'), '[]') as places, s.sources,
    coalesce(json_extract(s.facts, '$.reliability'), 'F') || coalesce(json_extract(s.facts, '$.credibility'), 6)
        as reliability, coalesce(json_extract(s.facts, '$.significance'), '') as significance,
    json_extract(s.facts, '$.killed[0]') as killed_least, json_extract(s.facts, '$.killed[1]') as killed_most,
    strftime('%Y-%m-%dT%H:%M:%SZ', s.first_seen / 1000000, 'unixepoch') as first_seen,
    (select link from main.items where items.id = s.headline_item) as link, s.history, l.latest as stamp
from main.story_links as l join main.stories as s on s.story = l.story
where l.kind = 'all' and l.name = '' order by l.latest desc, l.story desc
"""
_ACTORS = """
select k.id, k.name, k.arabic, k.kind, coalesce(d.stories, 0) as stories, date(d.last * 86400, 'unixepoch') as latest,
    k.names
from known_actors as k left join
    (select actor, sum(n) as stories, max(day) as last from main.actor_day group by actor) as d on d.actor = k.id
order by stories desc, k.name
"""
_FEEDS = """
select k.id, k.name, k.outlet, k.homepage, k.country, k.ownership, k.reliability, k.language,
    cast(k.enabled as integer) as enabled, coalesce(d.items, 0) as items, date(d.last * 86400, 'unixepoch') as latest
from known_feeds as k left join
    (select feed, sum(n) as items, max(day) as last from main.feed_day group by feed) as d on d.feed = k.id
order by items desc, k.id
"""
_COUNTS = """
select date(d.day * 86400, 'unixepoch') as day, d.actor, d.type, d.n as stories from main.actor_day as d
order by d.day desc, d.actor, d.n
"""
VIEWS: Mapping[str, str] = MappingProxyType(
    {"stories": _STORIES, "items": _ITEMS, "actors": _ACTORS, "feeds": _FEEDS, "counts": _COUNTS}
)

# Each takes its values by name; `since(days)` is a stamp, :days 30 where nothing is said.
QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "what-did-a-faction-do": """
            select latest, headline, type, actors, sources, reliability, link from stories
            where stamp >= since(:days) and exists (select 1 from json_each(actors) where value = :actor)
            order by stamp desc limit 200
            """,
        "what-happened-at-a-place": """
            select latest, headline, type, actors, sources, reliability, link from stories
            where stamp >= since(:days) and exists (select 1 from json_each(places) where value = :place)
            order by stamp desc limit 200
            """,
        "what-is-well-confirmed": """
            select latest, headline, type, actors, sources, reliability, link from stories
            where stamp >= since(:days) and sources >= 3 order by stamp desc limit 200
            """,
        "who-is-in-the-news": """
            select actor, sum(stories) as stories from counts
            where day >= date(since(:days) / 1000000, 'unixepoch') group by actor order by 2 desc, 1 limit 50
            """,
        "what-kinds-of-events": """
            select actor, type, sum(stories) as stories from counts
            where day >= date(since(:days) / 1000000, 'unixepoch') group by actor, type order by 3 desc, 1 limit 200
            """,
        "who-is-named-with-whom": """
            select a.value as actor, b.value as other, count(*) as stories
            from stories, json_each(actors) as a, json_each(actors) as b
            where stamp >= since(:days) and a.value < b.value group by 1, 2 order by 3 desc, 1, 2 limit 100
            """,
        "who-brings-most": """
            select name, country, ownership, reliability, items, latest from feeds where items > 0 order by items desc
            """,
        "where-is-a-word-used": """
            select published, outlet, title, actors, link from items where id in
                (select rowid from words where words match phrase(:words) order by rowid desc limit 100)
            order by id desc
            """,
    }
)

# What the views read, by table; None stands for every column.
_BEHIND: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        "items": None,
        "reports": None,
        "stories": None,
        "joins": frozenset({"item", "story"}),
        "story_links": None,
        "corrections": frozenset({"item", "actor", "refuted"}),
        "actor_day": None,
        "feed_day": None,
    }
)
# The search holds the words of items' titles and summaries, which everybody may read.
_OPEN = frozenset(
    {"words", "words_data", "words_idx", "words_content", "words_docsize", "words_config"}
    | {"known_actors", "known_feeds", "sqlite_master", "sqlite_temp_master", "sqlite_schema", "json_each"}
)
_PRAGMAS = frozenset(
    {"table_info", "table_xinfo", "foreign_key_list", "index_list", "database_list", "schema_version", "data_version"}
)
_FUNCTIONS_REFUSED = frozenset({"load_extension", "fts3_tokenizer"})
_PLAIN = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE})


def connect_public(
    path: Path | str, actors: Iterable[Row], feeds: Iterable[Row], clock: Clock, normalise: Callable[[str], str]
) -> sqlite3.Connection:
    """A connection that sees the public views only, for a program that brings its own SQL.

    `actors` and `feeds` are rows of ACTOR_COLUMNS and FEED_COLUMNS; `normalise` makes words as the search
    has them. The connection leaves this package because Datasette asks for one; it cannot write, and SQLite itself
    refuses every private table.
    """
    address = f"{Path(path).absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.execute("PRAGMA temp_store = MEMORY")
        _fill(connection, "known_actors", ACTOR_COLUMNS, actors)
        _fill(connection, "known_feeds", FEED_COLUMNS, feeds)
        for name, sql in VIEWS.items():
            connection.execute(f"create temp view {name} as {sql}")
        connection.create_function("since", 1, partial(_since, clock))
        connection.create_function("phrase", 1, lambda words: _phrase(normalise(str(words or ""))))
        connection.commit()
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise translated(error, Path(path)) from error
    connection.set_authorizer(_judge)
    return connection


def _fill(connection: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"create temp table {table} ({names})")
    connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608 - names of our own


def _since(clock: Clock, days: object) -> int:
    """The stamp of so many days ago."""
    text = str(days or "").strip()
    n = min(int(text), MOST_DAYS) if text.isdecimal() else DAYS
    return stamp(clock() - timedelta(days=n))


def _phrase(words: str) -> str:
    """Words as the search takes them literally, in this order."""
    return '"' + words.replace('"', " ").replace("\0", " ") + '"'


def _judge(action: int, first: str | None, second: str | None, database: str | None, inside: str | None) -> int:
    """SQLite's question before it prepares a statement: may this be done? `inside` is the view that does it."""
    if action in _PLAIN:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ:
        may = _may_read(first or "", second or "", database, inside)
        return sqlite3.SQLITE_OK if may else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _FUNCTIONS_REFUSED else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":  # the search announces itself; nothing is written
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _may_read(table: str, column: str, database: str | None, inside: str | None) -> bool:
    """A table behind the views is known by name too, since `with items as (...)` can pass itself off as a view.

    Without a column, rows are only counted; SQLite then names neither database nor view.
    """
    if not column:
        return table in VIEWS or table in _OPEN or table in _BEHIND
    if database == "temp":
        return table in VIEWS or table in _OPEN
    if table in _OPEN:
        return True
    columns = _BEHIND.get(table, frozenset())
    return inside in VIEWS and (columns is None or column in columns)
