"""The public views show what was published; SQLite itself refuses everything else, whatever is asked."""

import sqlite3
from datetime import timedelta

import pytest

from store.public import QUESTIONS, VIEWS, connect_public
from tests.store.conftest import NOON
from tests.store.samples import take

KH, BADR = "kataib-hezbollah", "badr-organization"
PUBLIC = {"items", "reports", "stories", "story_links", "actor_day", "feed_day"}
PARTLY = {"joins": {"reason", "score", "detail", "copy_of"}, "corrections": {"who", "reason", "at", "correction"}}
ACTORS = [(KH, "Kataib Hezbollah", "كتائب حزب الله", "faction", "KH")]
FEEDS = [("wire", "Wire", "wire", "https://wire.example/", "iq", "state", "B", "en", "1")]


def _lower(text):
    return text.lower()


@pytest.fixture
def public(store, clock):
    """A public connection on a store with two stories."""
    store.write(lambda q: take(q, "a", KH, BADR, words="rockets near the base"))
    store.write(lambda q: take(q, "b", KH, at=NOON - timedelta(days=3), places=("baghdad",), type="threat"))
    connection = connect_public(store.path, ACTORS, FEEDS, clock, _lower)
    yield connection
    connection.close()


def _tables(path):
    with sqlite3.connect(path) as raw:
        names = [name for (name,) in raw.execute("select name from sqlite_master where type = 'table'")]
    raw.close()
    return [n for n in names if not n.startswith("words")]


def _is_refused(connection, sql):
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited|authorization denied"):
        connection.execute(sql).fetchall()
    return True


def test_views_show_items_stories_actors_feeds_and_counts(public):
    """Newest first, actors as a list, names from the lists."""
    assert [row[0] for row in public.execute("select id from stories")] == ["s-a", "s-b"]
    assert public.execute("select actors from items limit 1").fetchone()[0] == f'["{KH}","{BADR}"]'
    assert public.execute("select name, stories from actors").fetchall() == [("Kataib Hezbollah", 2)]
    assert public.execute("select id, items, latest from feeds").fetchall() == [("wire", 2, "2026-01-28")]
    assert public.execute("select sum(stories) from counts where actor = ?", (KH,)).fetchone() == (2,)


def test_an_actor_that_was_taken_back_is_not_shown(store, public):
    """A correction counts here too."""
    item = public.execute("select id from items").fetchone()[0]
    store.write(lambda q: q.corrections.add(item, BADR, who="me"))

    assert public.execute("select actors from items limit 1").fetchone()[0] == f'["{KH}"]'


def test_every_private_table_is_refused_in_every_way(store, public):
    """Named plainly, counted, joined, hidden in a query that bears the name of a view."""
    private = [t for t in _tables(store.path) if t not in PUBLIC and t not in PARTLY]
    assert {"subscriptions", "channels", "outbox", "reader_reports", "meta", "story_changes"} <= set(private)
    for table in private:
        assert _is_refused(public, f"select * from {table}")
        assert _is_refused(public, f"select count(*) from {table}")
        assert _is_refused(public, f"select items.id from items join {table} limit 1")
        assert _is_refused(public, f"with items as (select * from main.{table}) select * from items")
        assert _is_refused(public, f"select 1 where exists (select * from main.{table})")


def test_private_columns_of_tables_behind_the_views_are_refused(public):
    """Who took something back, and why, is nobody's business."""
    for table, columns in PARTLY.items():
        for column in columns:
            assert _is_refused(public, f"select {column} from {table}")
            assert _is_refused(public, f"with items as (select {column} from main.{table}) select * from items")


@pytest.mark.parametrize(
    "sql",
    [
        "select key, more from main.items",
        "insert into main.items (id) values (1)",
        "update main.stories set headline = 'x'",
        "delete from main.stories",
        "drop view temp.items",
        "create temp table t (a)",
        "attach database 'other.db' as other",
        "select load_extension('x')",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "vacuum into 'copy.db'",
    ],
)
def test_nothing_else_can_be_done(public, sql):
    """No writing, no other file, no settings."""
    assert _is_refused(public, sql)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_can_be_asked(public, name):
    """With values and without."""
    for values in ({"actor": KH, "place": "baghdad", "words": "Rockets", "days": "9"}, dict.fromkeys(_names(), "")):
        public.execute(QUESTIONS[name], values).fetchall()


def _names():
    return ("actor", "place", "words", "days")


def test_questions_find_what_they_ask_for(public):
    """By actor, place and word; days are counted back from the clock."""

    def ask(name, **values):
        return public.execute(QUESTIONS[name], {**dict.fromkeys(_names(), ""), **values}).fetchall()

    assert [row[1] for row in ask("what-did-a-faction-do", actor=KH, days="2")] == ["Headline s-a"]
    assert [row[1] for row in ask("what-happened-at-a-place", place="baghdad")] == ["Headline s-b"]
    assert [row[2] for row in ask("where-is-a-word-used", words='Near the "BASE')] == ["Title a"]
    assert ask("who-is-in-the-news")[0] == (KH, 2)
    assert ask("who-is-named-with-whom") == [(BADR, KH, 1)]


def test_views_are_read_in_order_without_sorting(store, public):
    """A page of a million rows comes at once: the order is that of an index."""
    public.set_authorizer(None)
    for view in ("items", "stories"):
        plan = " ".join(row[3] for row in public.execute(f"explain query plan select * from {view} limit 50"))
        assert "ORDER BY" not in plan
    assert set(VIEWS) == {"items", "stories", "actors", "feeds", "counts"}
