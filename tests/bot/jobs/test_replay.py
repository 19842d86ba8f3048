"""A week of the labelled items goes through the take of a poll: how far its stories hang on the order of arrival."""

import asyncio
import json
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.jobs.craft import Read
from bot.jobs.take import Taker
from bot.jobs.workshop import Workshop
from feeds.keys import identify
from feeds.publisher import Publishers
from feeds.reading import Reading
from intel.evaluate import b_cubed
from model.feed import Feed, FeedList, Outlet
from model.item import Entry
from store import Store
from tests.bot.jobs.conftest import annotator

ITEMS = Path(__file__).parents[2] / "corpus" / "items.jsonl"
MONDAY = datetime(2026, 1, 26, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def a_week():
    """Outlet, entry and true story of each item; stories begin in one week, on the day of the week that they name."""
    begins, items = {}, []
    for row in map(json.loads, ITEMS.read_text(encoding="utf-8").splitlines()):
        at = datetime.fromisoformat(row["published"]).replace(hour=9, tzinfo=UTC)
        story = row["story"] or row["id"]
        weeks = (MONDAY + WEEK - timedelta(days=1) - begins.setdefault(story, at)) // WEEK
        entry = Entry(row["title"], row["summary"], link=row["url"], guid=row["id"], published=at + weeks * WEEK)
        items.append((row["outlet"], entry, story))
    return sorted(items, key=lambda item: (item[1].published, item[1].guid))


def replay(path, items):
    """The story of each guid, with the items taken one after the other."""
    names = sorted({outlet for outlet, *_ in items})
    outlets = {name: Outlet(name, name, group=name) for name in names}
    feeds = {name: Feed(name, f"https://example.org/{n}", "en", outlet=name) for n, name in enumerate(names)}
    now = max(entry.published for _, entry, _ in items) + timedelta(hours=1)

    async def take_all(store):
        async with Workshop(annotator(), processes=0) as workshop:
            taker = Taker(store, workshop, Publishers(FeedList(outlets, feeds)))
            for outlet, entry, _ in items:
                read = Read(Reading((entry,)), identify((entry,), outlet))
                verdicts = await taker.sifted(feeds[outlet], read, polled_before=True)
                await taker.take(feeds[outlet], verdicts, None, now, news=True)

    with Store.open(path, lambda: now) as store:
        asyncio.run(take_all(store))
        with store.read() as q:
            stored = q.items.newest(len(items))
            stories = q.stories.of_items([item.id for item in stored])
            return {item.document.url: stories.get(item.id, f"alone:{item.id}") for item in stored}


def f1(one, other):
    """B-cubed F1 between two groupings of the same links."""
    precision, recall = b_cubed([one[link] for link in sorted(one)], [other[link] for link in sorted(one)])
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    return 2 * p * r / (p + r)


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    items, folder = a_week(), tmp_path_factory.mktemp("replays")
    orders = {
        "in time order": items,
        "reversed": items[::-1],
        "shuffled": random.Random(1).sample(items, len(items)),
    }
    true = {entry.link: story for _, entry, story in items}
    return true, {name: replay(folder / f"{n}.db", order) for n, (name, order) in enumerate(orders.items())}


def test_the_stories_of_a_week_hang_little_on_the_order_of_arrival(replayed, capsys):
    """Agreement of each pair of orders, and of each order with the labels."""
    true, found = replayed
    assert all(stories.keys() <= true.keys() and len(stories) > 200 for stories in found.values())
    shared = set.intersection(*(set(stories) for stories in found.values()))
    found = {name: {link: stories[link] for link in shared} for name, stories in found.items()}
    true = {link: true[link] for link in shared}
    names = list(found)
    between = {f"{a} / {b}": f1(found[a], found[b]) for a, b in [*pairwise(names), (names[0], names[2])]}
    right = {name: f1(true, stories) for name, stories in found.items()}
    with capsys.disabled():
        print(f"\n{len(shared)} items of one week taken one by one; B-cubed F1")
        print(*(f"  {name}: {value:.3f}" for name, value in (between | right).items()), sep="\n")
    assert min(between.values()) >= 0.88
    assert min(right.values()) >= 0.8
