"""All jobs that post, together: changes are announced, digests fall due, and everything is delivered."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries.policy import Policy
from bot.jobs.desk import Desk
from bot.jobs.steady import Steady
from bot.jobs.take import Change
from model.delivery import Channel
from model.subscription import Habits, Subscription
from store import Store
from tests.bot.jobs.test_deliver import BADR, KH, knowledge
from tests.fakes.chat import Chat
from tests.sim.loop import LoopClock, SimLoop, play
from tests.store.samples import take

EVENING = datetime(2026, 1, 27, 18, tzinfo=UTC)  # 21:00 in Baghdad


class Office:
    """A desk on simulated days."""

    def __init__(self, path, start=EVENING):
        self.loop = SimLoop(seed=3)
        self.clock = LoopClock(self.loop, start)
        self.store = Store.open(path, self.clock, timeout=0.2)
        self.chat = Chat(self.clock)
        self.n = 0
        self.desk = None

    def subscribe(self, id, target, rhythm, **habits):
        from bot.deliveries.wishes import reschedule

        def write(q):
            known = q.channels.ensure(Channel("chat", "W", id))
            q.channels.set_habits(known.number, Habits(**habits))
            q.subscriptions.save(known.number, Subscription(target, rhythm))
            reschedule(q, q.channels.get(known.number), q.subscriptions.of(known.number), self.clock())

        self.store.write(write)

    def report(self, name, *actors, fresh=True, **facts):
        self.n += 1

        def write(q):
            before = q.stories.get(name)
            item = take(q, f"{name}-{self.n}", *(actors or (KH,)), at=self.clock(), story=name)
            story = q.stories.get(name)
            story = type(story)(**{f: getattr(story, f) for f in story.__slots__} | facts)
            q.stories.save(story)
            if self.desk:
                self.desk.on_change(q, [Change(story, before, item.id, fresh, "" if fresh else "quiet")])

        self.store.write(write)

    def go_on(self, hours=0.0, seconds=0.0, then=()):
        async def days():
            self.desk = Desk(
                self.store, knowledge(), [self.chat], self.clock, random.Random(1).random, owner="me",
                policy=Policy(), idle=600.0,
            )  # fmt: skip
            task = asyncio.create_task(self.desk.run())
            for at, act in then:
                await asyncio.sleep(at)
                act()
            await asyncio.sleep(hours * 3600 + seconds)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self.loop.run_until_complete(days())

    def titles(self, id):
        return [(m.at, m.shown.title, m.shown.text) for m in self.chat.messages(id)]


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path / "s.db")
    yield office

    async def nothing():
        pass

    play(nothing(), office.loop)
    office.store.close()


def test_a_change_reaches_its_channels_within_a_second(office):
    office.subscribe("C1", f"actor:{KH}", "instant")
    office.go_on(seconds=1, then=[(5, lambda: office.report("s1"))])

    assert len(office.titles("C1")) == 1


@pytest.mark.parametrize("turns", range(5))
def test_news_in_the_moment_of_leaving_keeps_nobody_at_work(office, turns):
    """The desk ends once it is told to, however soon before that it was woken."""
    ended = []

    async def days():
        desk = Desk(
            office.store, knowledge(), [office.chat], office.clock, random.Random(1).random, owner="me",
            policy=Policy(), idle=600.0,
        )  # fmt: skip
        task = asyncio.create_task(desk.run())
        await asyncio.sleep(5)
        desk.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task}, timeout=60)
        ended.append(task.done())
        while not task.done():
            task.cancel()
            await asyncio.sleep(1)

    office.loop.run_until_complete(days())
    assert ended == [True]


def test_a_slice_at_a_time_reaches_a_thousand_channels(office):
    for n in range(1000):
        office.subscribe(f"C{n}", "all", "instant")
    office.go_on(seconds=120, then=[(5, lambda: office.report("s1"))])

    assert all(len(office.chat.messages(f"C{n}")) == 1 for n in range(1000))
    with office.store.read() as q:
        assert q.spreads.next() is None


def test_one_digest_a_local_day_for_all_subscriptions(office):
    office.subscribe("C1", f"actor:{KH}", "daily")
    office.subscribe("C1", f"actor:{BADR}", "daily")
    acts = [(3600, lambda: office.report("s1")), (3600, lambda: office.report("s2", BADR))]
    office.go_on(hours=48, then=acts)

    (first, second) = office.chat.messages("C1")
    assert first.at - datetime(2026, 1, 28, 5, tzinfo=UTC) < timedelta(minutes=1)
    assert "28 Jan 2026" in first.briefing.title
    assert {line.story for s in first.briefing.sections for line in s.lines} == {"s1", "s2"}
    assert "othing new" in second.briefing.text


def surges(office, id):
    return [m.briefing for m in office.chat.messages(id) if m.briefing.kind == "surge"]


def watching(office, days):
    began = (office.clock() - timedelta(days=days)).date().isoformat()
    office.store.write(lambda q: q.meta.put("watching", began))


def five_stories(office, **facts):
    return [(5, lambda n=n: office.report(f"s{n}", **facts)) for n in range(5)]


def test_a_surge_is_told_once_a_day(office):
    """Three stories of a faction that is never heard of are more than usual; the fourth and fifth tell nothing new."""
    watching(office, days=60)
    office.subscribe("C1", f"actor:{KH}", "instant")
    office.go_on(seconds=60, then=five_stories(office))

    (surge,) = surges(office, "C1")
    assert surge.title == "Surge: Kataib Hezbollah, 3 stories today against usually 0 a day"
    assert surge.actor == KH
    assert {line.story for line in surge.sections[0].lines} >= {"s0", "s1", "s2"}


def test_nothing_is_a_surge_before_it_is_known_what_is_usual(office):
    """In its first two weeks a store takes the news as it comes."""
    watching(office, days=13)
    office.subscribe("C1", f"actor:{KH}", "instant")
    office.go_on(seconds=60, then=five_stories(office))

    assert surges(office, "C1") == []


def test_a_surge_is_told_in_the_language_of_its_channel(office):
    watching(office, days=60)
    office.subscribe("C1", f"actor:{KH}", "instant", language="ar")
    office.go_on(seconds=60, then=five_stories(office))

    (surge,) = surges(office, "C1")
    assert surge.title.startswith("تصاعد: ")


def test_what_is_no_news_makes_no_surge(office):
    """A first poll brings many stories at once; nobody is alarmed by it."""
    watching(office, days=60)
    office.subscribe("C1", f"actor:{KH}", "instant")
    office.go_on(seconds=60, then=five_stories(office, fresh=False))

    assert office.chat.messages("C1") == []


def test_a_usual_day_is_no_surge(office):
    """Five stories a day for four weeks make five a usual day."""
    watching(office, days=60)
    office.subscribe("C1", f"actor:{KH}", "instant")
    today = office.clock()

    def past(q):
        for day in range(1, 29):
            for n in range(5):
                take(q, f"p{day}-{n}", KH, at=today - timedelta(days=day), story=f"p{day}-{n}")

    office.store.write(past)
    office.go_on(seconds=60, then=five_stories(office))

    assert len(office.chat.messages("C1")) == 5
    assert surges(office, "C1") == []


def test_a_quiet_day_is_left_out_where_nobody_wants_the_line(office):
    office.subscribe("C1", f"actor:{KH}", "daily", empty=False)
    office.go_on(hours=48)

    assert office.chat.messages("C1") == []


def test_what_was_told_comes_again_only_when_it_changed(office):
    office.subscribe("C1", f"actor:{KH}", "daily", empty=False)
    office.go_on(hours=12, then=[(3600, lambda: office.report("s1"))])
    office.go_on(hours=23)
    office.report("s1", sources=2)
    office.go_on(hours=26)

    lines = [[line.text for line in m.briefing.sections[0].lines] for m in office.chat.messages("C1")]
    assert ["UPDATE" in line for (line,) in lines] == [False, True]


@pytest.mark.parametrize(("down", "expected"), [(15, 1), (33, 0), (49, 0)])
def test_a_digest_missed_while_the_bot_was_down_is_caught_up_under_its_own_date(office, down, expected):
    """Its time was 11 hours after the evening; 4 hours late it is caught up, 22 hours late it is not."""
    office.subscribe("C1", f"actor:{KH}", "daily")
    office.loop._now += down * 3600
    office.go_on(seconds=120)

    days = [m.briefing.title for m in office.chat.messages("C1")]
    assert len(days) == (1 if down == 49 or expected else 0)
    if down == 15:
        assert ["28 Jan" in day for day in days] == [True]
    if down == 49:
        assert ["29 Jan" in day for day in days] == [True]


def test_a_summer_time_gap_does_not_cost_a_digest(tmp_path):
    office = Office(tmp_path / "s.db", datetime(2026, 3, 27, 12, tzinfo=UTC))
    office.subscribe("C1", f"actor:{KH}", "daily", zone="Europe/Berlin", at=150)
    office.go_on(hours=72)

    at = [m.at.strftime("%d %H:%M") for m in office.chat.messages("C1")]
    assert at == ["28 01:30", "29 01:00", "30 00:30"]
    office.loop.close()
    office.store.close()


def test_the_next_digest_says_what_was_taken_back(office):
    office.subscribe("C1", f"actor:{KH}", "daily", empty=False)
    office.go_on(hours=12, then=[(3600, lambda: office.report("s1", KH, BADR, actors=(KH, BADR)))])

    def correct(q):
        story = q.stories.get("s1")
        for item in story.items:
            q.corrections.add(item, BADR, who="operator", reason="a shrine")
        q.stories.save(type(story)(**{f: getattr(story, f) for f in story.__slots__} | {"actors": (KH,)}))

    office.store.write(correct)
    office.go_on(hours=24)
    sections = {s.title: s.lines for s in office.chat.messages("C1")[-1].briefing.sections}
    assert "This was not Badr Organization" in sections["Corrected"][0].text


def test_a_clock_that_jumps_a_day_and_back_changes_nothing(office):
    """Neither are digests of tomorrow written today, nor is fresh news dropped as old."""
    office.subscribe("C1", f"actor:{KH}", "daily")
    office.subscribe("C2", f"actor:{KH}", "instant")

    def jump(**by):
        office.clock.offset = timedelta(**by)

    acts = [
        (60, lambda: jump(days=1)),
        (60, lambda: office.report("s1")),
        (600, lambda: jump()),
        (60, lambda: jump(days=-1)),
        (600, lambda: jump()),
    ]
    office.go_on(hours=12, then=acts)

    assert len(office.chat.messages("C2")) == 1
    assert ["28 Jan" in m.briefing.title for m in office.chat.messages("C1")] == [True]


def test_a_clock_that_was_set_is_believed_after_a_while():
    """What proves to be meant is followed."""
    now, seconds = [EVENING], [0.0]
    steady = Steady(lambda: now[0], lambda: seconds[0])
    now[0] += timedelta(days=1)
    assert steady() == EVENING
    now[0] += timedelta(hours=1)
    seconds[0] += 3600
    assert steady() == EVENING + timedelta(hours=1)
    now[0] += timedelta(hours=2)
    seconds[0] += 7200
    assert steady() == EVENING + timedelta(days=1, hours=3)


def test_a_platform_that_is_down_for_an_hour_gets_everything_afterwards(office):
    from model.delivery import Later

    office.subscribe("C1", f"actor:{KH}", "instant")
    down = lambda call, channel: (  # noqa: E731
        Later(30, "503") if office.clock() < EVENING + timedelta(hours=1) else None
    )
    office.chat.fault = down
    office.go_on(hours=3, then=[(10, lambda n=n: office.report(f"s{n}")) for n in range(5)])

    assert len(office.chat.messages("C1")) == 5
