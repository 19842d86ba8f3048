"""Memory that is free goes back to the system, and threads do not each keep a pool of their own."""

import subprocess
import sys

import pytest

from bot import memory
from tests.program import TOP

pytestmark = pytest.mark.skipif(not memory.settle(), reason="the C library is not glibc")

THREADS = """
import ctypes, sys, threading
from bot import memory
if sys.argv[1] == "settled":
    assert memory.settle()
together = threading.Barrier(8)
def work():
    kept = [bytearray(2000) for _ in range(100)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
ctypes.CDLL(None).malloc_stats()
"""
HEAP = """
from bot import memory
def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
kept = [bytearray(1000) for _ in range(60_000)]
full = resident()
del kept[:-1]
memory.give_back()
print(full - resident())
"""


def _ran(code, *arguments):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env={"PYTHONPATH": str(TOP)}, capture_output=True, text=True, check=True)


def _pools(how):
    return _ran(THREADS, how).stderr.count("Arena ")


def test_eight_threads_share_two_pools():
    """Each would have made one of its own."""
    assert _pools("settled") <= memory.POOLS < _pools("as it comes")


def test_what_is_free_is_given_back():
    """Sixty megabytes were taken; what is left in use at their end would have kept them."""
    assert int(_ran(HEAP).stdout) > 40_000  # kB
