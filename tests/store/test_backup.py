import sqlite3
import threading

import pytest

from model.errors import StoreError
from store import Lock, Store
from store.backup import back_up, restore
from tests.store.samples import a_key, take

KH = "kataib-hezbollah"


def a_lock(path, clock):
    return Lock(path, clock, host="here", pid=7)


def test_a_copy_of_a_store_in_use_is_whole(store, path, tmp_path):
    store.write(lambda q: [take(q, n, KH) for n in range(20)])
    copy, stop = tmp_path / "copy.db", threading.Event()

    def go_on():
        n = 100
        while not stop.is_set():
            store.write(lambda q, n=n: take(q, n, KH))
            n += 1

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        size = back_up(path, copy)
    finally:
        stop.set()
        writer.join()

    assert size == copy.stat().st_size
    assert [each.name for each in tmp_path.glob("copy.db*")] == ["copy.db"]
    assert copy.stat().st_mode & 0o777 == 0o600
    with Store.open(copy, store_clock) as found, found.read() as q:
        assert q.items.count() >= 20
        assert q.upkeep.integrity() == ()


def store_clock():
    raise AssertionError("reading a copy needs no clock")


def test_a_newer_copy_takes_the_place_of_an_older_one(store, path, tmp_path, clock):
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    store.write(lambda q: take(q, "a", KH))
    back_up(path, copy)

    with Store.open(copy, clock) as found, found.read() as q:
        assert q.items.count() == 1


@pytest.mark.parametrize("what", ["words", "theirs", "folder", "itself"])
def test_nothing_but_an_older_copy_is_written_over(store, path, tmp_path, what):
    target = path if what == "itself" else tmp_path / what
    if what == "words":
        target.write_text("do not lose me " * 100)
    if what == "theirs":
        sqlite3.connect(target).execute("create table t (x)").connection.close()
    if what == "folder":
        target.mkdir()
    before = target.read_bytes() if target.is_file() else None

    with pytest.raises(StoreError):
        back_up(path, target)

    assert before is None or target.read_bytes() == before


def test_a_store_that_is_not_there_cannot_be_copied(tmp_path):
    with pytest.raises(StoreError, match="there is no store"):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_restored_store_is_the_copy_and_the_former_one_is_kept(store, path, tmp_path, clock):
    store.write(lambda q: take(q, "old", KH))
    back_up(path, tmp_path / "copy.db")
    store.write(lambda q: take(q, "new", KH))
    store.close()

    kept = restore(tmp_path / "copy.db", path, a_lock(path, clock))

    with Store.open(path, clock) as found, found.read() as q:
        assert q.items.by_key(a_key("old"))
        assert q.items.by_key(a_key("new")) is None
    with Store.open(kept, clock) as former, former.read() as q:
        assert q.items.by_key(a_key("new"))


def test_a_damaged_store_is_replaced(store, path, tmp_path, clock):
    store.write(lambda q: take(q, "a", KH))
    back_up(path, tmp_path / "copy.db")
    store.close()
    path.write_bytes(b"\xff" * 9000)

    restore(tmp_path / "copy.db", path, a_lock(path, clock))

    with Store.open(path, clock) as found, found.read() as q:
        assert q.items.by_key(a_key("a"))


def test_a_store_is_made_where_none_was(store, path, tmp_path, clock):
    back_up(path, tmp_path / "copy.db")
    target = tmp_path / "fresh.db"

    assert restore(tmp_path / "copy.db", target, a_lock(target, clock)) is None
    Store.open(target, clock).close()


def test_a_store_that_runs_is_not_replaced(store, path, tmp_path, clock):
    back_up(path, tmp_path / "copy.db")
    store.write(lambda q: take(q, "a", KH))

    with a_lock(path, clock), pytest.raises(StoreError, match="runs on"):
        restore(tmp_path / "copy.db", path, a_lock(path, clock))
    with store.read() as q:
        assert q.items.count() == 1


def test_a_damaged_copy_is_refused_and_the_store_stays(store, path, tmp_path, clock):
    store.write(lambda q: [take(q, n, KH, content="x" * 3000) for n in range(50)])
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    store.close()
    raw = bytearray(copy.read_bytes())
    raw[40960:81920] = bytes(40960)
    copy.write_bytes(raw)

    with pytest.raises(StoreError, match="is damaged"):
        restore(copy, path, a_lock(path, clock))
    with Store.open(path, clock) as found, found.read() as q:
        assert q.items.count() == 50


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "there is no copy"),
        (lambda path: path.touch(), "no copy of a store"),
        (lambda path: path.write_text("words " * 999), "not a database"),
    ],
)
def test_what_is_no_copy_is_refused(path, tmp_path, clock, make, words):
    copy = tmp_path / "copy.db"
    make(copy)

    with pytest.raises(StoreError, match=words):
        restore(copy, path, a_lock(path, clock))
    assert not path.exists()


def test_a_copy_of_an_older_version_is_brought_up_to_date(path, tmp_path, clock):
    from store import schema
    from store.connection import connect, create_file

    copy = tmp_path / "copy.db"
    create_file(copy)
    database = connect(copy)
    database.run("begin immediate")
    schema.migrate(database, stop_before="counts")
    database.run("commit")
    database.close()

    restore(copy, path, a_lock(path, clock))

    with Store.open(path, clock) as found, found.read() as q:
        assert q.counts.totals(clock().date(), clock().date()) == {}
