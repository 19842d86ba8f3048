import pytest

from model.delivery import Channel, Draft
from model.errors import StoreError
from model.subscription import Subscription
from store import Store, schema
from store.connection import connect, create_file
from store.store import prepare
from tests.store.samples import NOON, take

KH = "kataib-hezbollah"


def tables(database):
    return dict(database.rows("select name, sql from sqlite_master where name not like 'sqlite_%'"))


@pytest.mark.parametrize("step", schema.names())
def test_a_store_of_every_former_version_comes_up_to_date_with_its_data(path, tmp_path, step):
    create_file(path)
    database = connect(path)
    database.run("begin immediate")
    schema.migrate(database, stop_before=step)
    if step != schema.names()[0]:
        database.run("insert into meta values ('kept', '1')")
    database.run("commit")
    database.close()

    prepare(path)

    fresh = tmp_path / "fresh.db"
    prepare(fresh)
    old, new = connect(path), connect(fresh)
    assert tables(old) == tables(new)
    assert schema.applied(old) == schema.names()
    assert old.value("select count(*) from meta") == (step != schema.names()[0])
    assert old.value("pragma integrity_check") == "ok"
    old.close()
    new.close()


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A store of today's version with a little of everything."""

    def add(q):
        for name in "abc":
            take(q, name, KH, places=("hit",), words="two words")
        q.meta.put("kept", 1)
        q.corrections.add(7, KH, who="ann", reason="a club")
        number = q.channels.ensure(Channel("discord", "G1", "C1")).number
        q.subscriptions.save(number, Subscription("all"))
        q.outbox.put([Draft(number, "story:s-a", "story", "k", NOON, "s-a")])
        q.editions.add("channel/1", NOON, NOON, "{}")

    path = tmp_path_factory.mktemp("full") / "factionwatch.db"
    with Store.open(path, lambda: NOON) as store:
        store.write(add)
    return path


def columns(database, schema, table):
    return [name for (name,) in database.rows("select name from pragma_table_info(?, ?)", (table, schema))]


def as_it_was(path, full, step):
    """A store of the version before a step, with what it could hold of the full one; how many rows by table."""
    create_file(path)
    database = connect(path)
    database.run("begin immediate")
    schema.migrate(database, stop_before=step)
    database.run("commit")
    database.run("pragma foreign_keys = off")
    database.run("attach ? as full", (str(full),))
    own = [t for t in tables(database) if not t.startswith("_") and columns(database, "main", t)]
    for table in [t for t in own if not t.startswith("words_") and (t, t) in database.rows(_TABLES)]:
        names = ", ".join(c for c in columns(database, "main", table) if c in columns(database, "full", table))
        rowid = "rowid, " if table == "words" else ""
        database.run(f"insert into main.{table} ({rowid}{names}) select {rowid}{names} from full.{table}")
    kept = {t: database.value(f"select count(*) from {t}") for t in own}
    database.close()
    return kept


_TABLES = "select name, tbl_name from sqlite_master where type = 'table'"


@pytest.mark.parametrize("step", schema.names())
def test_what_a_store_of_a_former_version_held_is_there_and_can_be_asked(path, full, step):
    """Each table that there was keeps its rows, and today's questions are answered from them."""
    kept = as_it_was(path, full, step)

    with Store.open(path, lambda: NOON) as store, store.read() as q:
        found = [q.items.newest(), q.stories.page().stories, q.search.newest("words"), q.corrections.of(7)]
        told = [q.channels.all(), q.outbox.of_channel(1), [e for e in [q.editions.get(1)] if e]]
        expected = [
            kept.get(t, 0) for t in ("items", "stories", "words", "corrections", "channels", "outbox", "editions")
        ]
        assert [len(one) for one in found + told] == expected
        assert not found[1] or q.stories.page().stories[0].actors == (KH,)
        assert q.upkeep.integrity() == ()
    database = connect(path)
    assert {t: database.value(f"select count(*) from {t}") for t in kept} == kept
    database.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(path):
    create_file(path)
    database = connect(path)
    database.run("begin immediate")
    schema.migrate(database, stop_before="stories")
    database.run("commit")
    database.run("create table story_changes (in_the_way)")
    before = tables(database), schema.applied(database)

    with pytest.raises(StoreError, match="story_changes already exists"):
        prepare(path)

    assert (tables(database), schema.applied(database)) == before
    database.close()
