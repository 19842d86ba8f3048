"""The real process where its disk takes nothing, or another program holds its store: nothing lost, nothing doubled."""

import resource
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from model.delivery import OPEN
from store import Store
from tests.fakes.clock import real_clock
from tests.kill.outside import Outside
from tests.kill.test_kill import Life, prepared, stories, told

SECONDS = 8.0  # of trouble: longer than SQLite waits for a lock


class Heard(Life):
    """A bot whose log is listened to; through a pipe, which has room on a full disk too."""

    def __init__(self, folder, settings):
        super().__init__(folder, settings, stderr=subprocess.PIPE)
        self.said = []
        self.listening = threading.Thread(target=self._listen, daemon=True)
        self.listening.start()

    def _listen(self):
        for line in self.process.stderr:
            self.said.append(line.decode())

    def end(self):
        status = self.kill(signal.SIGTERM)
        self.listening.join(10)
        self.process.stderr.close()
        return status


@contextmanager
def full_disk(life, path):
    """No file of the process may grow, or be written at all."""
    whole = resource.prlimit(life.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(life.process.pid, resource.RLIMIT_FSIZE, (0, whole[1]))
    yield
    resource.prlimit(life.process.pid, resource.RLIMIT_FSIZE, whole)


@contextmanager
def locked(life, path):
    """Another program writes, and takes its time."""
    other = sqlite3.connect(path, isolation_level=None, timeout=30)
    other.execute("begin immediate")
    yield
    other.execute("rollback")
    other.close()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the limits of another process can be set on Linux only")
@pytest.mark.parametrize(
    ("trouble", "words"), [(full_disk, "the disk"), (locked, "is locked by another program")], ids=["full", "locked"]
)
def test_a_store_that_takes_nothing_for_a_while_costs_no_post_and_doubles_none(tmp_path, trouble, words):
    """The bot says so in words, goes on, and all that was published meanwhile is posted once."""
    outside = Outside(look=True, faults=False)
    settings = prepared(tmp_path, outside)
    life = Heard(tmp_path, settings)
    try:
        wait_for(lambda: _published(outside) and outside.posts, 90)
        with trouble(life, tmp_path / "s.db"):
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                outside.publish()
                time.sleep(1)
        wait_for(lambda: _is_all_posted(tmp_path, outside), 180)
        assert life.process.poll() is None, "".join(life.said)
    finally:
        status = life.end()
        outside.close()

    log = "".join(life.said)
    once, repeated = told(outside)
    assert status == 0, log
    assert set(once.values()) == {1}
    assert not repeated
    assert words in log
    assert "Traceback" not in log


def _is_all_posted(folder, outside):
    """Every item stored, every story posted, no post waiting; edits keep their distance of two minutes."""
    with Store.open(folder / "s.db", real_clock) as store, store.read() as q:
        stored = len(q.items.newest_of("feed", "loop", 10_000))
        waiting = [row for row in q.outbox.latest(OPEN, 1000) if row.operation == "post"]
        missing = set(stories(store)) - set(told(outside)[0])
    return stored == len(outside.items) and not waiting and not missing


def _published(outside):
    outside.publish()
    return True


def wait_for(true, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.5)
    pytest.fail(f"nothing within {seconds:g} s")
