"""What is queued is posted, once, in order, whatever the platform says."""

import asyncio
import random
import sqlite3
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.briefing import Briefing
from bot.command import Knowledge
from bot.deliveries.announce import Announcer, News
from bot.deliveries.build import Builder
from bot.deliveries.frozen import freeze
from bot.deliveries.policy import Policy, Rate
from bot.jobs.deliver import Deliverer, Outside
from feeds.config import parse_feeds
from intel.gazetteer import parse_places
from intel.roster import parse_roster
from model.delivery import Channel, Draft, Later, Refused
from model.errors import StoreError
from model.subscription import Subscription
from store import Store
from tests.fakes.chat import Chat
from tests.sim.loop import LoopClock, SimLoop, play
from tests.store.samples import take

ROOT = Path(__file__).parents[3]
KH, BADR = "kataib-hezbollah", "badr-organization"
REPEATED = "Possibly repeated: the answer to an earlier try was lost."


@cache
def knowledge():
    read = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("actors.yaml", "places.yaml", "feeds.yaml")}
    roster = parse_roster([("actors.yaml", read["actors.yaml"])])
    gazetteer = parse_places("places.yaml", read["places.yaml"])
    feeds = parse_feeds([("feeds.yaml", read["feeds.yaml"])])
    return Knowledge(roster, gazetteer, feeds, None, None)  # nothing is asked or annotated here


class House:
    """A bot's delivery side on a simulated day: real store, a chat in memory."""

    def __init__(self, path, **policy):
        self.loop = SimLoop(seed=1)
        self.clock = LoopClock(self.loop)
        self.store = Store.open(path, self.clock, timeout=0.2)
        self.chat = Chat(self.clock)
        known = knowledge()
        self.announcer = Announcer(known.roster, known.gazetteer, self.clock, Policy(**policy))
        self.builder = Builder(self.store, known, self.clock)
        self.items = 0

    def subscribe(self, id, target=f"actor:{KH}", **more):
        def write(q):
            number = q.channels.ensure(Channel("chat", "W", id)).number
            q.subscriptions.save(number, Subscription(target, **more))
            return number

        return self.store.write(write)

    def story(self, name, *actors, fresh=True, **facts):
        """A further report, in a story of its own or one that is there; `facts` are the story's from now on."""
        self.items += 1

        def write(q):
            before = q.stories.get(name)
            take(q, f"{name}-{self.items}", *(actors or (KH,)), at=self.clock(), story=name)
            story = q.stories.get(name)
            story = type(story)(**{f: getattr(story, f) for f in story.__slots__} | facts)
            q.stories.save(story)
            self.announcer.announce(q, [News(story, before is None, fresh, "" if fresh else "first poll")])

        self.store.write(write)

    def deliver(self, seconds=60, then=()):
        """Let the day go on; `then` are (seconds, function) that happen on the way."""

        async def day():
            outside = Outside(self.clock, random.Random(2).random, idle=60)
            job = Deliverer(self.chat, self.store, self.builder, self.announcer, outside, owner="me")
            task = asyncio.create_task(job.run())
            for at, act in then:
                await asyncio.sleep(at)
                act()
            await asyncio.sleep(seconds)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self.loop.run_until_complete(day())

    def seen(self, id):
        return [message.shown for message in self.chat.messages(id)]

    def rows(self, *states):
        with self.store.read() as q:
            return q.outbox.latest(states)

    def close(self):
        async def nothing():
            pass

        play(nothing(), self.loop)
        self.store.close()


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path / "s.db")
    yield house
    house.close()


def test_one_message_a_story_and_channel_however_many_subscriptions_match(house):
    for target in (f"actor:{KH}", "all", "group:iran-backed-factions"):
        house.subscribe("C1", target)
    house.subscribe("C2", f"actor:{BADR}")
    house.story("s1", KH)
    house.deliver()

    assert [b.title for b in house.seen("C1")] == ["Kataib Hezbollah"]
    assert house.seen("C2") == []
    assert [row.state for row in house.rows()] == ["sent"]


def test_a_story_that_may_not_be_posted_at_once_says_why(house):
    house.subscribe("C1")
    house.story("s1", fresh=False)
    house.deliver()

    assert house.seen("C1") == []
    with house.store.read() as q:
        assert q.spreads.held("s1") == "first poll"


def test_a_story_is_posted_when_it_first_reaches_what_was_asked_for(house):
    house.subscribe("C1", min_sources=2)
    house.story("s1")
    house.deliver()
    assert house.seen("C1") == []

    house.story("s1", sources=2)
    house.deliver()
    assert len(house.seen("C1")) == 1


def test_the_message_grows_with_its_story_at_most_every_two_minutes(house):
    house.subscribe("C1")
    house.story("s1")
    house.deliver(10)
    for n in range(2, 8):
        house.story("s1", sources=n)
        house.deliver(30)
    house.deliver(200)

    (message,) = house.chat.messages("C1")
    times = [at for at, _ in message.edits]
    assert len(times) == 2
    assert all(b - a >= timedelta(minutes=2) for a, b in zip([message.at, *times], times, strict=False))
    assert "7 independent sources" in message.shown.sections[0].lines[0].text


def test_a_material_change_is_told_once_as_a_reply(house):
    house.subscribe("C1")
    house.story("s1")
    house.deliver(10)
    house.story("s1", claimed_by=(KH,))
    house.story("s1", claimed_by=(KH,), sources=3)
    house.deliver(300)

    post, reply = house.chat.messages("C1")
    assert reply.reply_to == post.id
    assert reply.briefing.title == "Update: Kataib Hezbollah"
    news, about = reply.briefing.sections[0].lines
    assert news.text == "Now claimed by Kataib Hezbollah."
    assert about.quote == post.briefing.sections[0].lines[0].quote  # a reader of the reply alone sees what it is about
    assert "claimed by" in post.shown.sections[0].lines[0].text


def test_what_changes_while_a_post_is_under_way_is_owed_to_it(house):
    house.subscribe("C1")
    house.chat.delay = lambda: 5
    house.story("s1")
    house.deliver(300, then=[(1, lambda: house.story("s1", killed=(2, 2)))])

    post, reply = house.chat.messages("C1")
    assert "First deaths" in reply.briefing.sections[0].lines[0].text
    assert "2 killed" in post.shown.sections[0].lines[0].text


def test_after_two_days_news_is_a_message_that_links_the_old_one(house):
    house.subscribe("C1")
    house.story("s1")
    house.deliver(10)
    house.deliver(49 * 3600)
    house.story("s1", fresh=False, killed=(2, 2))
    house.deliver(300)

    post, later = house.chat.messages("C1")
    assert (later.reply_to, later.follows) == ("", post.id)
    assert post.edits == []


def test_a_lost_answer_is_looked_up_before_anything_is_sent_again(house):
    house.subscribe("C1")
    faults = iter(["lost after"])
    house.chat.fault = lambda call, channel: next(faults, None)
    house.story("s1")
    house.deliver(120)

    assert len(house.seen("C1")) == 1
    assert [call for call, _, _ in house.chat.calls] == ["send", "settle"]
    assert house.rows()[0].message == "m1"


def test_without_a_look_an_old_unsure_post_is_repeated_and_says_so(house):
    house.chat.history = False
    house.subscribe("C1")
    faults = iter(["lost after", Later(200, "down")])
    house.chat.fault = lambda call, channel: next(faults, None)
    house.story("s1")
    house.deliver(600)

    first, second = house.chat.messages("C1")
    assert (first.key, first.repeated, second.repeated) == (second.key, False, True)
    assert house.rows()[0].repeated
    assert (first.shown.warnings, second.shown.warnings) == ((), (REPEATED,))


def test_a_repeated_message_says_so_also_after_it_has_grown(house):
    house.chat.history = False
    house.subscribe("C1")
    faults = iter(["lost after", Later(200, "down")])
    house.chat.fault = lambda call, channel: next(faults, None)
    house.story("s1")
    house.deliver(600)
    house.story("s1", sources=3)
    house.deliver(600)

    second = house.chat.messages("C1")[1]
    assert len(second.edits) == 1
    assert second.shown.warnings == (REPEATED,)


def test_hold_leaves_an_unsure_post_alone_and_goes_on_with_the_others(tmp_path):
    house = House(tmp_path / "s.db", unsure="hold")
    house.chat.history = False
    house.subscribe("C1")
    faults = iter(["lost before", Later(200, "down")])
    house.chat.fault = lambda call, channel: next(faults, None)
    house.story("s1")
    house.story("s2")
    house.deliver(600)

    assert len(house.seen("C1")) == 1
    states = {row.subject: (row.state, row.reason) for row in house.rows()}
    assert states["story:s1"] == ("unsure", "held: no permission to look")
    assert states["story:s2"][0] == "sent"
    house.close()


def test_order_is_kept_and_a_channel_that_refuses_holds_up_no_other(house):
    for id in ("C1", "C2"):
        house.subscribe(id)
    house.chat.fault = lambda call, channel: (
        Later(30, "rate limited") if channel.id == "C1" and len(house.chat.calls) < 5 else None
    )
    for n in range(4):
        house.story(f"s{n}")
    house.deliver(5)
    assert len(house.seen("C2")) == 4
    assert house.seen("C1") == []

    house.deliver(600)
    with house.store.read() as q:
        sent = sorted((r for r in q.outbox.latest() if r.channel.id == "C1"), key=lambda r: r.sent_at)
    assert [r.subject for r in sent] == [f"story:s{n}" for n in range(4)]


def test_a_missing_permission_pauses_the_channel_until_it_is_there_again(house):
    house.subscribe("C1")
    house.chat.missing["C1"] = "missing permission Send Messages"
    house.story("s1")
    house.deliver(30)
    with house.store.read() as q:
        channel = q.channels.find(Channel("chat", "W", "C1"))
    assert (channel.state, channel.reason) == ("missing", "paused: missing permission Send Messages")

    house.deliver(3600)
    assert [call for call, _, _ in house.chat.calls] == ["send", "check"]
    house.chat.missing.clear()
    house.deliver(3700)
    assert len(house.seen("C1")) == 1


def test_a_permission_that_never_comes_back_ends_the_channel(house):
    house.subscribe("C1")
    house.chat.missing["C1"] = "missing permission Send Messages"
    house.story("s1")
    house.deliver(9 * 24 * 3600)

    with house.store.read() as q:
        channel = q.channels.find(Channel("chat", "W", "C1"))
        assert q.subscriptions.of(channel.number) == ()
    assert (channel.state, channel.reason) == ("ended", "ended: missing permission Send Messages")
    assert [call for call, _, _ in house.chat.calls].count("check") == 10
    assert [row.state for row in house.rows()] == ["dropped"]


def test_a_channel_that_is_gone_ends_its_subscriptions(house):
    house.subscribe("C1")
    house.chat.fault = lambda call, channel: Refused("not-found", "unknown channel")
    house.story("s1")
    house.story("s2")
    house.deliver()

    with house.store.read() as q:
        channel = q.channels.find(Channel("chat", "W", "C1"))
        assert q.subscriptions.of(channel.number) == ()
    assert channel.reason == "ended: channel not found"
    assert len(house.chat.calls) == 1


def test_a_storm_folds_into_one_summary(tmp_path):
    house = House(tmp_path / "s.db", storm=Rate(3, timedelta(minutes=10)))
    house.subscribe("C1")
    for n in range(8):
        house.story(f"s{n}")
    house.deliver(30)
    assert len(house.seen("C1")) == 3

    house.deliver(900)
    *_, last = house.seen("C1")
    assert (last.kind, last.title, len(last.sections[0].lines)) == ("summary", "5 more stories in a short time", 5)
    assert sorted({row.state for row in house.rows()}) == ["folded", "sent"]

    house.story("s9")
    house.deliver(30)
    assert len(house.seen("C1")) == 5
    house.close()


def test_a_row_of_a_dead_run_comes_back_as_unsure(house):
    number = house.subscribe("C1")
    house.chat.delay = lambda: 30
    house.story("s1")
    house.deliver(1)  # ends while the post is under way
    assert [row.state for row in house.rows()] == ["sending"]

    house.chat.delay = lambda: 0.1
    assert house.store.write(lambda q: q.outbox.reclaim("another")) == 1
    assert [row.state for row in house.rows()] == ["unsure"]
    house.deliver(30)
    assert len(house.seen("C1")) == 1
    assert number == 1


def test_news_that_is_too_old_is_left_to_the_digest(house):
    house.subscribe("C1")
    house.story("s1")
    house.chat.fault = lambda call, channel: Later(3600, "down")
    house.deliver(25 * 3600)
    house.chat.fault = lambda call, channel: None
    house.deliver(4000)

    assert house.seen("C1") == []
    assert house.rows()[0].reason == "could not be posted within 24 h; left to the digest"


def test_a_digest_says_what_it_was_written_with(house):
    number = house.subscribe("C1")
    briefing = Briefing("digest", "Iraq factions · 28 January 2026", as_of=house.clock())
    draft = Draft(number, "digest:2026-01-28", "digest", "key", house.clock(), payload=freeze(briefing))
    house.store.write(lambda q: q.outbox.put([draft, draft]))
    house.deliver()

    assert house.seen("C1") == [briefing]


def test_a_correction_strikes_the_wrong_faction_through(house):
    house.subscribe("C1")
    house.story("s1", KH, BADR, actors=(KH, BADR))
    house.deliver(10)

    def correct(q):
        story = q.stories.get("s1")
        for item in story.items:
            q.corrections.add(item, KH, who="operator", reason="a namesake")
        left = type(story)(**{f: getattr(story, f) for f in story.__slots__} | {"actors": (BADR,)})
        q.stories.save(left)
        house.announcer.announce(q, [News(left, False, False)])

    house.store.write(correct)
    house.deliver(300)
    post, reply = house.chat.messages("C1")
    struck = post.shown.sections[0].lines[0]
    assert (struck.struck, struck.text) == ("Kataib Hezbollah", "corrected: not Kataib Hezbollah (2026-01-28)")
    assert (reply.briefing.kind, reply.reply_to) == ("correction", post.id)


def test_a_disk_that_is_full_when_a_post_stands_does_not_double_it(house):
    """What was sent is marked as soon as there is room again."""
    house.subscribe("C1")
    house.story("s1")
    house.chat.delay = lambda: 5

    def limit(pages):
        house.store.write(lambda q: q.meta._db.run(f"pragma max_page_count = {pages}"))

    def fill():
        with house.store.read() as q:
            pages = q.meta._db.value("pragma page_count")
        limit(pages)
        with pytest.raises(StoreError, match="no room is left"):
            house.store.write(lambda q: q.meta.put("big", "x" * 1_000_000))

    house.deliver(120, then=[(2, fill), (60, lambda: limit(1_000_000))])

    assert len(house.chat.messages("C1")) == 1
    assert [row.state for row in house.rows()] == ["sent"]


def test_a_store_that_another_program_locks_delays_and_loses_nothing(house, tmp_path):
    house.subscribe("C1")
    house.story("s1")
    house.chat.delay = lambda: 5
    other = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
    acts = [(2, lambda: other.execute("begin immediate")), (30, lambda: other.execute("rollback"))]
    house.deliver(120, then=acts)
    other.close()

    assert len(house.chat.messages("C1")) == 1
    assert [row.state for row in house.rows()] == ["sent"]
