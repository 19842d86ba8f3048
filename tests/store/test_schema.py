import pytest

from model.errors import StoreError
from store import schema
from store.connection import connect, create_file
from store.store import prepare


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
