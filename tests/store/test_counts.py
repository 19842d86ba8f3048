from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import Store
from store.counts import Moments, Pair
from tests.store.samples import NOON, a_story, an_annotation, an_item

TODAY = NOON.date()
BADR, NUJABA, KH = "badr-organization", "harakat-al-nujaba", "kataib-hezbollah"


def days_ago(n):
    return TODAY - timedelta(days=n)


@pytest.fixture
def counted(store):
    def add(q):
        q.stories.save(a_story("s1", BADR, KH))
        q.stories.save(a_story("s2", BADR, type="threat", at=NOON - timedelta(days=1)))
        q.stories.save(a_story("s3", BADR, KH, NUJABA, at=NOON - timedelta(days=3)))
        q.stories.save(a_story("s4", at=NOON - timedelta(days=3)))
        q.stories.save(a_story("old", BADR, at=NOON - timedelta(days=3), history=True))

    store.write(add)
    with store.read() as q:
        yield q.counts


def test_stories_by_type(counted):
    assert counted.by_type(days_ago(30), TODAY, BADR) == {"clash": 2, "threat": 1}
    assert counted.by_type(days_ago(30), TODAY) == {"clash": 3, "threat": 1}
    assert counted.by_type(days_ago(30), days_ago(2), BADR) == {"clash": 1}
    assert list(counted.by_type(days_ago(30), TODAY)) == ["clash", "threat"]


def test_stories_day_by_day_with_the_silent_days(counted):
    assert counted.daily(days_ago(3), TODAY, BADR) == (1, 0, 1, 1)
    assert counted.daily(days_ago(3), TODAY) == (2, 0, 1, 1)
    assert counted.daily(days_ago(3), TODAY, "nobody") == (0, 0, 0, 0)
    assert counted.daily_by_type(days_ago(3), TODAY, BADR) == {"clash": (1, 0, 0, 1), "threat": (0, 0, 1, 0)}
    assert counted.daily_by_type(days_ago(1), TODAY) == {"clash": (0, 1), "threat": (1, 0)}


def test_days_turned_round_are_no_days(counted):
    assert counted.daily(TODAY, days_ago(1)) == ()
    assert counted.by_type(TODAY, days_ago(1)) == {}


def test_a_heat_map_keeps_the_order_asked_for_and_the_silent(counted):
    heat = counted.heat(days_ago(3), TODAY, [NUJABA, "nobody", BADR])

    assert heat == {NUJABA: (1, 0, 0, 0), "nobody": (0, 0, 0, 0), BADR: (1, 0, 1, 1)}
    assert list(heat) == [NUJABA, "nobody", BADR]


def test_totals_begin_with_the_busiest(counted):
    assert list(counted.totals(days_ago(30), TODAY).items()) == [(BADR, 3), (KH, 2), (NUJABA, 1)]
    assert counted.stories(days_ago(30), TODAY) == 4


def test_mean_and_variance_count_silent_days(counted):
    moments = counted.moments(TODAY, days=4)

    assert moments[BADR] == Moments(3, 4, 0.75, pytest.approx(0.1875))
    assert moments[NUJABA] == Moments(1, 4, 0.25, pytest.approx(0.1875))
    assert "nobody" not in moments


def test_a_day_of_two_types_is_one_day_in_the_variance(store):
    store.write(lambda q: [q.stories.save(a_story(f"s{n}", BADR, type=t)) for n, t in enumerate(["clash", "threat"])])

    with store.read() as q:
        assert q.counts.moments(TODAY, days=2)[BADR] == Moments(2, 2, 1.0, 1.0)


def test_pairs_of_all_and_of_one(counted):
    assert counted.pairs(days_ago(30), TODAY) == (Pair(BADR, KH, 2), Pair(BADR, NUJABA, 1), Pair(NUJABA, KH, 1))
    assert counted.pairs_of(KH, days_ago(30), TODAY) == (Pair(KH, BADR, 2), Pair(KH, NUJABA, 1))
    assert counted.pairs(days_ago(30), TODAY, limit=1) == (Pair(BADR, KH, 2),)


def test_items_are_counted_by_feed_and_history_is_not(store):
    def add(q):
        q.items.add(an_item("a", feed="x"), an_annotation(BADR))
        q.items.add(an_item("b", feed="x"), an_annotation(BADR))
        q.items.add(an_item("c", NOON - timedelta(days=2), feed="y"), an_annotation(BADR))
        q.items.add(an_item("d", feed="z", history=True), an_annotation(BADR))

    store.write(add)
    with store.read() as q:
        assert q.counts.items_by_feed(days_ago(30), TODAY) == {"x": 2, "y": 1}
        assert q.counts.items(days_ago(1), TODAY) == 2


def test_a_story_counts_on_the_day_of_its_first_report(store):
    store.write(lambda q: q.stories.save(a_story("s1", BADR, first=NOON - timedelta(days=2))))
    store.write(lambda q: q.stories.save(a_story("s1", BADR, first=NOON - timedelta(days=3))))  # an earlier one came

    with store.read() as q:
        assert q.counts.daily(days_ago(3), TODAY, BADR) == (1, 0, 0, 0)


told = st.builds(
    lambda id, actors, type, day, history: a_story(
        f"s{id}", *actors, type=type, at=NOON - timedelta(days=day), history=history
    ),
    st.integers(0, 3),
    st.lists(st.sampled_from([BADR, NUJABA, KH]), unique=True),
    st.sampled_from(["clash", "threat"]),
    st.integers(0, 3),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(told, max_size=12))
def test_counts_follow_every_change_of_a_story(tmp_path_factory, tellings):
    """However often stories are told anew, the counts are those of their last telling."""
    with Store.open(tmp_path_factory.mktemp("db") / "x.db", lambda: NOON) as store:
        store.write(lambda q: [q.stories.save(story) for story in tellings])
        last = {story.id: story for story in tellings}
        living = [story for story in last.values() if not story.history]
        with store.read() as q:
            counts = q.counts
            expected = Counter(actor for story in living for actor in story.actors)
            assert counts.totals(days_ago(9), TODAY) == expected
            assert counts.stories(days_ago(9), TODAY) == len(living)
            for actor in (BADR, KH):
                by_day = Counter((TODAY - s.first_seen.date()).days for s in living if actor in s.actors)
                assert counts.daily(days_ago(3), TODAY, actor) == tuple(by_day[n] for n in (3, 2, 1, 0))
            together = Counter(a for s in living if KH in s.actors for a in s.actors if a != KH)
            assert {pair.b: pair.stories for pair in counts.pairs_of(KH, date.min, TODAY)} == together
