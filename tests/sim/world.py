"""Half a day of the bot in a fraction of a second, with death at every numbered step.

The bot's own jobs run unchanged: poller, taker, desk, real SQLite. Simulated are only time (a loop that jumps), the
feeds (bodies handed out by a port), the platform (tests/fakes/chat.py), and the end of the process: a kill keeps what
was written, a power cut keeps what was synced. Steps are counted before and after each commit, send and answer; a
world's seed decides at which of them the process dies, how, and for how long it stays down.
"""

import asyncio
import gc
import hashlib
import logging
import random
import shutil
import sys
import warnings
from collections import Counter
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import structlog

from bot.command import Knowledge
from bot.deliveries.build import Builder
from bot.deliveries.policy import Policy
from bot.deliveries.schedule import moment
from bot.deliveries.wishes import reschedule
from bot.jobs.desk import Desk
from bot.jobs.poll import polling
from bot.jobs.ports import Ports
from feeds.errors import FetchError
from feeds.fetch import Answer
from intel.annotate import Annotator
from intel.gazetteer import parse_places
from intel.resolve import Resolver
from intel.roster import parse_roster
from model.delivery import Channel, Later
from model.errors import StoreError
from model.feed import Feed, FeedList, Outlet
from model.subscription import Habits, Subscription
from store import Store
from store.pool import _Job
from tests.fakes.chat import Chat
from tests.sim.loop import LoopClock, SimLoop

ROOT = Path(__file__).parents[2]
HALF_DAY = 12 * 3600.0
CALM = 3 * 3600.0  # after it nothing goes wrong any more, and everything has to come to its end
STARTS = (
    datetime(2026, 3, 28, 15, tzinfo=UTC),  # into Berlin's gap
    datetime(2026, 10, 24, 15, tzinfo=UTC),  # into its overlap
    datetime(2026, 1, 27, 15, tzinfo=UTC),
)
KH = "kataib-hezbollah"
FACTIONS = ("Kataib Hezbollah", "Asaib Ahl al-Haq", "Harakat al-Nujaba", "the Badr Organization", "Saraya al-Salam")
PLACES = ("Basra", "Mosul", "Kirkuk", "Erbil", "Sinjar", "Samarra", "Fallujah", "Najaf", "Karbala", "Baqubah", "Tikrit")
DEEDS = (
    "{who} fighters clash with gunmen in {where}, {n} wounded",
    "{who} warns US forces near {where}",
    "Drone hits {who} headquarters in {where}, {n} killed",
    "{who} fires rockets at a base near {where}",
    "Police in {where} arrest {n} members of {who}",
)
LATER = ("Death toll rises to {n} after fighting of {who} in {where}", "{who} claims responsibility for {where} attack")


class Killed(SystemExit):
    """The process is gone: nothing below may tidy up."""


@cache
def knowledge():
    """What the bot knows, with two feeds of ours."""
    read = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("actors.yaml", "places.yaml")}
    roster = parse_roster([("actors.yaml", read["actors.yaml"])])
    gazetteer = parse_places("places.yaml", read["places.yaml"])
    outlets = {name: Outlet(name, name.title(), group=name, reliability="B") for name in ("one", "two")}
    feeds = {name: Feed(name, f"https://{name}.example/rss", "en", name, every=600) for name in outlets}
    resolver, annotator = Resolver(roster), Annotator(roster, gazetteer)
    gc.freeze()  # all this stays; worlds are swept up after without looking through it
    return Knowledge(roster, gazetteer, FeedList(outlets, feeds), resolver, annotator)


@dataclass
class Verdict:
    """How a world went."""

    seed: int
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    posts: int = 0
    edits: int = 0
    digests: int = 0
    deaths: int = 0
    unsure: int = 0
    repeated: int = 0
    steps: int = 0
    trace: str = ""


class Disk:
    """The files of one life of the store, and what of them would outlive it."""

    def __init__(self, folder, number):
        self.folder = folder / str(number)
        self.folder.mkdir()
        self.path = self.folder / "s.db"
        self.synced = 0

    @property
    def wal(self):
        return self.folder / "s.db-wal"

    def size(self):
        return self.wal.stat().st_size if self.wal.exists() else 0

    def committed(self, synchronous):
        """After a commit: FULL has written it through, NORMAL has not."""
        if synchronous >= 2:
            self.synced = self.size()

    def outlive(self, other, power, chance):
        """What another life finds: after a kill all, after a power cut what was synced, and at times some more."""
        shutil.copyfile(self.path, other.path)
        if not self.wal.exists():
            return
        keep = self.size()
        if power:
            keep = self.synced if chance.random() < 0.7 else chance.randint(self.synced, keep)
        with open(self.wal, "rb") as full, open(other.wal, "wb") as kept:
            kept.write(full.read(keep))


class SteppedStore(Store):
    """The real store; each commit is two numbered steps, and how it was synced is noted."""

    world = None
    disk = None

    def submit(self, function, *, durable=False):
        world, disk = self.world, self.disk
        if world is None:
            return self.carry_out(function, durable)
        world.step("before commit")
        seen = {}

        def watched(q):
            if not seen:
                q.meta._db.connection.execute("PRAGMA wal_autocheckpoint = 0")
            seen["synchronous"] = q.meta._db.value("PRAGMA synchronous")
            return function(q)

        future = self.carry_out(watched, world.fault != "normal" and durable)
        if future.exception() is None:
            disk.committed(seen["synchronous"])
            world.step("after commit")
        return future

    def carry_out(self, function, durable):
        """The writer's work, here and now: its thread would only cost time and order."""
        job = _Job(function, durable, Future())
        self._writer._waiting.append(job)
        self._writer._work()
        return job.future


class SteppedChat(Chat):
    """The platform; each message is four numbered steps."""

    def __init__(self, world, **more):
        super().__init__(world.clock, **more)
        self.world = world

    async def send(self, post):
        await asyncio.sleep(self.delay())
        self.world.step("before send")
        result = self.receive(post)
        self.world.note("send", post.channel.id, type(result).__name__, post.briefing.title)
        self.world.step("after send")
        await asyncio.sleep(self.delay())
        self.world.step("answer")
        return result

    async def edit(self, post, message):
        await asyncio.sleep(self.delay())
        self.world.step("before edit")
        result = self.change(post, message)
        self.world.step("after edit")
        await asyncio.sleep(self.delay())
        return result


class World:
    """One seed's half day."""

    def __init__(self, seed, folder, *, history=True, fault=""):
        self.seed, self.folder, self.fault = seed, Path(folder), fault
        self.chance = random.Random(f"world {seed}")
        self.start = STARTS[seed % len(STARTS)]
        self.now = 0.0
        self.loop = None
        self.dead = False
        self.dying_at = None
        self.lives = 0
        self.verdict = Verdict(seed)
        self.lines = []
        self.chat = SteppedChat(self, history=history, fault=self.platform_fault, delay=self.delay)
        self.news = self.plan_news()
        self.outage = self.plan_outage()
        self.told_unsure = 0

    # Time, steps, trace

    def clock(self):
        return self.start + timedelta(seconds=self.loop.time() if self.loop else self.now)

    def seconds(self):
        return self.loop.time() if self.loop else self.now

    def delay(self):
        return self.chance.uniform(0.05, 1.5)

    def note(self, *parts):
        if not self.dead:
            self.lines.append(f"{self.seconds():.3f} {' '.join(map(str, parts))}")

    def step(self, name):
        """One of the moments at which the process may die."""
        if self.dead:
            raise Killed
        self.verdict.steps += 1
        if self.dying_at is not None and self.verdict.steps >= self.dying_at and self.seconds() < HALF_DAY:
            self.note("dies", name)
            self.dead = True
            raise Killed

    # What happens outside

    def plan_news(self):
        """(second, feed, guid, title) of what is published, some of it told further later on."""
        found = []
        for n in range(self.chance.randint(7, 13)):
            at = self.chance.uniform(60, HALF_DAY - 600)
            who, where = self.chance.choice(FACTIONS), PLACES[n % len(PLACES)]
            title = self.chance.choice(DEEDS).format(who=who, where=where, n=self.chance.randint(2, 9))
            found.append((at, self.chance.choice(("one", "two")), f"g{n}", title))
            if self.chance.random() < 0.5:
                found.append((at + self.chance.uniform(60, 5400), "two", f"h{n}", title + " - report"))
            if self.chance.random() < 0.4:
                more = self.chance.choice(LATER).format(who=who, where=where, n=self.chance.randint(10, 30))
                found.append((at + self.chance.uniform(300, 7200), "one", f"i{n}", more))
        if self.chance.random() < 0.2:  # a storm
            at = self.chance.uniform(3600, HALF_DAY - 3600)
            for n in range(15):
                who, where = FACTIONS[n % len(FACTIONS)], PLACES[n % len(PLACES)]
                title = DEEDS[n % len(DEEDS)].format(who=who, where=where, n=n + 2)
                found.append((at + n, "one", f"s{n}", f"{title} ({n})"))
        return sorted(found)

    def plan_outage(self):
        """The platform is down for an hour, in some worlds."""
        at = self.chance.uniform(0, HALF_DAY)
        return (at, at + 3600) if self.chance.random() < 0.4 else (0, 0)

    def platform_fault(self, call, channel):
        now, lot = self.seconds(), self.chance.random()
        if now > HALF_DAY or call == "check":
            return None
        if self.outage[0] <= now < self.outage[1]:
            return self.chance.choice((Later(20, "503"), "lost before"))
        faults = ((0.05, Later(self.chance.uniform(1, 60), "429")), (0.07, Later(5, "503")))
        for share, fault in (*faults, (0.10, "lost before"), (0.16, "lost after")):
            if lot < share:
                return fault
        return None

    async def get(self, ask):
        """The feeds: they grow, and fail at times."""
        await asyncio.sleep(self.delay())
        now = self.seconds()
        if now < HALF_DAY and self.chance.random() < 0.1:
            raise FetchError(ask.feed, "no answer", "timeout")
        items = [(at, guid, title) for at, feed, guid, title in self.news if feed == ask.feed and at <= now]
        items.append((-3600.0, f"old-{ask.feed}", "Badr Organization warns of delay in Kut"))
        body = "".join(self.entry(*item) for item in items)
        rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{ask.feed}</title>{body}</channel></rss>'
        return Answer(200, ask.url, rss.encode(), {"content-type": "application/rss+xml"})

    def entry(self, at, guid, title):
        published = (self.start + timedelta(seconds=at)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        link = f"https://news.example/{guid}"
        return (
            f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><pubDate>{published}</pubDate></item>"
        )

    # Lives

    def run(self):
        """The half day and the calm after it; what went wrong."""
        with quiet():
            disk = self.template()
            while self.now < HALF_DAY + CALM:
                disk = self.live(disk)
            self.judge(disk)
            gc.collect()
        self.verdict.trace = hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]
        return self.verdict

    def template(self):
        """A store that has been polled before, with its subscribers: made once a process, copied for each world."""
        disk = Disk(self.folder, "first")
        disk.path.write_bytes(_template(self.start, self.folder))
        return disk

    def live(self, disk):
        """One life of the process, up to its death or the end."""
        self.lives += 1
        self.dead = False
        calm = self.now >= HALF_DAY
        self.dying_at = None if calm else self.verdict.steps + self.chance.randint(1, 100)
        power = self.chance.random() < 0.5
        self.loop = SimLoop(seed=self.chance.random(), start=self.now)
        store = SteppedStore.open(disk.path, self.clock, timeout=1)
        store.world, store.disk, disk.synced = self, disk, 0
        try:
            self.loop.run_until_complete(self.serve(store))
        except Killed:
            self.verdict.deaths += 1
        self.now = self.loop.time()
        if not self.dead:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.abandon()
        if self.dead:
            self.dead = False
            store.world = None
            after = Disk(self.folder, self.lives)
            disk.outlive(after, power, self.chance)
            self.now += self.chance.choice((1, 20, 90, 300, 3600)) * self.chance.uniform(0.5, 1)
            self.note("boots after", "a power cut" if power else "a kill")
        else:
            store.world = None
            after = disk
        store.close()
        self.loop.close()
        self.loop = None
        if after is not disk:
            shutil.rmtree(disk.folder)
        return after

    async def serve(self, store):
        desk = make_desk(self, store)
        posting = asyncio.create_task(desk.run())
        ports = Ports(self.clock, self.chance.random, self.get)
        known = knowledge()
        hook = desk.on_change if self.fault != "apart" else self.apart(desk, store)
        async with polling(
            known.feeds, store, known.annotator, ports, owner=f"life {self.lives}", on_change=hook
        ) as poller:
            while self.loop.time() < HALF_DAY + CALM:
                try:
                    await poller.round()
                except StoreError as error:
                    self.note("round failed", error)
                await asyncio.sleep(240)
                if posting.done():
                    posting.result()
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)

    def apart(self, desk, store):
        """The planted fault: items in one transaction, outbox rows in another."""

        def on_change(q, changes):
            self.loop.call_soon(lambda: store.write(lambda q: desk.on_change(q, changes)))

        return on_change

    # The judgement

    def judge(self, disk):
        """Holds what stands in the channels against what was published and stored."""
        self.loop = SimLoop(start=self.now)
        with Store.open(disk.path, self.clock) as store, store.read() as q:
            self.count(q)
            self.judge_items(q)
            self.judge_stories(q, Builder(store, knowledge(), self.clock))
            self.judge_digests()
            stuck = q.outbox.latest(("pending", "retrying", "sending"), 1000)
            self.verdict.wrong += [f"stuck: {row.subject} {row.state}" for row in stuck]
        self.loop.close()
        self.loop = None

    def count(self, q):
        told = [m for channel in self.chat.channels.values() for m in channel]
        self.verdict.posts, self.verdict.edits = len(told), sum(len(m.edits) for m in told)
        self.verdict.repeated = sum(m.repeated for m in told)
        self.verdict.unsure = self.chat_unsure()

    def chat_unsure(self):
        """Sends whose answer was lost, by the platform or by the death of the sender."""
        return sum(" Unsure " in line for line in self.lines if " send " in line) + self.verdict.deaths

    def judge_items(self, q):
        stored = {item.document.title for item in q.items.newest(10_000)}
        self.verdict.lost += [f"item: {title}" for _, _, _, title in self.news if title not in stored]

    def judge_stories(self, q, builder):
        kut = [item.id for item in q.items.newest(10_000) if "Kut" in item.document.title]
        old = set(q.stories.of_items(kut).values())
        for story in q.stories.page(limit=1000).stories:
            if story.id in old or not story.actors:
                continue
            for id, wants in (("C1", True), ("C2", KH in story.actors), ("C3", story.sources >= 2)):
                self.judge_story(q, builder, story, id, wants)

    def judge_story(self, q, builder, story, id, wants):
        posts = [
            m
            for m in self.chat.messages(id)
            if m.briefing.kind in ("story", "summary") and not (m.reply_to or m.follows)
        ]
        first = [m for m in posts if any(line.story == story.id for s in m.briefing.sections for line in s.lines)]
        if wants and not first:
            self.verdict.lost.append(f"{id}: {story.id} {story.headline}")
        extra = len(first) - 1 - sum(m.repeated for m in first)
        if extra > 0:
            self.verdict.doubled.append(f"{id}: {story.id} {story.headline} x{len(first)}")
        replies = Counter(
            line.text for m in self.chat.messages(id) if m.reply_to and not m.repeated
            for s in m.briefing.sections for line in s.lines if line.story == story.id
        )  # fmt: skip
        self.verdict.doubled += [f"{id}: reply {text} x{n}" for text, n in replies.items() if n > 1]
        self.judge_state(q, builder, story, id, first)

    def judge_state(self, q, builder, story, id, first):
        """The message shows the latest state of its story."""
        from bot.deliveries.build import story_post

        if len(first) != 1 or first[0].briefing.kind != "story":
            return
        known = q.channels.find(Channel("chat", "W", id))
        latest = story_post(builder.request(known), q, story).sections[0].lines[0].text
        shown = first[0].shown.sections[0].lines[0].text
        if shown != latest:
            self.verdict.wrong.append(f"{id}: shows {shown!r}, is {latest!r}")

    def judge_digests(self):
        digests = [m for m in self.chat.messages("C4") if m.briefing.kind == "digest"]
        self.verdict.digests = len(digests)
        due = moment((self.start + timedelta(seconds=HALF_DAY)).date(), 150, "Europe/Berlin")
        seen = Counter(m.briefing.title.split(" · edition")[0] for m in digests if not m.repeated)
        if not digests and (self.start < due < self.start + timedelta(seconds=HALF_DAY)):
            self.verdict.lost.append("digest")
        self.verdict.doubled += [f"digest {title} x{n}" for title, n in seen.items() if n > 1]


def make_desk(world, store):
    """The desk, with the planted fault if there is one."""
    from tests.sim import faults

    desk = Desk(
        store, knowledge(), [world.chat], world.clock, world.chance.random, owner="me", policy=Policy(), idle=900.0
    )
    return faults.plant(world.fault, desk)


@contextmanager
def quiet():
    """Thousands of deaths would fill the logs, and the dead cannot tidy up after themselves."""
    hook, config, configured = sys.unraisablehook, structlog.get_config(), structlog.is_configured()
    sys.unraisablehook = lambda _: None
    logging.disable(logging.CRITICAL)
    structlog.configure(processors=[_drop], cache_logger_on_first_use=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.unraisablehook = hook
        logging.disable(logging.NOTSET)
        structlog.configure(**config) if configured else structlog.reset_defaults()


def _drop(logger, method, event):
    raise structlog.DropEvent


_TEMPLATES = {}


def _template(start, folder):
    """The file of a store as it is at the start of a day."""
    if start not in _TEMPLATES:
        (folder / "template").mkdir()
        _TEMPLATES[start] = _made(start, folder / "template").read_bytes()
    return _TEMPLATES[start]


def _made(start, folder):
    path = folder / "s.db"
    loop = SimLoop(start=-3600)
    clock = LoopClock(loop, start)
    with SteppedStore.open(path, clock) as store:
        store.write(lambda q: _subscribe(q, start))

        async def first_poll():
            async def get(ask):
                published = (start - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S +0000")
                item = (
                    f"<item><title>Badr Organization warns of delay in Kut</title><guid>old-{ask.feed}</guid>"
                    f"<link>https://news.example/old-{ask.feed}</link><pubDate>{published}</pubDate></item>"
                )
                rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item}</channel></rss>'
                return Answer(200, ask.url, rss.encode(), {"content-type": "application/rss+xml"})

            ports = Ports(clock, random.Random(1).random, get)
            known = knowledge()
            async with polling(known.feeds, store, known.annotator, ports, owner="template") as poller:
                await poller.round(force=True)

        loop.run_until_complete(first_poll())
    loop.close()
    return path


def _subscribe(q, start):
    plans = {
        "C1": (Habits(), [Subscription("all")]),
        "C2": (Habits(), [Subscription(f"actor:{KH}"), Subscription("group:iran-backed-factions", "weekly")]),
        "C3": (Habits(), [Subscription("all", min_sources=2)]),
        "C4": (Habits(zone="Europe/Berlin", at=150), [Subscription("all", "daily")]),
    }
    for id, (habits, wishes) in plans.items():
        number = q.channels.ensure(Channel("chat", "W", id)).number
        q.channels.set_habits(number, habits)
        for wish in wishes:
            q.subscriptions.save(number, wish)
        reschedule(q, q.channels.get(number), q.subscriptions.of(number), start)


__all__ = ["Verdict", "World"]
