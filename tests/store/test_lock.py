import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from model.errors import StoreError
from store import Lock, holder

ROOT = Path(__file__).parents[2]
HOLD = """
import os, sys
from datetime import UTC, datetime
from store import Lock
with Lock(sys.argv[1], lambda: datetime(2026, 1, 28, 12, tzinfo=UTC), host="far", pid=os.getpid()):
    {inside}
    os.write(1, b"held\\n")
    sys.stdin.readline()
"""


def hold(path, inside="pass"):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(inside=inside), str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout.readline() == "held\n"
    return process


def a_lock(path, clock):
    return Lock(path, clock, host="here", pid=7)


def test_a_second_run_is_refused_with_the_name_of_the_first(path, clock):
    process = hold(path)
    try:
        with pytest.raises(StoreError) as refused, a_lock(path, clock):
            pass
    finally:
        process.communicate("end\n")

    assert f"runs on {path} already: on host far, process {process.pid}, since 2026-01-28 12:00:00 UTC" in str(
        refused.value
    )


def test_a_second_lock_of_the_same_process_is_refused_too(path, clock):
    with a_lock(path, clock), pytest.raises(StoreError, match="process 7"), a_lock(path, clock):
        pass


def test_the_lock_of_a_dead_process_is_taken_over(path, clock):
    process = hold(path)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    with a_lock(path, clock):
        assert holder(path).host == "here"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_that_outlives_a_killed_holder_does_not_keep_the_lock(path, clock):
    process = hold(path, inside="os.fork() or (os.write(1, b'held\\n'), os.close(1), sys.stdin.read(), os._exit(0))")
    assert process.stdout.readline() == "held\n"  # of parent and child, in either order
    process.send_signal(signal.SIGKILL)
    process.wait()
    try:
        with a_lock(path, clock):
            assert holder(path).host == "here"
    finally:
        process.stdin.close()  # the child ends with it
        process.stdout.close()


def test_the_holder_can_be_asked_for(path, clock):
    assert holder(path) is None
    with a_lock(path, clock):
        found = holder(path)
        assert (found.host, found.pid, found.since) == ("here", 7, clock())
        with pytest.raises(StoreError), a_lock(path, clock):  # asking did not loosen the lock
            pass
    assert holder(path) is None


def test_a_lock_file_full_of_rubbish_does_not_matter(path, clock):
    Path(f"{path}.lock").write_text("{rubbish")

    with a_lock(path, clock):
        pass


def test_a_missing_folder_is_told(tmp_path, clock):
    with pytest.raises(StoreError, match="cannot be opened"), a_lock(tmp_path / "no" / "x.db", clock):
        pass
