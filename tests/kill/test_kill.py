"""The real process, killed again and again: nothing missing, nothing doubled, nothing stuck."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.deliveries.policy import Policy
from model.delivery import STATES
from store import Store
from tests.fakes.clock import real_clock
from tests.kill.outside import Outside
from tests.program import TOP, factionwatch

KILLS = int(os.environ.get("FACTIONWATCH_KILLS", "20"))  # 100 and more in the long form
UNSENT = tuple(state for state in STATES if state != "sent")
LONGEST = 240.0  # seconds for the last life to finish, on a busy machine

FEEDS = """
outlets:
  loop: {{name: Loop, homepage: "https://news.example", country: iq, ownership: independent, reliability: B}}
feeds:
  - {{id: loop, url: "{address}/rss", language: en, outlet: loop, private: true, every: 1s}}
"""


class Life:
    """The bot as a process."""

    def __init__(self, folder, settings, stderr=subprocess.DEVNULL):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTIONWATCH_", "DISCORD_", "SLACK_"))}
        environment = {**kept, "PYTHONPATH": str(TOP), "HOME": str(folder), "TZ": "UTC", **settings}
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "main.py")],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )

    def kill(self, number=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.stdin.close()
        return self.process.wait(60)


def prepared(folder, outside):
    """A store that has polled once, with the receiver subscribed."""
    (folder / "feeds.yaml").write_text(FEEDS.format(address=outside.address))
    settings = {
        "FACTIONWATCH_DB": str(folder / "s.db"),
        "FACTIONWATCH_FEEDS": str(folder / "feeds.yaml"),
        "FACTIONWATCH_STORM": "off",
    }
    assert factionwatch("poll", folder=folder, **settings).status == 0
    line = f"/subscribe all channel:{outside.address}/hook"
    assert "Subscribed" in factionwatch("ask", line, folder=folder, **settings).out
    return settings


def stories(store):
    """Each story that had to be posted."""
    with store.read() as q:
        found = q.stories.page(limit=5000).stories
        return {s.id: s.headline for s in found if s.actors and not s.history and not q.spreads.held(s.id)}


def told(outside):
    """How often each story was posted, not counting what is marked as possibly repeated; and those marked."""
    plain, repeated = Counter(), Counter()
    for _, post in list(outside.posts):
        if post["briefing"]["kind"] == "story" and not post["reply_to"]:
            counter = repeated if post["possibly_repeated"] else plain
            counter.update({line["story"] for s in post["briefing"]["sections"] for line in s["lines"]})
    return plain, repeated


def is_spaced(row):
    """An edit that waits only because the one before it is less than two minutes old."""
    return row.operation == "edit" and row.state == "pending" and row.next_try - real_clock() < Policy().spacing


def finished(folder, outside):
    """Waits until every item is stored, every story is posted and nothing waits but edits whose time comes soon."""
    end = time.monotonic() + LONGEST
    with Store.open(folder / "s.db", real_clock) as store:
        while time.monotonic() < end:
            with store.read() as q:
                counts, stored = dict(q.outbox.counts()), len(q.items.newest_of("feed", "loop", 10_000))
                waiting = [row for row in q.outbox.latest(UNSENT, 10_000) if not is_spaced(row)]
            missing = set(stories(store)) - set().union(*told(outside))
            if not waiting and not missing and stored == len(outside.items):
                return
            time.sleep(0.5)
    pytest.fail(f"not finished: {counts}, {stored} of {len(outside.items)} items, missing {missing}")


@pytest.mark.parametrize("look", [True, False], ids=["where it may look", "where it may not"])
def test_killed_again_and_again(tmp_path, look):
    outside = Outside(look=look, faults=True, seed=KILLS)
    chance = random.Random(KILLS)
    settings = prepared(tmp_path, outside)
    kills = KILLS // 2
    try:
        start = None
        for _ in range(kills):
            life, began = Life(tmp_path, settings), time.monotonic()
            before = len(outside.posts)
            while start is None and len(outside.posts) == before and time.monotonic() - began < 60:
                outside.publish()  # the first life shows how long a start takes
                time.sleep(0.2)
            start = start or time.monotonic() - began
            until = began + chance.uniform(0.6, 1.6) * start
            while time.monotonic() < until:
                outside.publish()
                time.sleep(chance.uniform(0.05, 0.4))
            life.kill()
        outside.faults = False
        life = Life(tmp_path, settings)
        finished(tmp_path, outside)
    finally:
        life.kill(signal.SIGTERM)
        outside.close()

    once, repeated = told(outside)
    doubled = {story: n for story, n in once.items() if n > 1}
    print(f"{kills} kills, {len(outside.posts)} posts, {len(outside.edits)} edits, {sum(repeated.values())} repeated")
    assert doubled == {}
    assert look is False or not repeated
    assert all(outside.signed)
    assert sqlite3.connect(tmp_path / "s.db").execute("pragma integrity_check").fetchone() == ("ok",)
    assert factionwatch("rebuild", "--verify", folder=tmp_path, **settings).status == 0
