"""How long each question takes on a large store: p50, p95, p99 in ms, with names drawn as often as they occur.

    python benchmarks/make_store.py FILE --items 1000000
    python benchmarks/queries.py FILE [--rounds 300] [--only WORD] [--busy] [--cpu]

Reads only, except for the rows marked "write", which are undone. The first call of each question is not counted.
With --cpu the time of the processor is told, which what else runs on the machine does not lengthen.
With --busy a second thread saves stories as they are all the while, one transaction each, and says how many it saved.
"""

import argparse
import itertools
import platform
import random
import resource
import sqlite3
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from intel.stories import place_report, tell  # noqa: E402 - found through the line above
from model.item import Item  # noqa: E402
from model.story import Report, Story  # noqa: E402
from store import Questions, Store  # noqa: E402
from store.stories import Filter  # noqa: E402

Question = Callable[[Questions], object]
now = time.perf_counter  # or the processor's time of this thread


class Draw:
    """Draws what a reader might ask for out of what the store holds."""

    def __init__(self, q: Questions, dice: random.Random) -> None:
        self.dice = dice
        newest = q.stories.page(limit=1).stories[0].latest
        self.now = newest + timedelta(minutes=5)
        self.today = newest.date()
        self.actors = list(q.counts.totals(date(1970, 1, 1), self.today))
        self.stories = q.stories.page(limit=300).stories
        items = [item for story in self.stories for item in story.items]
        self.items = q.items.many(items)
        states = [q.stories.state(story.id) for story in self.stories]
        self.reports = [report for state in states if state for report in state.reports]
        self.words = sorted({word for item in self.items for word in item.document.title.lower().split()})
        self.places = sorted({place for story in self.stories for place in story.places})
        self.types = sorted({story.type for story in self.stories})

    def actor(self) -> str:
        """The n-th busiest about 1/n as often as the busiest."""
        return self.dice.choices(self.actors, [1 / n for n in range(1, len(self.actors) + 1)])[0]

    def rare(self) -> str:
        return self.dice.choice(self.actors[len(self.actors) // 2 :])

    def first(self, days: int) -> date:
        return self.today - timedelta(days=days - 1)

    def since(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def item(self) -> Item:
        return self.dice.choice(self.items)

    def story(self) -> Story:
        return self.dice.choice(self.stories)

    def report(self) -> Report:
        """A report that comes in now."""
        return replace(self.dice.choice(self.reports), at=self.now)

    def place(self) -> str:
        return self.dice.choice(self.places)

    def type(self) -> str:
        return self.dice.choice(self.types)

    def two_words(self) -> str:
        return " ".join(self.dice.sample(self.item().document.title.lower().replace("-", " ").split(), 2))


def questions(d: Draw) -> dict[str, Question]:
    """What is asked, by name."""
    page = lambda **of: lambda q: q.stories.page(Filter(**{name: make() for name, make in of.items()}))  # noqa: E731
    return {
        "item by id": lambda q: q.items.get(d.item().id),
        "item by key": lambda q: q.items.by_key(d.item().key),
        "annotation of an item": lambda q: q.items.annotation(d.item().id),
        "20 keys: seen before?": lambda q: q.seen.known([d.dice.randbytes(16) for _ in range(20)]),
        "newest 10 items of an actor": lambda q: q.items.newest_of("actor", d.actor()),
        "feeds that carried an actor, 60 days": lambda q: q.items.feeds_of(d.actor(), d.since(60)),
        "story with items and joins": lambda q: q.stories.state(d.story().id),
        "newest 10 stories": page(),
        "newest 10 stories of an actor": page(actors=lambda: (d.actor(),)),
        "newest 10 of a rare actor": page(actors=lambda: (d.rare(),)),
        "newest 10 of 5 actors": page(actors=lambda: tuple(d.dice.sample(d.actors, 5))),
        "newest 10 of actor and type": page(actors=lambda: (d.actor(),), types=lambda: (d.type(),)),
        "newest 10 of 5 actors and 3 types": page(
            actors=lambda: tuple(d.dice.sample(d.actors, 5)), types=lambda: tuple(d.dice.sample(d.types, 3))
        ),
        "newest 10 of actor and place": page(actors=lambda: (d.actor(),), places=lambda: (d.place(),)),
        "newest 10 of rare actor and place": page(actors=lambda: (d.rare(),), places=lambda: (d.place(),)),
        "newest 10 of actor, 5 sources or more": page(actors=lambda: (d.actor(),), min_sources=lambda: 5),
        "newest 10 at a place": page(places=lambda: (d.place(),)),
        "page 30 of an actor": lambda q: q.stories.page(
            Filter(actors=(d.actor(),), until=d.since(d.dice.randrange(30, 300)))
        ),
        "24 h of an actor": lambda q: q.stories.page(Filter(actors=(d.actor(),), since=d.since(1)), limit=500),
        "24 h of all": lambda q: q.stories.page(Filter(since=d.since(1)), limit=1000),
        "count 30 days of an actor": lambda q: q.stories.count(Filter(actors=(d.actor(),), since=d.since(30))),
        "candidates for a report": lambda q: q.stories.candidates(d.report()),
        "candidates, and the story is chosen": lambda q: place_report(r := d.report(), q.stories.candidates(r)),
        "30 days by type": lambda q: q.counts.by_type(d.first(30), d.today, d.actor()),
        "90 days, day by day": lambda q: q.counts.daily(d.first(90), d.today, d.actor()),
        "90 days by type and day": lambda q: q.counts.daily_by_type(d.first(90), d.today, d.actor()),
        "365 days, all, day by day": lambda q: q.counts.daily(d.first(365), d.today),
        "heat map 30 days x 14 actors": lambda q: q.counts.heat(d.first(30), d.today, d.actors[:14]),
        "heat map 30 days x all actors": lambda q: q.counts.heat(d.first(30), d.today, d.actors),
        "totals 30 days, all actors": lambda q: q.counts.totals(d.first(30), d.today),
        "mean and variance 28 days, all actors": lambda q: q.counts.moments(d.today),
        "pairs 30 days": lambda q: q.counts.pairs(d.first(30), d.today),
        "pairs of an actor 90 days": lambda q: q.counts.pairs_of(d.actor(), d.first(90), d.today),
        "stories and items in all": lambda q: (q.counts.stories(date.min, d.today), q.counts.items(date.min, d.today)),
        "items by feed, 7 days": lambda q: q.counts.items_by_feed(d.first(7), d.today),
        "find a word": lambda q: q.items.many(q.search.newest(d.dice.choice(d.words))),
        "find two words": lambda q: q.items.many(q.search.newest(d.two_words())),
        "find a word, newest 100": lambda q: q.items.many(q.search.newest(d.dice.choice(d.words), limit=100)),
        "find a word about an actor": lambda q: q.items.many(
            q.search.newest(d.dice.choice(d.words), actors=[d.actor()])
        ),
        "find a word about a rare actor": lambda q: q.search.newest(d.dice.choice(d.words), actors=[d.rare()]),
        "find a word, 7 days": lambda q: q.search.newest(d.dice.choice(d.words), since=d.since(7)),
        "corrections of 20 items": lambda q: q.corrections.of_items([d.item().id for _ in range(20)]),
    }


def writes(d: Draw) -> dict[str, Question]:
    """What is written, by name."""
    return {
        "write: story told anew": lambda q: q.stories.save(replace(d.story(), latest=d.now)),
        "write: report joins its story": lambda q: join(q, d.report()),
        "write: item edited": lambda q: q.items.edit(i := d.item(), q.items.annotation(i.id), words="rockets near hit"),
    }


def join(q: Questions, report: Report) -> None:
    """Find a report's story and tell it anew, as the take of an item does."""
    joined = place_report(report, q.stories.candidates(report))
    state = q.stories.state(joined.story)
    reports = [r for r in state.reports if r.item != report.item] if state else []
    told = tell(joined.story, [*reports, report], [*(state.joins if state else ()), joined], state and state.story)
    q.stories.save(told, [joined])


class Undone(Exception):
    """Carries a duration out of a write that leaves nothing behind."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


def time_read(store: Store, question: Question) -> float:
    """Seconds of a question with its snapshot."""
    began = now()
    with store.read() as q:
        question(q)
    return now() - began


def time_write(store: Store, question: Question) -> float:
    """Seconds of a write inside its transaction, commit not counted, undone."""

    def write(q: Questions) -> None:
        began = now()
        question(q)
        raise Undone(now() - began)

    try:
        store.write(write)
    except Undone as undone:
        return undone.seconds
    raise AssertionError("a write always ends in Undone")


@contextmanager
def busy(store: Store, stories: Sequence[Story]) -> Iterator[None]:
    """Another thread that keeps the writer at work."""
    ended, saved = threading.Event(), []

    def save(story: Story) -> None:
        store.write(lambda q: q.stories.save(story))

    def work() -> None:
        for story in itertools.cycle(stories):
            if ended.is_set():
                return
            save(story)
            saved.append(story.id)

    thread, began = threading.Thread(target=work), time.perf_counter()
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        print(f"beside it {len(saved) / (time.perf_counter() - began):.0f} stories saved a second")


def measure(store: Store, rounds: int, only: str, with_writer: bool) -> None:
    """Print a row for each question."""
    with store.read() as q:
        draw = Draw(q, random.Random(1))
    with busy(store, draw.stories) if with_writer else nullcontext():
        _measure(store, draw, rounds, only)


def _measure(store: Store, draw: Draw, rounds: int, only: str) -> None:
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {rounds} rounds, ms")
    print(f"{'question':42} {'p50':>8} {'p95':>8} {'p99':>8} {'max':>8}")
    timed = [(name, question, time_read) for name, question in questions(draw).items()]
    timed += [(name, question, time_write) for name, question in writes(draw).items()]
    for name, question, clock in timed:
        if only in name:
            clock(store, question)
            took = sorted(clock(store, question) * 1000 for _ in range(rounds))
            cuts = statistics.quantiles(took, n=100, method="inclusive")
            print(f"{name:42} {cuts[49]:8.3f} {cuts[94]:8.3f} {cuts[98]:8.3f} {took[-1]:8.3f}", flush=True)
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--only", default="")
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    chosen = parser.parse_args()
    now = time.thread_time if chosen.cpu else now
    if not chosen.file.exists():
        raise SystemExit(f"{chosen.file} does not exist; make it with: python benchmarks/make_store.py {chosen.file}")
    with Store.open(chosen.file, lambda: datetime.now(UTC)) as opened:
        measure(opened, max(2, chosen.rounds), chosen.only, chosen.busy)
