"""One story to all subscribed channels, end to end, while people ask.

    python -m benchmarks.fanout [--channels 10000]

The desk runs as in the product, with real SQLite and threads; the platform answers from memory (after 20 ms). Printed:
how long until every channel has its row, and its post; how long a transaction held the writer at most, and how much of
that it worked (the rest is waiting for a busy machine or its disk); how `/actor` was answered meanwhile; memory.
"""

import argparse
import asyncio
import random
import resource
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.channels import ACTOR, subscribed
from bot.command import Asker
from bot.core import Bot
from bot.jobs.desk import Desk
from bot.jobs.take import Change
from bot.settings import read_settings
from bot.wiring import read_knowledge, system_clock
from model.delivery import Absent, Channel, Sent
from model.story import Story
from store import Questions, Store
from store.pool import Writer

STEP = 500  # channels made in one transaction


class TimedWriter(Writer):
    """A writer that notes how long each transaction held it: on the wall clock, and of that at work."""

    held: list[tuple[float, float]]

    def _work(self) -> None:
        began = time.perf_counter(), time.thread_time()
        super()._work()
        self.held.append((time.perf_counter() - began[0], time.thread_time() - began[1]))


class Memory:
    """A platform that takes everything."""

    name = "discord"

    def __init__(self) -> None:
        self.posts = 0

    async def send(self, post: object) -> Sent:
        await asyncio.sleep(0.02)
        self.posts += 1
        return Sent(str(self.posts))

    async def edit(self, post: object, message: str) -> Sent:
        return Sent(message)

    async def settle(self, post: object) -> Absent:
        return Absent()

    async def thread(self, channel: Channel, name: str) -> Channel:
        return channel

    async def check(self, channel: Channel) -> str:
        return ""


async def measure(store: Store, writer: TimedWriter, channels: int) -> None:
    """One story, and a question every 20 ms."""
    settings = read_settings()
    known = read_knowledge(settings)
    with ThreadPoolExecutor(4) as threads, ThreadPoolExecutor(3) as posters:
        bot = Bot(store, known, system_clock, threads=threads)
        await bot.typed("/actor kataib hezbollah", Asker())
        platform, chance = Memory(), random.Random(1).random
        desk = Desk(store, known, [platform], system_clock, chance, owner="bench", policy=bot.policy, threads=posters)  # type: ignore[list-item]
        posting = asyncio.create_task(desk.run())
        await asyncio.sleep(0.5)
        writer.held.clear()
        began, worked = time.perf_counter(), time.process_time()
        now = datetime.now(UTC)
        story = Story("s1", "Rockets fired near a base", 1, now, now, "attack-claimed-or-attributed", actors=(ACTOR,))

        def announce(q: Questions) -> None:
            q.stories.save(story)
            desk.on_change(q, [Change(story, None, 1, True)])

        await asyncio.get_running_loop().run_in_executor(posters, partial(store.write, announce))
        waits, queued, work = list[float](), 0.0, 0.0
        while platform.posts < channels:
            asked = time.perf_counter()
            await bot.typed("/actor kataib hezbollah", Asker())
            waits.append(time.perf_counter() - asked)
            if not queued and await asyncio.to_thread(_is_queued, store, channels):
                queued, work = time.perf_counter() - began, time.process_time() - worked
            await asyncio.sleep(0.02)
        done = time.perf_counter() - began
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
    waits.sort()
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    longest, most = max(wall for wall, _ in writer.held), max(work for _, work in writer.held)
    print(f"{channels} channels: queued in {queued:.2f} s ({work:.2f} s of CPU, posts, marks and answers with it)")
    print(f"posted in {done:.1f} s ({channels / done:.0f}/s)")
    print(f"{len(writer.held)} transactions, the longest {longest * 1000:.0f} ms, {most * 1000:.0f} ms of work at most")
    p50, p99 = statistics.median(waits), waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    print(
        f"/actor meanwhile: {len(waits)} answers, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms; memory {rss:.0f} MB"
    )


def _is_queued(store: Store, channels: int) -> bool:
    with store.read() as q:
        return q.spreads.next() is None and sum(q.outbox.counts().values()) >= channels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "s.db", system_clock) as store:
        writer = store._writer = TimedWriter(store._connect, system_clock)
        writer.held = []
        for first in range(0, given.channels, STEP):
            store.write(partial(subscribed, first, min(first + STEP, given.channels)))
        asyncio.run(measure(store, writer, given.channels))


if __name__ == "__main__":
    main()
