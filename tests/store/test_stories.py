from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import StoreError
from model.story import Change, Join, Story
from store import Store
from store.stories import Filter
from tests.store.samples import NOON, a_report, a_story, an_annotation, an_item, take

BADR, NUJABA, KH = "badr-organization", "harakat-al-nujaba", "kataib-hezbollah"


def ids(stories):
    return [story.id for story in stories]


def joined(story):
    return [Join(item, story.id, "facts") for item in story.items]


def test_a_story_comes_back_as_it_was_told(store):
    story = a_story(
        "s1", BADR, KH, items=(3, 5), second="threat", people=("p",), places=("hit",), killed=(1, 2), sources=3,
        day=date(2026, 1, 27), languages=("ar", "en"), credibility=2, changed="first deaths", flags=("claimed",),
    )  # fmt: skip
    store.write(lambda q: q.stories.save(story, joined(story)))

    with store.read() as q:
        assert q.stories.get("s1") == story
        assert q.stories.many(["s2", "s1"]) == (story,)


def test_no_field_of_a_story_is_lost(store):
    """Whoever adds a field to the model finds it stored."""
    some = {"int": 4, "str": "some", "bool": True, "datetime": NOON, "tuple[str, ...]": ("some",)}
    values = {f.name: some.get(getattr(f.type, "__name__", str(f.type)), some.get(str(f.type))) for f in fields(Story)}
    values |= {"second": "threat", "day": date(2026, 1, 2), "killed": (1, 2), "wounded": (0, 3), "items": (4,)}
    story = Story(**values)
    assert None not in values.values()
    store.write(lambda q: q.stories.save(story, joined(story)))

    with store.read() as q:
        assert q.stories.get("some") == story


def test_a_story_that_grows_is_found_under_its_new_facts_only(store):
    store.write(lambda q: q.stories.save(a_story("s1", BADR, places=("hit",))))
    later = a_story("s1", NUJABA, at=NOON + timedelta(hours=3), first=NOON, places=("taji",), type="threat")
    store.write(lambda q: q.stories.save(later))

    with store.read() as q:
        for old in (Filter(actors=(BADR,)), Filter(places=("hit",)), Filter(types=("clash",))):
            assert q.stories.page(old).stories == ()
        for new in (Filter(), Filter(actors=(NUJABA,)), Filter(places=("taji",)), Filter(types=("threat",))):
            assert q.stories.page(new).stories == (later,)


def test_an_item_stands_in_one_story_with_a_reason(store):
    def add(q):
        item = take(q, "a", BADR, story="s1")
        take(q, "b", BADR, story="s1", at=NOON + timedelta(hours=1))
        return item

    item = store.write(add)
    with store.read() as q:
        assert q.stories.of_items([item.id, 99]) == {item.id: "s1"}
        first, second = q.stories.joins("s1")
        assert (first.reason, second.reason, second.score, second.detail) == ("first", "facts", 0.8, "same place")
        assert len(q.stories.get("s1").items) == 2


def test_a_state_has_every_report_and_join(store):
    def add(q):
        for n in range(20):
            take(q, n, BADR, story="s1", at=NOON + timedelta(minutes=n))

    store.write(add)
    with store.read() as q:
        state = q.stories.state("s1")
        assert [report.at for report in state.reports] == [NOON + timedelta(minutes=n) for n in range(20)]
        assert state.reports[3] == a_report(q.items.get(state.story.items[3]), BADR)
        assert {join.story for join in state.joins} == {"s1"}
        assert q.stories.state("s2") is None


# Candidates


def candidates(store, *actors, at=NOON, places=(), people=()):
    report = a_report(an_item("new", at), *actors, places=places, people=people)
    with store.read() as q:
        return q.stories.candidates(report)


def test_candidates_share_an_actor_place_or_person_and_are_near_in_time(store):
    def add(q):
        take(q, "actor", BADR, at=NOON - timedelta(hours=47))
        take(q, "old", BADR, at=NOON - timedelta(hours=49))
        take(q, "later", BADR, at=NOON + timedelta(hours=49))
        take(q, "place", KH, places=("hit",), at=NOON - timedelta(hours=1))
        take(q, "both", BADR, places=("hit",), at=NOON - timedelta(hours=40))
        take(q, "other", KH, places=("taji",))
        q.stories.save(a_story("person", KH, people=("p",)))

    store.write(add)
    found = candidates(store, BADR, places=("hit",), people=("p",))

    assert ids(state.story for state in found) == ["s-both", "person", "s-place", "s-actor"]


def test_a_long_story_comes_with_its_first_and_newest_reports(store):
    def add(q):
        for n in range(30):
            take(q, n, BADR, story="s1", at=NOON + timedelta(minutes=n))

    store.write(add)
    (state,) = candidates(store, BADR)

    assert [report.at.minute for report in state.reports] == [0, *range(23, 30)]
    assert len(state.joins) == 8
    assert len(state.story.items) == 30


def test_of_equal_facts_the_same_kind_of_event_comes_first_and_then_the_nearest(store):
    def add(q):
        take(q, "near", BADR, type="threat", at=NOON - timedelta(hours=1))
        take(q, "far", BADR, type="threat", at=NOON - timedelta(hours=9))
        take(q, "same", BADR, type="clash", at=NOON - timedelta(hours=20))

    store.write(add)

    assert ids(state.story for state in candidates(store, BADR)) == ["s-same", "s-near", "s-far"]


def test_a_report_without_facts_has_no_candidates(store):
    store.write(lambda q: take(q, "a", BADR))

    assert candidates(store) == ()


def test_a_story_that_began_too_long_after_is_no_candidate(store):
    """Reports may come late, as when an outage ends."""
    store.write(lambda q: q.stories.save(a_story("s1", BADR, first=NOON, at=NOON + timedelta(days=5))))

    assert ids(state.story for state in candidates(store, BADR, at=NOON - timedelta(hours=47))) == ["s1"]
    assert candidates(store, BADR, at=NOON - timedelta(hours=49)) == ()


# Pages


def test_pages_follow_each_other_without_gap_or_repeat(store):
    def add(q):
        for n in range(25):
            q.stories.save(a_story(f"s{n:02}", BADR, at=NOON + timedelta(minutes=n // 3)))

    store.write(add)
    with store.read() as q:
        seen, after, pages = [], None, 0
        while pages == 0 or after:
            page = q.stories.page(Filter(actors=(BADR,)), limit=10, after=after)
            seen, after, pages = seen + ids(page.stories), page.after, pages + 1

    assert seen == [f"s{n:02}" for n in reversed(range(25))]
    assert pages == 3


def test_a_page_that_ends_with_the_last_story_has_no_next(store):
    store.write(lambda q: [q.stories.save(a_story(f"s{n}", BADR)) for n in range(10)])

    with store.read() as q:
        assert q.stories.page(limit=10).after is None
        assert q.stories.page(limit=9).after


@pytest.mark.parametrize("mark", ["", "x", "1.2.3", "1", "z.z", "1.'; drop table items"])
def test_a_mark_that_is_none_is_told(store, mark):
    with store.read() as q, pytest.raises(StoreError, match="no mark of a page"):
        q.stories.page(after=mark)


actors = st.lists(st.sampled_from([BADR, NUJABA, KH]), unique=True, max_size=2).map(tuple)
places = st.lists(st.sampled_from(["hit", "taji", "balad"]), unique=True, max_size=2).map(tuple)
types = st.sampled_from(["clash", "threat", "political"])
hours = st.integers(0, 20).map(lambda n: NOON + timedelta(hours=n))
told = st.builds(
    lambda actors, places, type, second, at, sources, history: a_story(
        "?", *actors, at=at, places=places, type=type, second=second, sources=sources, history=history
    ),
    actors, places, types, st.none() | types, hours, st.integers(1, 3), st.booleans(),
)  # fmt: skip
filters = st.builds(
    Filter,
    actors=actors,
    types=st.lists(types, unique=True, max_size=2).map(tuple),
    places=places,
    since=st.none() | hours,
    until=st.none() | hours,
    min_sources=st.integers(0, 3),
    history=st.booleans(),
)


def lets_through(filter, story):
    return (
        (not filter.actors or set(filter.actors) & set(story.actors))
        and (not filter.places or set(filter.places) & set(story.places))
        and (not filter.types or set(filter.types) & {story.type, story.second})
        and (filter.since is None or story.latest >= filter.since)
        and (filter.until is None or story.latest < filter.until)
        and story.sources >= filter.min_sources
        and (filter.history or not story.history)
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(told, max_size=12), st.lists(filters, min_size=1, max_size=6), st.integers(1, 5))
def test_a_filter_lets_through_what_it_says_in_order(tmp_path_factory, stories, filters, limit):
    stories = [replace(story, id=f"s{n:02}") for n, story in enumerate(stories)]
    with Store.open(tmp_path_factory.mktemp("db") / "x.db", lambda: NOON) as store:
        store.write(lambda q: [q.stories.save(story) for story in stories])
        with store.read() as q:
            for filter in filters:
                page, found = q.stories.page(filter, limit=limit), []
                found += page.stories
                while page.after:
                    page = q.stories.page(filter, limit=limit, after=page.after)
                    found += page.stories
                expected = [story for story in stories if lets_through(filter, story)]
                expected.sort(key=lambda story: (story.latest, story.id), reverse=True)
                assert ids(found) == ids(expected)
                assert q.stories.count(filter) == len(expected)


# Merging and splitting


def test_a_merged_story_leads_to_the_one_it_went_into(store, clock):
    def add(q):
        for n in range(3):
            take(q, n, BADR, story=f"s{n}")

    store.write(add)
    with store.read() as q:
        all_items = tuple(sorted(item for n in range(3) for item in q.stories.get(f"s{n}").items))
    store.write(lambda q: q.stories.merge(q.stories.get("s1"), "s2", who="ann", reason="same strike"))
    store.write(lambda q: q.stories.merge(replace(q.stories.get("s0"), sources=3), "s1", who="ann"))

    with store.read() as q:
        assert q.stories.get("s2") == q.stories.get("s1") == q.stories.get("s0")
        assert q.stories.get("s2").items == all_items
        assert ids(q.stories.page().stories) == ["s0"]
        assert q.counts.stories(NOON.date(), NOON.date()) == 1
        assert q.stories.changes() == (
            Change("merge", "s1", "s2", clock(), "ann", "same strike"),
            Change("merge", "s0", "s1", clock(), "ann", ""),
        )
        assert q.stories.changes_of("s2") == q.stories.changes()[:1]
        assert q.stories.changes(clock() + timedelta(seconds=1)) == ()


def test_a_story_that_was_merged_cannot_change(store):
    store.write(lambda q: [take(q, n, BADR, story=f"s{n}") for n in range(2)])
    store.write(lambda q: q.stories.merge(q.stories.get("s0"), "s1", who="ann"))

    with pytest.raises(StoreError, match="merged into another"):
        store.write(lambda q: q.stories.save(a_story("s1", BADR)))
    with pytest.raises(StoreError, match="no story s1"):
        store.write(lambda q: q.stories.merge(q.stories.get("s0"), "s1", who="ann"))


def test_a_split_takes_its_items_along(store, clock):
    first, second = store.write(lambda q: [take(q, n, BADR, story="s1") for n in range(2)])
    kept, new = a_story("s1", BADR, items=(first.id,)), a_story("s2", KH, items=(second.id,))
    join = Join(second.id, "s2", "manual")
    store.write(lambda q: q.stories.split(kept, new, [join], who="ann", reason="two towns"))

    with store.read() as q:
        assert (q.stories.get("s1"), q.stories.get("s2")) == (kept, new)
        assert q.stories.joins("s2") == (join,)
        assert q.stories.changes() == (Change("split", "s1", "s2", clock(), "ann", "two towns"),)
        assert q.counts.totals(NOON.date(), NOON.date()) == {BADR: 1, KH: 1}


def test_a_split_brings_a_merged_story_back(store):
    _, second = store.write(lambda q: [take(q, n, BADR, story=f"s{n}") for n in (1, 2)])
    with store.read() as q:
        before = q.stories.many(["s1", "s2"])
    store.write(lambda q: q.stories.merge(before[0], "s2", who="ann"))
    store.write(lambda q: q.stories.split(*before, [Join(second.id, "s2", "manual")], who="ann"))

    with store.read() as q:
        assert q.stories.many(["s1", "s2"]) == before
        assert q.counts.stories(NOON.date(), NOON.date()) == 2


def test_a_split_into_a_living_story_is_refused(store):
    store.write(lambda q: [take(q, n, BADR, story=f"s{n}") for n in (1, 2)])

    with pytest.raises(StoreError, match="story s2 already"):
        store.write(lambda q: q.stories.split(q.stories.get("s1"), q.stories.get("s2"), [], who="ann"))


def test_an_item_moves_between_stories_with_its_join(store):
    first, _ = store.write(lambda q: [take(q, n, BADR, story=f"s{n}") for n in (1, 2)])
    store.write(lambda q: q.stories.save(q.stories.get("s2"), [Join(first.id, "s2", "manual")]))

    with store.read() as q:
        assert first.id in q.stories.get("s2").items
        assert q.stories.get("s1").items == ()


def test_a_story_without_items_can_be_removed(store):
    item = store.write(lambda q: take(q, "a", BADR, story="s1"))
    with pytest.raises(StoreError):
        store.write(lambda q: q.stories.remove("s1"))  # its item would stand nowhere
    store.write(lambda q: (q.items.forget(item.id), q.stories.remove("s1")))

    with store.read() as q:
        assert q.stories.get("s1") is None
        assert q.stories.page().stories == ()
        assert q.counts.totals(NOON.date(), NOON.date()) == {}


def test_a_removed_story_takes_along_what_was_merged_into_it(store):
    items = store.write(lambda q: [take(q, n, BADR, story=f"s{n}") for n in (1, 2)])
    store.write(lambda q: q.stories.merge(q.stories.get("s1"), "s2", who="ann"))
    store.write(lambda q: ([q.items.forget(item.id) for item in items], q.stories.remove("s1")))

    with store.read() as q:
        assert q.stories.get("s1") is q.stories.get("s2") is None


def test_history_is_listed_and_counted_nowhere(store):
    old = NOON.replace(year=2020)
    store.write(lambda q: q.stories.save(a_story("old", BADR, at=old, history=True)))

    with store.read() as q:
        assert ids(q.stories.page(Filter(actors=(BADR,))).stories) == ["old"]
        assert q.stories.page(Filter(history=False)).stories == ()
        assert q.counts.stories(old.date(), NOON.date()) == 0
        assert q.counts.by_type(old.date(), NOON.date(), BADR) == {}


def test_an_annotated_item_need_not_stand_in_a_story(store):
    item = an_item()
    store.write(lambda q: q.items.add(item, an_annotation(BADR)))

    with store.read() as q:
        assert q.stories.of_items([item.id]) == {}
