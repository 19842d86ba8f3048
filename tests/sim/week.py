"""A week of reports as the members of one channel see it.

    python -m tests.sim.week FILE.jsonl [--language ar] [--hours 3]

The lines are those of `annotate`, with `published` and at will `story` (reports of one story keep their distance, and
all stories begin within one week) or `hours_ago`; `--hours` presses all into so many, which makes a storm. Each report
is found five minutes after it was published, one at a time. The channel is a webhook in Discord's form that is
subscribed to all factions at once and to one group daily; only the network behind it is simulated. Printed is each
message when it was posted, each edit with what it changed, and each digest.
"""

import argparse
import asyncio
import difflib
import json
import random
import re
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.command import Knowledge
from bot.deliveries.policy import Policy
from bot.deliveries.wishes import reschedule
from bot.jobs.craft import Read
from bot.jobs.desk import Desk
from bot.jobs.take import Taker
from bot.jobs.workshop import Workshop
from bot.platforms.webhook import Answered, Webhook
from feeds.keys import identify
from feeds.publisher import Publishers
from feeds.reading import Reading
from model.delivery import Channel
from model.feed import Feed, FeedList, Outlet
from model.item import Entry
from model.subscription import Habits, Subscription
from tests.sim.loop import LoopClock, SimLoop
from tests.sim.world import SteppedStore, knowledge, quiet

MONDAY = datetime(2026, 1, 26, tzinfo=UTC)
WEEK = timedelta(days=7)
FOUND = timedelta(minutes=5)  # from being published to being polled
ROOM = Channel("webhook", "", "discord+https://chat.example/hook")
ZONE = "Asia/Baghdad"


@dataclass
class Shown:
    """A message as it stands in the channel, and all it was."""

    id: str
    texts: list = field(default_factory=list)  # (when, text)


class Room(Webhook):
    """The webhook platform, its network in memory."""

    def __init__(self, clock):
        super().__init__(clock)
        self.messages = {}

    async def _ask(self, method, url, body, headers):
        await asyncio.sleep(0.2)
        said = json.loads(body)
        whole = "\n".join([said["content"], *(embed["description"] for embed in said["embeds"])])
        text = re.sub(r"\\([\\*_~`|>#\[\]()<@:-])", r"\1", whole)
        if method == "PATCH":
            shown = self.messages[url.rpartition("/")[2]]
        else:
            shown = Shown(f"m{len(self.messages) + 1}")
            self.messages[shown.id] = shown
        shown.texts.append((self._clock(), text))
        return Answered(200, {}, json.dumps({"id": shown.id}).encode())


def read(path, hours=None):
    """(outlet, entry) of each line, in the order of publication within one week, or pressed into so many hours."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    begins, found = {}, []
    for n, row in enumerate(rows):
        story = row.get("story") or row["id"]
        at = _published(row)
        begun, so_far = begins.setdefault(story, [at, 0])
        begins[story][1] += 1
        if "hours_ago" not in row:  # only the day is known: stories begin over the day, their reports follow each other
            hour = random.Random(story).uniform(5, 20) + so_far * 0.7
            at += timedelta(hours=hour) + (MONDAY + WEEK - timedelta(days=1) - begun) // WEEK * WEEK
        found.append((row.get("outlet") or "unnamed", _entry(row, at, n)))
    found.sort(key=lambda one: one[1].published)
    return _pressed(found, timedelta(hours=hours)) if hours else found


def _pressed(found, span):
    first, last = found[0][1].published, found[-1][1].published
    return [(o, replace(e, published=first + (e.published - first) / (last - first) * span)) for o, e in found]


def _published(row):
    if "hours_ago" in row:
        return MONDAY + timedelta(hours=30 - row["hours_ago"])
    return datetime.fromisoformat(row["published"][:10]).replace(tzinfo=UTC)


def _entry(row, at, n):
    link = row.get("url") or f"https://news.example/{n}"
    return Entry(row["title"], row.get("summary") or "", link=link, guid=row["id"], published=at)


def knowing(outlets):
    """What the bot knows, each outlet with a feed of its own; those of feeds.yaml are what they are there."""
    known, root = knowledge(), Path(__file__).parents[2]
    from feeds.config import parse_feeds

    packed = parse_feeds([("feeds.yaml", (root / "feeds.yaml").read_text(encoding="utf-8"))]).outlets
    by_name = {one.name.casefold(): one for one in packed.values()}
    ours = {name: by_name.get(name.casefold()) or Outlet(name, name, group=name) for name in outlets}
    feeds = {name: Feed(name, f"https://{n}.example/rss", "en", one.id) for n, (name, one) in enumerate(ours.items())}
    made = FeedList({one.id: one for one in ours.values()}, feeds)
    return Knowledge(known.roster, known.gazetteer, made, known.resolver, known.annotator)


async def serve(store, known, clock, room, items, language):
    """The week: polls at their time, the desk beside them, and half a day for the last digest."""
    desk = Desk(store, known, [room], clock, random.Random(1).random, owner="week", policy=Policy(), idle=900.0)
    posting = asyncio.create_task(desk.run())
    async with Workshop(known.annotator, processes=0) as workshop:
        taker = Taker(store, workshop, Publishers(known.feeds), desk.on_change)
        for outlet, entry in items:
            await asyncio.sleep(max(0.0, (entry.published + FOUND - clock()).total_seconds()))
            feed = known.feeds.feeds[outlet]
            taken = Read(Reading((entry,)), identify((entry,), outlet))
            verdicts = await taker.sifted(feed, taken, polled_before=True)
            await taker.take(feed, verdicts, None, clock(), news=True)
        await asyncio.sleep(timedelta(hours=24).total_seconds())
    posting.cancel()
    await asyncio.gather(posting, return_exceptions=True)


def replay(path, folder, language="en", hours=None):
    """The channel after its week."""
    items = read(path, hours)
    loop = SimLoop(seed=1)
    clock = LoopClock(loop, items[0][1].published - timedelta(hours=1))
    known, room = knowing(dict.fromkeys(outlet for outlet, _ in items)), Room(clock)

    def subscribe(q):
        number = q.channels.ensure(ROOM).number
        q.channels.set_habits(number, Habits(language=language, zone=ZONE))
        q.subscriptions.save(number, Subscription("all"))
        q.subscriptions.save(number, Subscription("group:iran-backed-factions", "daily"))
        reschedule(q, q.channels.get(number), q.subscriptions.of(number), clock())

    with quiet(), SteppedStore.open(Path(folder) / "s.db", clock) as store:
        store.write(subscribe)
        loop.run_until_complete(serve(store, known, clock, room, items, language))
        loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    return room


def told(room):
    """What happened in the channel, in order: posts whole, edits as what they changed."""
    happened = []
    for shown in room.messages.values():
        before = ""
        for at, text in shown.texts:
            happened.append((at, shown.id, before, text))
            before = text
    for at, id, before, text in sorted(happened, key=lambda one: (one[0], one[1])):
        when = f"{at.astimezone(ZoneInfo(ZONE)):%a %d %b %H:%M}"
        yield f"── {when} · {id}{' edited' if before else ''}"
        yield from _changes(before, text) if before else text.splitlines()
        yield ""


def _changes(before, text):
    lines = difflib.ndiff(before.splitlines(), text.splitlines())
    return [line for line in lines if line[0] in "+-"] or ["(as it was)"]


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.sim.week", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--hours", type=float, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        room = replay(given.file, folder, given.language, given.hours)
    print("\n".join(told(room)))


if __name__ == "__main__":
    main()
