import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from model.errors import StoreError
from store import Store
from store.connection import connect, use_wal

ROOT = Path(__file__).parents[2]


def test_a_new_store_is_readable_by_its_owner_only(path, clock):
    Store.open(path, clock).close()

    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_becomes_a_store(path, clock):
    path.touch()

    with Store.open(path, clock) as store:
        store.write(lambda q: q.meta.put("a", 1))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_text("no database, just words " * 99), "is not a database"),
        (lambda path: sqlite3.connect(path).execute("create table theirs (x)").connection.close(), "another program"),
        (lambda path: sqlite3.connect(path).execute("pragma application_id = 7").connection.close(), "another program"),
    ],
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(path, clock, make, words):
    make(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(StoreError, match=words) as refused:
        Store.open(path, clock)

    assert str(path) in str(refused.value)
    assert before is None or path.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path, clock):
    with pytest.raises(StoreError, match=r"the folder .*nowhere does not exist"):
        Store.open(tmp_path / "nowhere" / "x.db", clock)


def test_a_store_of_a_newer_version_is_refused(path, clock):
    Store.open(path, clock).close()
    later = sqlite3.connect(path)
    later.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('factionwatch', 'x9', '')")
    later.commit()
    later.close()

    with pytest.raises(StoreError, match=r"newer version .*x9"):
        Store.open(path, clock)


def test_a_locked_store_says_so(store, path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")

    with pytest.raises(StoreError, match="is locked by another program"):
        store.write(lambda q: q.meta.put("a", 1))

    other.close()
    store.write(lambda q: q.meta.put("a", 1))


def test_a_damaged_store_names_the_remedy(path, clock):
    with Store.open(path, clock) as store:
        store.write(lambda q: [q.meta.put(f"k{n}", "x" * 500) for n in range(200)])
    raw = bytearray(path.read_bytes())
    raw[8192:] = b"\xff" * (len(raw) - 8192)
    path.write_bytes(raw)

    with (
        pytest.raises(StoreError, match=r"is damaged.*factionwatch restore"),
        Store.open(path, clock) as store,
        store.read() as q,
    ):
        q.meta.get("k7")


def test_a_full_disk_loses_nothing_that_was_stored(store):
    store.write(lambda q: q.meta.put("kept", 1))

    def too_much(q):
        q.meta._db.run("pragma max_page_count = 1")
        for n in range(1000):
            q.meta.put(f"k{n}", "x" * 500)

    with pytest.raises(StoreError, match="no room is left"):
        store.write(too_much)

    with store.read() as q:
        assert q.meta.get("kept") == 1
        assert q.meta.get("k0") is None


def test_a_read_only_file_says_so(path, clock):
    Store.open(path, clock).close()
    database = connect(path, query_only=True)

    with pytest.raises(StoreError, match="cannot be written"):
        database.run("insert into meta values ('a', '1')")
    database.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="rights do not bind the superuser")
def test_a_read_only_folder_says_so(path, clock):
    path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="cannot be opened"):
            Store.open(path, clock)
    finally:
        path.parent.chmod(0o700)


def test_texts_that_are_no_unicode_and_numbers_beyond_64_bits_are_told(store):
    with pytest.raises(StoreError, match="no valid Unicode"):
        store.write(lambda q: q.meta.put("a\ud800", 1))
    with pytest.raises(StoreError, match="too large"):
        store.write(lambda q: q.meta._db.run("insert into meta values (?, 1)", (1 << 70,)))


def test_waiting_for_write_ahead_logging_ends_in_a_sentence(path):
    database = connect(path, timeout=0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("begin exclusive")

    with pytest.raises(StoreError, match="is locked"):
        use_wal(database, timeout=0.05)
    database.close()
    holder.close()


OPEN = """
import sys
from datetime import UTC, datetime
from store import Store
sys.stdin.readline()
with Store.open(sys.argv[1], lambda: datetime.now(UTC)) as store:
    store.write(lambda q: q.meta.put(sys.argv[2], 1))
print("lives")
"""


def test_processes_that_start_on_an_empty_store_at_the_same_moment_all_live(path, clock):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(path), f"p{n}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for n in range(4)
    ]  # fmt: skip
    for process in started:
        process.stdin.write("now\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=60) for process in started]

    assert [out.strip() for out, _ in ends] == ["lives"] * 4, ends
    with Store.open(path, clock) as store, store.read() as q:
        assert [q.meta.get(f"p{n}") for n in range(4)] == [1] * 4


def test_opening_a_store_of_today_needs_no_migration_library(path, clock):
    Store.open(path, clock).close()
    code = OPEN.replace('print("lives")', 'print("sqlite_utils" in sys.modules)')

    end = subprocess.run(
        [sys.executable, "-c", code, str(path), "p"],
        input="now\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )

    assert end.stdout.strip() == "False"


def test_a_store_is_one_file_once_it_is_closed(path, clock, tmp_path):
    with Store.open(path, clock) as store:
        store.write(lambda q: q.meta.put("a", 1))
    moved = shutil.move(path, tmp_path / "moved.db")

    assert [each.name for each in tmp_path.iterdir()] == ["moved.db"]
    with Store.open(moved, clock) as store, store.read() as q:
        assert q.meta.get("a") == 1
