import asyncio
import random
from functools import cache, partial
from pathlib import Path

import pytest

from bot.jobs.poll import Ports, polling
from feeds.fetch import Fetcher, Limits
from feeds.guard import is_public
from intel.annotate import Annotator
from intel.gazetteer import parse_places
from intel.roster import parse_roster
from model.feed import Feed, FeedList, Outlet
from store import Store
from tests.fakes.clock import HandClock
from tests.fakes.web import Web

ROOT = Path(__file__).parents[3]
QUICK = Limits(wire=2_000_000, body=3_000_000, total=2, connect=1, silence=0.5, redirects=3)


def build():
    """The annotator of the packed data; also in a worker process."""
    roster = parse_roster([("actors.yaml", (ROOT / "actors.yaml").read_text(encoding="utf-8"))])
    return Annotator(roster, parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8")))


@cache
def annotator():
    return build()


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
    given = {"language": "en", "outlet": "outlet", "private": True} | more
    return Feed(id, url, **given)


def may_reach(address):
    """Loopback's first address stands for the public internet; all else is judged as it is."""
    return address == "127.0.0.1" or is_public(address)


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
            async with Fetcher(limits=self.options.get("limits", QUICK), may_reach=may_reach) as fetcher:
                ports = Ports(
                    self.clock, random.Random(1).random, fetcher.get, self.options.get("pause", asyncio.sleep)
                )
                opened = polling(
                    self.feeds, self.store, self.options.get("annotator", annotator()), ports,
                    owner=self.options.get("owner", "us"), on_change=lambda q, changes: self.changes.extend(changes),
                    make=self.options.get("make"),
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
