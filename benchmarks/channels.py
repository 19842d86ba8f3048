"""How long one story takes to be queued for all channels that subscribed to its faction.

    python -m benchmarks.channels [10 100 1000 10000]

The story is saved and announced as a poll would; then the spread is carried out slice by slice until every channel has
its row in the outbox. The longest slice is how long the writer is held from others.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.deliveries.announce import Announcer, News
from bot.deliveries.policy import Policy
from bot.settings import read_settings
from bot.wiring import read_gazetteer, read_roster
from model.delivery import Channel
from model.story import Story
from model.subscription import Subscription
from store import Questions, Store

NOW = datetime(2026, 1, 28, 12, tzinfo=UTC)
ACTOR = "kataib-hezbollah"


def subscribed(first: int, last: int, q: Questions) -> None:
    """Channels of as many servers, each subscribed to the actor."""
    for n in range(first, last):
        number = q.channels.ensure(Channel("discord", f"G{n // 20}", f"C{n}")).number
        q.subscriptions.save(number, Subscription(f"actor:{ACTOR}", channel=number, since=NOW))


def spread(store: Store, announcer: Announcer) -> tuple[float, float, int]:
    """Seconds in all, the longest slice, and how many rows were queued."""
    story = Story("s1", "Rockets fired near a base", 1, NOW, NOW, "attack-claimed-or-attributed", actors=(ACTOR,))
    slices = []

    def timed(work: Callable[[Questions], object]) -> None:
        began = time.perf_counter()
        store.write(work)
        slices.append(time.perf_counter() - began)

    def announce(q: Questions) -> None:
        q.stories.save(story)
        announcer.announce(q, [News(story, True, True)])

    timed(announce)
    while True:
        with store.read() as q:
            waiting = q.spreads.next()
        if waiting is None:
            break
        timed(lambda q, one=waiting: announcer.step(q, one))
    with store.read() as q:
        return sum(slices), max(slices), sum(q.outbox.counts().values())


def main() -> None:
    """Prints a line for each number of channels."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("channels", nargs="*", type=int, default=[10, 100, 1_000, 10_000])
    counts = parser.parse_args().channels
    settings = read_settings()
    announcer = Announcer(read_roster(settings), read_gazetteer(), lambda: NOW, Policy())
    for count in counts:
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "s.db", lambda: NOW) as store:
            for first in range(0, count, 500):
                store.write(partial(subscribed, first, min(first + 500, count)))
            seconds, longest, rows = spread(store, announcer)
            print(
                f"{count:>6} channels: {rows} queued in {1000 * seconds:.0f} ms, longest slice {1000 * longest:.0f} ms"
            )


if __name__ == "__main__":
    main()
