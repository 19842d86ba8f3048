import sqlite3
from datetime import timedelta

import pytest

from model.story import Story
from store.rebuild import give_up, rebuild
from store.stories import Filter
from tests.store.samples import NOON, a_key, an_annotation, an_item, take

BADR, NUJABA, KH = "badr-organization", "harakat-al-nujaba", "kataib-hezbollah"
TODAY = NOON.date()


@pytest.fixture
def full(store):
    """Forty items in stories over forty days, some with two actors, one of history."""

    def add(q):
        for n in range(40):
            at = NOON - timedelta(days=n)
            take(q, n, *(BADR, KH)[: 1 + n % 2], at=at, words=f"strike number n{n}", type=("clash", "threat")[n % 2])
        q.items.add(an_item("history", history=True), an_annotation(KH), words="long ago")

    store.write(add)
    return store


def spoil(store, *statements):
    store.write(lambda q: [q.meta._db.run(statement) for statement in statements])


def all_counts(q):
    first = TODAY - timedelta(days=60)
    counts = q.counts
    return (
        counts.daily(first, TODAY),
        counts.heat(first, TODAY, [BADR, KH]),
        counts.daily_by_type(first, TODAY, KH),
        counts.pairs(first, TODAY),
        counts.items_by_feed(first, TODAY),
        counts.items(first, TODAY),
    )


def test_a_true_store_has_nothing_to_mend(full):
    assert rebuild(full, verify=True) == ()
    assert rebuild(full) == ()


def test_an_empty_store_has_nothing_to_mend(store):
    assert rebuild(store, verify=True) == rebuild(store) == ()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("update actor_day set n = n + 1 where actor = 'badr-organization' and type = 'clash'", "actor_day 2026-01-28"),
        ("delete from story_day", "story_day 2025-12-20 threat: 0 for 1"),
        ("insert into story_day values (20481, 'clash', 3)", "story_day 2026-01-28 clash"),
        ("insert or replace into pair_day values ('a', 'b', 20000, 3)", "pair_day 2024-10-04 a b: 3 for 0"),
        ("update feed_day set n = 7 where feed = 'wire'", "feed_day 2026-01-28 wire: 7 for 1"),
        ("update words set actors = 'a_nobody'", "not found by what it says"),
    ],
)
def test_what_is_wrong_is_told_and_then_put_right(full, fault, words):
    with full.read() as q:
        before = all_counts(q)
    spoil(full, "delete from story_day where day = 20481" if "20481" in fault else "select 1", fault)
    spoil(full, "insert or replace into story_day values (20000, 'clash', 1)")  # so that the walk begins that early

    told = rebuild(full, verify=True)
    assert any(words in line for line in told), told[:9]
    assert rebuild(full) == told
    assert rebuild(full, verify=True) == ()
    with full.read() as q:
        assert all_counts(q) == before


def test_verifying_changes_nothing(full):
    spoil(full, "delete from actor_day")

    assert rebuild(full, verify=True) == rebuild(full, verify=True) != ()


def test_the_search_is_made_again_from_the_texts(full):
    spoil(full, "delete from words")
    assert len(rebuild(full, words=lambda item, annotation: item.document.title.lower())) == 41

    with full.read() as q:
        assert len(q.search.newest("title", limit=99)) == 41
        assert len(q.search.newest("title", actors=[KH], limit=99)) == 21


def test_an_index_that_does_not_fit_its_texts_is_built_anew(full):
    spoil(full, "update words_content set c0 = 'nothing' where id in (select id from words_content limit 1)")

    assert len(rebuild(full, verify=True)) == 1
    rebuild(full)
    assert rebuild(full, verify=True) == ()
    with full.read() as q:
        assert len(q.search.newest("nothing")) == 1


def test_progress_is_told_and_ends_at_one(full):
    steps = []
    rebuild(full, verify=True, progress=lambda what, done: steps.append((what, done)))

    assert dict(steps) == {"counts": 1.0, "search": 1.0}
    assert all(0 <= done <= 1 for _, done in steps)


def test_a_sound_file_has_nothing_to_report_and_another_does(full, path):
    with full.read() as q:
        assert q.upkeep.integrity() == ()
    other = sqlite3.connect(path)  # which does not watch over references
    other.execute("insert into reports values (1, '{}')")
    other.commit()
    other.close()

    with full.read() as q:
        assert q.upkeep.integrity() == ("reports: a row without its items",)


def test_an_item_that_was_forgotten_is_counted_no_longer(full):
    full.write(lambda q: q.items.forget(q.items.by_key(a_key("history")).id))
    full.write(lambda q: (q.items.forget(q.items.by_key(a_key(3)).id), q.stories.remove("s-3")))

    assert rebuild(full, verify=True) == ()
    with full.read() as q:
        assert q.counts.items(TODAY - timedelta(days=60), TODAY) == 39


# Retention


def test_old_texts_go_and_keys_counts_and_corrections_stay(full):
    with full.read() as q:
        before, old = all_counts(q), q.items.by_key(a_key(30))
    full.write(lambda q: (q.seen.known([old.key]), q.corrections.add(old.id, BADR, who="ann")))

    assert give_up(full, NOON - timedelta(days=20)) == 19

    with full.read() as q:
        assert q.items.get(old.id) is None
        assert q.items.by_key(a_key(20)) is not None  # exactly as old as the limit
        assert q.seen.known([old.key])[old.key].deleted
        assert q.corrections.of(old.id)
        assert all_counts(q) == before
        assert q.search.newest("n30") == ()
        assert len(q.stories.page(limit=99).stories) == 21
        assert q.stories.page(Filter(until=NOON - timedelta(days=20))).stories == ()
        assert q.upkeep.integrity() == ()


def test_counts_of_what_was_given_up_survive_a_rebuild(full):
    with full.read() as q:
        before = all_counts(q)
    give_up(full, NOON - timedelta(days=20))
    spoil(full, "update actor_day set n = 9 where day > 20477")

    assert rebuild(full) != ()
    with full.read() as q:
        assert all_counts(q) == before


def test_documented_history_is_never_given_up(store):
    def add(q):
        item = take(q, "old", KH, at=NOON.replace(year=2020), history=True)
        story = q.stories.get("s-old")
        q.stories.save(Story(**{f: getattr(story, f) for f in story.__slots__} | {"history": True}))
        return item

    item = store.write(add)
    assert give_up(store, NOON) == 0

    with store.read() as q:
        assert q.items.get(item.id) == item
        assert q.stories.get("s-old").history


def test_old_items_of_a_living_story_stay_and_those_in_none_go(store):
    def add(q):
        take(q, "first", KH, at=NOON - timedelta(days=9), story="s1")
        take(q, "last", KH, at=NOON, story="s1")
        q.items.add(an_item("lone", NOON - timedelta(days=9)), an_annotation(KH))

    store.write(add)
    assert give_up(store, NOON - timedelta(days=5)) == 1

    with store.read() as q:
        assert len(q.stories.get("s1").items) == 2
        assert q.items.by_key(a_key("lone")) is None


def test_a_merged_story_goes_with_the_one_it_went_into(store):
    store.write(lambda q: [take(q, n, KH, at=NOON - timedelta(days=9), story=f"s{n}") for n in range(2)])
    store.write(lambda q: q.stories.merge(q.stories.get("s0"), "s1", who="ann"))

    assert give_up(store, NOON) == 1
    with store.read() as q:
        assert q.stories.get("s1") is q.stories.get("s0") is None
        assert [change.kind for change in q.stories.changes()] == ["merge"]


def test_room_is_given_back_to_the_disk(store, path):
    def add(q):
        for n in range(300):
            take(q, n, KH, at=NOON - timedelta(days=9), content="x" * 5000)

    store.write(add)
    store.write(lambda q: None)
    give_up(store, NOON)
    store.close()

    assert path.stat().st_size < 700_000


def test_an_item_that_was_given_up_is_not_mistaken_for_a_new_one(store):
    item = store.write(lambda q: take(q, "a", KH, at=NOON - timedelta(days=9)))
    give_up(store, NOON)

    with store.read() as q:
        assert q.seen.known([item.key])[item.key].deleted
