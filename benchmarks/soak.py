"""Half an hour of polls, commands and posts at once on loopback: does memory grow, does anything go wrong?

    python -m benchmarks.soak [--minutes 30] [--feeds 20] [--items 5000]

The program itself runs against a loopback Discord and a loopback Slack, on a store that holds items. Feeds bring
new items at every visit, channels of both are told of them at once, readers ask in both, with charts among the answers.
A line a minute shows resident memory, commands asked and answered, messages in the channels, edits of them, visits to
feeds, warnings and errors in the log. The last lines compare the memory of the last fifth with that after the first
fifth, and say what the log complained of.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from itertools import count, cycle
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack
from tests.fakes.web import Web, send

TOP = Path(__file__).resolve().parents[1]
CHANNELS = 5  # of each platform
PAUSE = 0.5  # seconds between two commands
AT_ONCE = 8  # commands that wait for an answer; a machine that is busy with other things is asked less
ASKED = (
    ("actor", {"name": "badr"}, "actor badr"),
    ("actor", {"name": "كتائب حزب الله"}, "actor كتائب حزب الله"),
    ("events", {"days": "7"}, "events days:7"),
    ("digest", {}, "digest"),
    ("find", {"words": "rockets"}, "find rockets"),
    ("sources", {}, "sources"),
    ("trend", {"actor": "badr"}, "trend badr"),
    ("relations", {"actor": "badr"}, "relations badr"),
)
BAD = ("warning", "error", "critical")


class News:
    """The feeds: each visit finds three items that nobody has seen."""

    def __init__(self, rows, web, number):
        self._rows, self._numbers = cycle(rows), count()
        self.visits = 0
        for n in range(number):
            web.at(f"/{n}.xml", self._answer)

    async def _answer(self, asked, writer):
        self.visits += 1
        items = "".join(self._item() for _ in range(3))
        head = (
            "<rss version='2.0'><channel><title>Soak</title><link>https://x.example/</link><description>x</description>"
        )
        body = f"{head}{items}</channel></rss>".encode()
        await send(writer, 200, body, {"Content-Type": "application/rss+xml; charset=utf-8"})

    def _item(self):
        row, number = next(self._rows), next(self._numbers)
        return (
            f"<item><guid isPermaLink='false'>{number}</guid><title>{escape(row['title'])} ({number})</title>"
            f"<link>https://x.example/{number}</link><description>{escape(row['summary'])}</description></item>"
        )


class Readers:
    """Who asks in the channels of both services, and what came of it."""

    def __init__(self, discord, slack):
        self._discord, self._slack = discord, slack
        guild = discord.guild()
        self._desks = [guild.text(f"desk{n}") for n in range(CHANNELS)]
        self._reader, self._member = discord.user(), slack.team.user()
        self._rooms = [slack.team.channel(f"desk{n}", people=[self._member]) for n in range(CHANNELS)]
        self.asked = self.answered = 0

    async def subscribe(self):
        """Every channel is to be told of everything at once."""
        for desk in self._desks:
            said = await self._discord.slash(self._reader, desk, "subscribe", actor="all", rhythm="instant")
            await said.answer(30)
        for room in self._rooms:
            said = await self._slack.command(self._member, room, "/factionwatch", "subscribe all rhythm:instant")
            await said.answer(30)

    async def ask(self, n):
        """One command, here and there in turn."""
        name, options, typed = ASKED[n // 2 % len(ASKED)]
        self.asked += 1
        if n % 2:
            said = await self._discord.slash(self._reader, self._desks[n % CHANNELS], name, **options)
        else:
            said = await self._slack.command(self._member, self._rooms[n % CHANNELS], "/factionwatch", typed)
        with suppress(TimeoutError, AssertionError):
            await said.answer(60)
            self.answered += 1

    def posts(self):
        """Messages that stand in the channels: posts, and answers given in public."""
        return sum(len(one.messages) for one in self._desks) + sum(len(one.posts) for one in self._rooms)

    def edits(self):
        """Calls that changed a message."""
        return len(self._slack.made("chat.update")) + sum(c.method == "PATCH" for c in self._discord.calls)


def resident(pid):
    """MB of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


def complaints(log):
    """Warnings and errors in a log of JSON lines, by what they say; a line that is no JSON counts as an error."""
    found = Counter()
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            found[line[:100]] += 1
            continue
        if event.get("level") in BAD:
            found[f"{event['level']}: {event.get('event')}"] += 1
    return found


def feeds(web, number):
    """The list of feeds."""
    rows = [
        f"- {{id: f{n}, name: F{n}, homepage: 'https://x{n}.example/', ownership: independent, reliability: C, "
        f"language: en, url: '{web.url(f'/{n}.xml')}', private: true, every: 20s}}"
        for n in range(number)
    ]
    return "feeds:\n" + "\n".join(rows) + "\n"


def main():
    """Runs it and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--feeds", type=int, default=20)
    parser.add_argument("--items", type=int, default=5000, help="what the store holds when the bot starts")
    asyncio.run(_soak(parser.parse_args()))


async def _soak(options):
    lines = (TOP / "tests/corpus/items.jsonl").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder, Web() as web:
        folder = Path(folder)
        if options.items:
            made = (
                sys.executable,
                "-m",
                "benchmarks.make_store",
                str(folder / "store.db"),
                "--items",
                str(options.items),
            )
            await (await asyncio.create_subprocess_exec(*made, cwd=TOP, stdout=asyncio.subprocess.DEVNULL)).wait()
        (folder / "feeds.yaml").write_text(feeds(web, options.feeds), encoding="utf-8")
        news = News([json.loads(line) for line in lines], web, options.feeds)
        async with FakeDiscord() as discord, FakeSlack() as slack:
            readers = Readers(discord, slack)
            with (folder / "log").open("wb") as log:
                process = await _start(folder, discord, slack, log)
            await discord.gateway.connected(timeout=60)
            await slack.sockets.connected(timeout=60)
            await readers.subscribe()
            sizes = await _watch(process, options.minutes, readers, news, folder / "log")
            await _end(process)
        _tell(sizes, process.returncode, complaints(folder / "log"))


async def _start(folder, discord, slack, log):
    """The program on its loopback services, as a process of its own."""
    settings = {"FACTIONWATCH_DB": str(folder / "store.db"), "FACTIONWATCH_FEEDS": str(folder / "feeds.yaml")}
    settings |= {"FACTIONWATCH_USER_RATE": "100000", "FACTIONWATCH_STORM": "40/10m", "PYTHONPATH": str(TOP)}
    settings |= {"DISCORD_TOKEN": discord.token, "SLACK_BOT_TOKEN": slack.team.bot_token}
    settings |= {"SLACK_APP_TOKEN": slack.app_token}
    where = (f"discord={discord.rest},{discord.gateway_url}", f"slack={slack.base_url}")
    command = (sys.executable, "-m", "tests.fakes.run_bot", *where, "run")
    return await asyncio.create_subprocess_exec(*command, env=os.environ | settings, cwd=folder, stderr=log)


async def _watch(process, minutes, readers, news, log):
    """Asks for so many minutes; the memory at the end of each."""
    print("minute     MB  asked answered  posts  edits visits complaints", flush=True)
    sizes, asking, began = [], set(), time.monotonic()
    while True:
        now = time.monotonic() - began
        if now >= 60 * (len(sizes) + 1):
            sizes.append(resident(process.pid))
            row = f"{len(sizes):>6} {sizes[-1]:>6.0f} {readers.asked:>6} {readers.answered:>8} {readers.posts():>6}"
            print(f"{row} {readers.edits():>6} {news.visits:>6} {complaints(log).total():>10}", flush=True)
        if now >= minutes * 60 or process.returncode is not None:
            break
        if len(asking) < AT_ONCE:
            task = asyncio.create_task(readers.ask(readers.asked))
            asking.add(task)
            task.add_done_callback(asking.discard)
        await asyncio.sleep(PAUSE)
    await asyncio.gather(*asking, return_exceptions=True)
    return sizes


async def _end(process):
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 60)


def _tell(sizes, status, found):
    print(f"ended with {status}; log: " + ("; ".join(f"{what} ({n})" for what, n in found.most_common(10)) or "clean"))
    fifth = max(1, len(sizes) // 5)
    if len(sizes) > fifth:
        first, last = median(sizes[fifth : 2 * fifth] or sizes[:1]), median(sizes[-fifth:])
        growth = 100 * (last / first - 1)
        print(f"memory: {first:.0f} MB after the first fifth, {last:.0f} MB in the last: {growth:+.1f} %")


if __name__ == "__main__":
    main()
