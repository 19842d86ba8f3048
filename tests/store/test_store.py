import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from model.errors import StoreError
from store import Store

ROOT = Path(__file__).parents[2]


def test_a_write_hands_its_value_back(store):
    assert store.write(lambda q: q.meta.put("a", 1) or "done") == "done"


def test_a_write_that_raises_leaves_nothing_behind(store):
    def half(q):
        q.meta.put("a", 1)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(half)

    with store.read() as q:
        assert q.meta.get("a") is None


def test_readers_cannot_write(store):
    with store.read() as q, pytest.raises(StoreError, match="cannot be written"):
        q.meta.put("a", 1)


def test_a_reader_sees_one_moment_however_much_is_written_beside_it(store):
    store.write(lambda q: q.meta.put("a", 1))
    with store.read() as q:
        assert q.meta.get("a") == 1
        store.write(lambda q: q.meta.put("a", 2))
        assert q.meta.get("a") == 1

    with store.read() as q:
        assert q.meta.get("a") == 2


def test_a_reader_that_fails_can_be_used_again(path, clock):
    with Store.open(path, clock, readers=1) as store:
        for _ in range(3):
            with pytest.raises(ValueError), store.read():
                raise ValueError
        with store.read() as q:
            assert q.meta.get("a") is None


def test_more_callers_than_readers_wait_and_then_are_told(path, clock):
    with (
        Store.open(path, clock, readers=1, timeout=0.05) as store,
        store.read(),
        pytest.raises(StoreError, match="busy"),
        store.read(),
    ):
        pass


def test_writes_of_many_threads_all_arrive(store):
    def add(q):
        q.meta.put("n", q.meta.get("n", 0) + 1)

    threads = [threading.Thread(target=lambda: [store.write(add) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as q:
        assert q.meta.get("n") == 200


def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_itself(store):
    with pytest.raises(RuntimeError, match="wait for itself"):
        store.write(lambda q: store.write(lambda q: None))


def test_a_closed_store_says_so(path, clock):
    store = Store.open(path, clock)
    store.close()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.write(lambda q: None)
    with pytest.raises(StoreError, match="closed"), store.read():
        pass


def test_durable_writes_wait_for_the_disk_and_others_do_not(store):
    def care(q):
        return q.meta._db.value("pragma synchronous")

    assert [store.write(care, durable=durable) for durable in (False, True, True, False)] == [1, 2, 2, 1]


def test_a_writer_of_another_process_does_not_hold_up_readers(store, path):
    store.write(lambda q: q.meta.put("a", 1))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")

    with store.read() as q:
        assert q.meta.get("a") == 1
    other.close()


WRITE = """
import sys
from datetime import UTC, datetime
from store import Store
with Store.open(sys.argv[1], lambda: datetime.now(UTC)) as store:
    for _ in range(40):
        store.write(lambda q: q.meta.put("n", q.meta.get("n", 0) + 1))
"""


def test_writes_of_several_processes_all_arrive(store, path):
    """`poll` may run beside `run`: what one reads inside a write nobody changes under it."""
    running = [subprocess.Popen([sys.executable, "-c", WRITE, str(path)], cwd=ROOT) for _ in range(3)]

    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    with store.read() as q:
        assert q.meta.get("n") == 120
