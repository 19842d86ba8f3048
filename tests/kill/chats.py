"""Kills the real bot again and again while it posts to Discord and Slack at once, then counts what stands there.

    python -m tests.kill.chats --kills 200 --seed 1              # history may be read; one outage of an hour
    python -m tests.kill.chats --kills 200 --seed 1 --least      # least rights: no look back is possible

Feeds, Discord and Slack are loopback servers that stay; only the bot dies, by SIGKILL, at a random moment of its work,
with answers lost and refused in between. Every story that the store holds must stand in every subscribed channel: once,
or, where nothing could be looked up, once more for each send whose answer was lost; each of those stands in the log.
"""

import argparse
import asyncio
import itertools
import os
import random
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import discord as library

from bot.deliveries.keys import outbox_key
from bot.pressing import mark, pressed
from model.delivery import OPEN, Channel
from store import Store
from store.stories import Filter
from tests.fakes.clock import real_clock
from tests.fakes.discord import LEAST, FakeDiscord
from tests.fakes.discord.limits import walk
from tests.fakes.slack import SETTLING, FakeSlack
from tests.fakes.web import Web

ROOT = Path(__file__).parents[2]
HISTORY = library.Permissions(LEAST.value, read_message_history=True)
POST = {"discord": "POST /channels/{channel_id}/messages", "slack": "chat.postMessage"}
FACTIONS = (
    "Kataib Hezbollah", "Badr Organization", "Asaib Ahl al-Haq", "Harakat al-Nujaba", "Kataib Sayyid al-Shuhada",
    "Saraya al-Salam", "Kataib al-Imam Ali", "Harakat Ansar Allah al-Awfiya",
)  # fmt: skip
PLACES = (
    "Kirkuk", "Mosul", "Basra", "Samarra", "Karbala", "Najaf", "Tikrit", "Ramadi", "Fallujah", "Diwaniyah", "Kut",
    "Amarah",
)  # fmt: skip
DEEDS = (
    "fighters clash with smugglers in", "commander meets tribal leaders in", "office raided by police in",
    "fighters deploy to", "member arrested in",
)  # fmt: skip
HOUR = 3600.0
QUIET = 600.0  # seconds that the last bot gets to bring everything to its end


@dataclass
class Clock:
    """The machine's time, ahead by as much as was slept through."""

    ahead: float = 0.0

    def __call__(self):
        return real_clock() + timedelta(seconds=self.ahead)


@dataclass
class Tally:
    """What was done to the bot."""

    kills: int = 0
    lost: int = 0
    refused: int = 0
    log: list = field(default_factory=list)


@dataclass
class Count:
    """What stands in one channel."""

    name: str
    stories: int  # that had to be posted
    posts: int
    missing: list
    doubled: int
    unsure: int  # rows that were sent again, as the store has noted

    def line(self):
        """A row of the table."""
        return (
            f"{self.name:<28}{self.stories:>8}{self.posts:>8}{len(self.missing):>9}{self.doubled:>9}{self.unsure:>14}"
        )


TITLE = f"{'channel':<28}{'stories':>8}{'posts':>8}{'missing':>9}{'doubled':>9}{'sent again':>14}"


class World:
    """Loopback services, a folder, and the bot that is killed."""

    def __init__(self, discord, slack, web, folder, clock, chance, least):
        self.discord, self.slack, self.web, self.folder = discord, slack, web, folder
        self.clock, self.chance, self.least = clock, chance, least
        self.process = None
        self.before: set = set()  # stories from before the subscriptions
        self.tally, self.items, self.number = Tally(), [], itertools.count(1)
        self.news = [(f, d, p) for f in FACTIONS for d in DEEDS for p in PLACES]
        chance.shuffle(self.news)
        self.guild = discord.guild()
        rights = LEAST if least else HISTORY
        self.rooms = [self.guild.text("desk", permissions=rights), self.guild.text("night", permissions=rights)]
        slack.team.scopes = slack.team.scopes if least else SETTLING
        self.reader = slack.team.user()
        self.channels = [slack.team.channel("desk", people=[self.reader]), slack.team.channel("night")]
        self.addresses = [
            *(Channel("discord", str(self.guild.id), str(room.id)) for room in self.rooms),
            *(Channel("slack", slack.team.id, channel.id) for channel in self.channels),
        ]
        self._serve()

    # -- feeds -----------------------------------------------------------------------------------------------------

    def tell(self, n):
        """So many things happen."""
        for _ in range(n):
            if self.news:
                faction, deed, place = self.news.pop()
                # hours apart: what one outlet says within minutes is often one story
                at = self.clock() - timedelta(minutes=self.chance.randint(0, 900))
                self.items.append((f"{faction} {deed} {place}", next(self.number), format_datetime(at)))
        self._serve()

    def _serve(self):
        rows = "".join(
            f"<item><title>{title}</title><link>https://outlet.example/{n}</link><pubDate>{at}</pubDate></item>"
            for title, n, at in self.items[-60:]
        )
        self.web.serve("/feed.xml", f"<rss version='2.0'><channel><title>Outlet</title>{rows}</channel></rss>")

    # -- the bot ---------------------------------------------------------------------------------------------------

    async def start(self):
        """A new bot, connected to both services."""
        about = "language: en, name: Outlet, country: Iraq, ownership: independent, reliability: B"
        feed = f"  - {{id: f, url: '{self.web.url('/feed.xml')}', {about}, every: 1s, private: true}}"
        (self.folder / "feeds.yaml").write_text(f"outlets: {{}}\nfeeds:\n{feed}\n", encoding="utf-8")
        settings = {
            "FACTIONWATCH_DB": str(self.folder / "store.db"), "FACTIONWATCH_FEEDS": str(self.folder / "feeds.yaml"),
            "FACTIONWATCH_STORM": "off", "DISCORD_TOKEN": self.discord.token, "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": self.slack.team.bot_token, "SLACK_APP_TOKEN": self.slack.app_token,
        }  # fmt: skip
        where = (str(self.clock.ahead), self.discord.rest, self.discord.gateway_url, self.slack.base_url)
        opened = self.slack.sockets.opened
        log = (self.folder / "log.txt").open("ab")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.kill.chats_main",
            *where,
            env=os.environ | settings,
            cwd=self.folder,
            stderr=log,
        )
        log.close()
        self.process = process
        await self.slack.until(lambda: self.slack.sockets.opened > opened or process.returncode is not None, 90)
        assert process.returncode is None, (self.folder / "log.txt").read_text()[-2000:]
        return process

    async def kill(self, process):
        """As a power cut would, but for the disk."""
        process.send_signal(signal.SIGKILL)
        await process.wait()
        self.tally.kills += 1

    async def end(self):
        """Leaves no bot behind, whatever went wrong."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def trouble(self):
        """Answers are slow, and some are lost after the work was done, or refused before it."""
        for name, service in (("discord", self.discord), ("slack", self.slack)):
            service.faults.clear()
            service.faults.slow(POST[name], self.chance.uniform(0, 0.4), times=self.chance.randint(0, 4))
            if self.chance.random() < 0.5:
                service.faults.lose(POST[name])
                self.tally.lost += 1
            if self.chance.random() < 0.3:
                service.faults.fail(POST[name], 503)
                self.tally.refused += 1

    def peace(self):
        """Everything works again."""
        self.discord.faults.clear()
        self.slack.faults.clear()

    # -- counting --------------------------------------------------------------------------------------------------

    def asked(self):
        """What the store holds: a Store that reads beside the bot."""
        return Store(self.folder / "store.db", self.clock)

    def subscribed(self):
        """Whether every channel has its subscription."""
        with self.asked() as store, store.read() as q:
            return all(q.channels.find(one) for one in self.addresses)

    def open_rows(self):
        """Posts that have not come to their end; edits wait for their time."""
        with self.asked() as store, store.read() as q:
            rows = [r for one in self.addresses for r in q.outbox.of_channel(q.channels.find(one).number, 10_000)]
        return sum(r.operation == "post" and r.state in OPEN for r in rows)

    def counts(self):
        """What stands in each channel, against what the store says must."""
        with self.asked() as store, store.read() as q:
            return [self._count(q, address) for address in self.addresses]

    def _count(self, q, address):
        number = q.channels.find(address).number
        rows = [r for r in q.outbox.of_channel(number, 10_000) if r.kind == "story" and r.operation == "post"]
        wanted = {outbox_key(address, row.subject): row for row in rows if row.state == "sent"}
        there = Counter(self._keys(address))
        marks = {mark(key): key for key in wanted}
        found = Counter({key: there[m] for m, key in marks.items()}) if address.platform == "discord" else there
        name = address.platform + (" (least rights)" if self.least else " (with history)")
        return Count(
            f"{name} {address.id[-4:]}",
            len(wanted),
            sum(there.values()),
            [row.subject for key, row in wanted.items() if not found[key]] + self._unqueued(q, rows),
            sum(n - 1 for n in found.values() if n > 1),
            sum(row.repeated for row in rows),
        )

    def _unqueued(self, q, rows):
        """What was told since the subscriptions and stands in no story that was queued for the channel."""
        queued = {row.story for row in rows if row.state == "sent"}
        stories = q.stories.page(Filter(history=False), limit=10_000).stories
        told = {story.headline: story.id for story in stories} | {
            item.document.title: story.id for story in stories for item in q.items.many(story.items)
        }
        return [title for title, *_ in self.items if told.get(title) not in queued | self.before]

    def _keys(self, address):
        if address.platform == "slack":
            (channel,) = [c for c in self.channels if c.id == address.id]
            return [m["metadata"]["event_payload"]["key"] for m in channel.posts if "metadata" in m]
        (room,) = [r for r in self.rooms if str(r.id) == address.id]
        presses = [[pressed(c["custom_id"]) for c in walk(m["components"]) if "custom_id" in c] for m in room.posts]
        return [next(p.key for p in some if p is not None) for some in presses if some]


async def run(kills, seed, least=False, outages=1, folder=None):
    """Plays it; the world at its end and what stands in each channel."""
    chance, clock = random.Random(seed), Clock()
    with tempfile.TemporaryDirectory() as own, Web() as web:
        async with FakeDiscord(clock) as discord, FakeSlack(clock) as slack:
            world = World(discord, slack, web, Path(folder or own), clock, chance, least)
            try:
                await _subscribe(world)
                hours = set(chance.sample(range(kills), min(outages, kills))) if not least else set()
                for n in range(kills):
                    await _round(world, n in hours)
                counts = await _finish(world)
            finally:
                await world.end()
            world.tally.log = (world.folder / "log.txt").read_text(errors="replace").splitlines()
            slack.forgive()  # a process that was killed acknowledges nothing
            return world, counts


async def _subscribe(world):
    """The first bot: one poll that is never posted, and a subscription of each channel."""
    world.tell(1)
    process = await world.start()
    await world.discord.gateway.connected(timeout=60)
    reader = world.discord.user()
    for room in world.rooms:
        await (await world.discord.slash(reader, room, "subscribe", actor="all")).answer(20)
    for channel in world.channels:
        await (await world.slack.command(world.reader, channel, "/subscribe", "all")).answer(20)
    await world.slack.until(lambda: world.web.asked("/feed.xml"), 30)
    await asyncio.sleep(1.5)
    assert world.subscribed()
    with world.asked() as store, store.read() as q:
        world.before = {story.id for story in q.stories.page(Filter(history=False), limit=100).stories}
    world.items.clear()  # what a feed's first poll found is not posted, so it is not counted
    process.send_signal(signal.SIGTERM)
    await process.wait()


async def _round(world, outage):
    """News, trouble, a bot, and its death; after an outage the next bot starts an hour later."""
    world.tell(world.chance.randint(1, 3))
    world.trouble()
    process = await world.start()
    world.tell(world.chance.randint(0, 1))
    await asyncio.sleep(world.chance.uniform(0.0, 2.5))
    await world.kill(process)
    if outage:
        world.clock.ahead += HOUR


async def _finish(world):
    """A last bot brings everything to its end."""
    world.peace()
    process = await world.start()
    for _ in range(int(QUIET)):
        await asyncio.sleep(1.0)
        if _is_done(world):
            break
    process.send_signal(signal.SIGTERM)
    await process.wait()
    assert process.returncode == 0, (world.folder / "log.txt").read_text()[-2000:]
    with sqlite3.connect(world.folder / "store.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()
    return world.counts()


def _is_done(world):
    if world.open_rows():
        return False
    return not any(count.missing for count in world.counts())


def faults(world, counts):
    """What went wrong, in words: nothing may be missing, nothing stands twice beyond what could not be known."""
    found = [f"{c.name}: missing {c.missing}" for c in counts if c.missing]
    for count in counts:
        certain = not world.least or count.name.startswith("discord")
        if count.doubled > (0 if certain else count.unsure):
            found.append(f"{count.name}: {count.doubled} stand twice, {count.unsure} were sent again knowingly")
    again, noted = sum(c.unsure for c in counts), sum("possibly twice" in line for line in world.tally.log)
    if noted < again:
        found.append(f"{again} were sent again, {noted} of them are in the log")
    found += [f"a traceback in the log: {line}" for line in world.tally.log if line.startswith("Traceback")]
    return found


def main():
    """The long form, for a terminal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", action="store_true", help="least rights: nothing can be looked up")
    given = parser.parse_args()
    world, counts = asyncio.run(run(given.kills, given.seed, given.least))
    print(f"seed {given.seed}: {world.tally.kills} kills, {world.tally.lost} answers set to be lost,", end=" ")
    print(f"{world.tally.refused} to be refused, the clock {world.clock.ahead:g} s ahead at the end")
    print("\n".join([TITLE, *(count.line() for count in counts)]))
    found = faults(world, counts)
    print("\n".join(found) or "nothing is missing, nothing stands twice beyond what could not be known")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
