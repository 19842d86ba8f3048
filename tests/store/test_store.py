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


class Held:
    """Holds the writer, so that what is handed in meanwhile waits together."""

    def __init__(self, store):
        self.store, self.free, self.busy = store, threading.Event(), threading.Event()

    def __enter__(self):
        def hold(q):
            self.busy.set()
            assert self.free.wait(5)

        self.holding = self.store.submit(hold)
        assert self.busy.wait(5)
        return self

    def __exit__(self, *_):
        self.free.set()
        self.holding.exception(5)


def test_writes_that_wait_share_a_transaction(store):
    """Each sees what those before it wrote, and none is told before all of it is kept."""
    commits = []
    store.write(lambda q: q.meta._db.connection.set_trace_callback(commits.append))
    with Held(store):
        waiting = [store.submit(lambda q, n=n: (q.meta.put(f"k{n}", n), q.meta.get(f"k{n - 1}"))) for n in range(5)]
    assert [future.result(5)[1] for future in waiting] == [None, 0, 1, 2, 3]
    store.write(lambda q: q.meta._db.connection.set_trace_callback(None))
    assert sum(sql == "COMMIT" for sql in commits) < 5


def test_a_write_that_raises_takes_back_its_own_part_only(store):
    def half(q):
        q.meta.put("half", 1)
        raise ValueError("no")

    with Held(store):
        before = store.submit(lambda q: q.meta.put("before", 1))
        bad = store.submit(half)
        after = store.submit(lambda q: q.meta.put("after", 1))

    before.result(5), after.result(5)
    with pytest.raises(ValueError, match="no"):
        bad.result(5)
    with store.read() as q:
        assert (q.meta.get("before"), q.meta.get("half"), q.meta.get("after")) == (1, None, 1)


def test_when_the_disk_gives_out_all_that_shared_the_transaction_are_told(store):
    """Nobody is told that something was kept which was not."""

    def too_much(q):
        q.meta._db.run("pragma max_page_count = 1")
        for n in range(1000):
            q.meta.put(f"k{n}", "x" * 500)

    with Held(store):
        waiting = [store.submit(lambda q: q.meta.put("before", 1)), store.submit(too_much)]
    told = [future.exception(5) for future in waiting]
    with store.read() as q:
        assert (q.meta.get("before") is None) == (told[0] is not None)
        assert q.meta.get("k0") is None
    assert isinstance(told[1], StoreError)


def test_a_write_that_was_given_up_while_it_waited_is_not_carried_out(store):
    with Held(store):
        given_up = store.submit(lambda q: q.meta.put("a", 1))
        assert given_up.cancel()
        other = store.submit(lambda q: q.meta.put("b", 1))
    other.result(5)
    with store.read() as q:
        assert (q.meta.get("a"), q.meta.get("b")) == (None, 1)


def test_durable_writes_share_no_commit_with_others(store):
    """What must lie on the disk is not committed as carelessly as what stands before it in the queue."""

    def care(q):
        return q.meta._db.value("PRAGMA synchronous")

    with Held(store):
        waiting = [store.submit(care, durable=durable) for durable in (False, True, True, False)]
    assert [future.result(5) for future in waiting] == [1, 2, 2, 1]
