"""Work off the event loop, on a thread or in processes."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from bot.jobs.workshop import Workshop
from feeds.errors import ReadError
from feeds.reading import Body, Job
from model.feed import Feed
from model.item import Document
from tests.bot.jobs.conftest import annotator, build
from tests.fakes.web import rss
from tests.program import TOP

FEED = Feed("f", "https://a.org/", "en", "o")
KH = Document(title="Kataib Hezbollah says it will answer the strike")


def job(*titles):
    return Job(FEED, Body(rss(*titles).encode(), "https://a.org/"))


class Deadly:
    """An annotator that takes its process along."""

    rules_version = "1"

    def gate(self, text):
        os.kill(os.getpid(), signal.SIGKILL)

    def annotate(self, document):
        raise AssertionError


def run(work, make=build, **options):
    async def go():
        async with Workshop(annotator(), make, **options) as workshop:
            return await work(workshop)

    return asyncio.run(go())


def test_thread_and_processes_give_the_same():
    """Where work is done changes nothing about it, and the processes go home when it is done."""

    async def work(workshop):
        read = await workshop.read(job("one", "two"), "g")
        return read, await workshop.find([KH, Document(title="Weather")])

    async def work_there(workshop):
        assert await workshop.start()
        found = await work(workshop)
        with pytest.raises(ReadError) as caught:
            await workshop.read(Job(FEED, Body(b"<html></html>", "")), "g")
        assert (caught.value.feed, caught.value.kind) == ("f", "html")
        workshop.rest()
        assert not workshop.has_processes
        return found

    on_thread = run(work, processes=0)
    assert on_thread == run(work_there)
    assert on_thread[1][0].annotation.actors == ("kataib-hezbollah",)
    assert on_thread[1][1] is None


def test_little_work_needs_no_process():
    """A quiet hour costs no second process."""

    async def work(workshop):
        await workshop.read(job("one"), "g")
        return workshop.has_processes

    assert run(work) is False


def test_words_that_kill_their_reader_cost_no_more_than_their_feed():
    """The bot lives; the feed is told; bodies are read again, in fresh processes."""

    async def work(workshop):
        await workshop.start()
        with pytest.raises(ReadError, match="died"):
            await workshop.find([KH])
        await workshop.start()
        return await workshop.read(job("one"), "g")

    assert run(work, make=Deadly, processes=1).reading.entries[0].title == "one"


SERVED = """
import multiprocessing, time
from concurrent.futures import ProcessPoolExecutor
from bot.jobs import craft

if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    pool = ProcessPoolExecutor(2, context, initializer=craft.begin, initargs=(None,))
    assert pool.submit(craft.ready).result()
    print(*pool._processes, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_workers_end_with_a_bot_that_is_killed(tmp_path):
    """Or each death would leave a process and its memory behind."""
    file = tmp_path / "served.py"
    file.write_text(SERVED)
    bot = subprocess.Popen(
        [sys.executable, file], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(TOP)}
    )
    workers = [int(pid) for pid in bot.stdout.readline().split()]
    bot.kill()
    bot.wait()
    bot.stdout.close()
    end = time.monotonic() + 30
    while any(map(is_alive, workers)) and time.monotonic() < end:
        time.sleep(0.05)

    assert workers
    assert not any(map(is_alive, workers))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
