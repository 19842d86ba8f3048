import asyncio
import random
from functools import cache, partial
from pathlib import Path

import pytest

from bot.jobs.poll import Ports, polling
from feeds.fetch import Fetcher, Limits
from intel.names import NameFinder
from intel.roster import parse_roster
from model.feed import Feed, FeedList, Outlet
from model.finding import Annotation
from store import Store
from tests.fakes.clock import HandClock
from tests.fakes.web import Web

ACTORS = Path(__file__).parents[3] / "actors.yaml"
QUICK = Limits(wire=2_000_000, body=3_000_000, total=2, connect=1, silence=0.5, redirects=3)


class Names:
    """The finder of names as annotator."""

    rules_version = "1"

    def __init__(self):
        self._finder = NameFinder(parse_roster([(ACTORS.name, ACTORS.read_text(encoding="utf-8"))]))

    def annotate(self, document):
        return Annotation(document.id, self._finder.find(document), rules_version="1")

    def gate(self, text):
        return self._finder.gate(text)


@cache
def annotator():
    return Names()


@pytest.fixture
def web():
    with Web() as server:
        yield server


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def store(tmp_path, clock):
    with Store.open(tmp_path / "store.db", clock) as opened:
        yield opened


def feed(url, id="f", **more):
    """A feed on loopback."""
    return Feed(id, url, more.pop("language", "en"), more.pop("outlet", "outlet"), private=True, **more)


class Bench:
    """A poller over loopback with everything else real; remembers the changes it told of."""

    def __init__(self, store, clock, feeds, outlets=(), **options):
        known = {o.id: o for o in outlets} | {"outlet": Outlet("outlet", "The Outlet", group="house")}
        self.feeds = FeedList({**known, **{o.id: o for o in outlets}}, {f.id: f for f in feeds})
        self.store, self.clock, self.options = store, clock, options
        self.changes = []

    def round(self, *, force=True, **options):
        """One round; all feeds, due or not."""
        return self.run(lambda poller: poller.round(force=force, **options))

    def run(self, work):
        """Something done with the poller."""

        async def go():
            async with Fetcher(limits=self.options.get("limits", QUICK)) as fetcher:
                ports = Ports(
                    self.clock, random.Random(1).random, fetcher.get, self.options.get("pause", asyncio.sleep)
                )
                opened = polling(
                    self.feeds, self.store, self.options.get("annotator", annotator()), ports,
                    owner=self.options.get("owner", "us"), on_change=lambda q, changes: self.changes.extend(changes),
                    stories=self.options.get("stories"), make=self.options.get("make"),
                )  # fmt: skip
                async with opened as poller:
                    return await work(poller)

        return asyncio.run(go())

    def state(self, id="f"):
        """What is remembered of a feed."""
        with self.store.read() as q:
            return q.feeds.state(id)

    def items(self):
        """All items, newest first."""
        with self.store.read() as q:
            return q.items.newest(1000)


@pytest.fixture
def bench(store, clock):
    return partial(Bench, store, clock)
