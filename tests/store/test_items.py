from dataclasses import fields, replace
from datetime import UTC, date, timedelta

import pytest

from model.errors import StoreError
from model.feed import Seen
from model.finding import Annotation, Casualties, When
from model.item import Document, Edit, item_id
from store.items import Addition
from tests.store.samples import NOON, a_key, a_report, an_annotation, an_item


def test_an_item_comes_back_as_it_went_in(store):
    item = an_item("a", content="All of it", party_to=("kataib-hezbollah",), dated=False)
    item = replace(item, document=replace(item.document, published=None, url="", outlet="Agency"))
    store.write(lambda q: q.items.add(item, an_annotation("kataib-hezbollah")))

    with store.read() as q:
        assert q.items.get(item.id) == item
        assert q.items.by_key(item.key) == item


def test_no_field_of_an_item_is_lost(store):
    """Whoever adds a field to the model finds it stored."""
    item = an_item("a", dated=False, party_to=("x",), history=True, first_seen=NOON + timedelta(hours=1))
    document = Document(**{f.name: f"some {f.name}" for f in fields(Document)} | {"published": NOON})
    item = replace(item, document=document, link="https://other.example/")
    plain = an_item("b", link="")
    plain = replace(plain, document=Document())
    store.write(lambda q: [q.items.add(each, Annotation("a")) for each in (item, plain)])

    with store.read() as q:
        assert q.items.many([item.id, plain.id]) == (item, plain)


def test_what_was_found_comes_back_as_it_went_in(store):
    item = an_item()
    annotation = replace(
        an_annotation("badr-organization", people=("hadi-al-amiri",), places=("samarra",)),
        casualties=Casualties(killed=(1, 3), side="civilian"),
        when=When(date(2026, 1, 27), "day"),
    )
    store.write(lambda q: q.items.add(item, annotation))

    with store.read() as q:
        assert q.items.annotation(item.id) == annotation


def test_nothing_is_found_in_an_item_that_is_not_there(store):
    with store.read() as q:
        assert q.items.annotation(7) == Annotation("7")
        assert q.items.get(7) is None
        assert q.items.get(1 << 70) is None
        assert q.items.get(-1) is None
        assert q.items.by_key(b"?") is None


def test_ids_order_by_time_and_are_the_same_on_every_machine():
    early, late = item_id(NOON, a_key("z")), item_id(NOON + timedelta(seconds=1), a_key("a"))

    assert early < late < 1 << 63
    assert early >> 31 == int(NOON.timestamp())
    assert item_id(NOON.replace(year=1950), a_key("a")) < 1 << 31
    assert item_id(NOON.replace(year=9999), b"\xff" * 16) == (1 << 63) - 1


def test_two_items_that_want_one_id_both_live(store):
    key = a_key("a")
    twin = key[:8] + bytes(8)

    def add(q):
        for name in (key, twin):
            found = q.items.free_id(NOON, name)
            q.items.add(replace(an_item("a", id=found), key=name), Annotation("a"))
        return q.items.by_key(key).id, q.items.by_key(twin).id

    first, second = store.write(add)
    assert second == first + 1 == item_id(NOON, key) + 1


def test_ids_of_many_items_are_free_and_all_different(store):
    """Twins among them, and one whose wish and the next id are taken."""
    taken = item_id(NOON, a_key("a"))
    store.write(lambda q: q.items.add(an_item("a", id=taken), Annotation("a")))
    store.write(lambda q: q.items.add(replace(an_item("b", id=taken + 2), key=a_key("b")), Annotation("b")))
    with store.read() as q:
        free = q.items.free_ids([(NOON, a_key("a")), (NOON, a_key("a")), (NOON, a_key("c"))])
    assert free == (taken + 1, taken + 3, item_id(NOON, a_key("c")))


def test_many_items_are_stored_as_one_by_one(store):
    """Items, findings, search and counts are the same, whether they come together or each alone."""
    items = [an_item(n, NOON + timedelta(hours=n), feed=f"f{n % 2}", history=n == 5) for n in range(6)]
    found = an_annotation("badr-organization", places=("hit",))
    additions = [
        Addition(i, found, f"word{n}", a_report(i, "badr-organization"), (a_key(n + 9),)) for n, i in enumerate(items)
    ]
    store.write(lambda q: q.items.add_all(additions))

    with store.read() as q:
        assert q.items.slice() == tuple(items)
        assert {seen.item for seen in q.seen.known([a_key(n + 9) for n in range(6)]).values()} == {i.id for i in items}
        assert q.items.newest_of("place", "hit", 9) == tuple(reversed(items))
        assert q.search.newest("word3", actors=["badr-organization"]) == (items[3].id,)
        assert q.counts.items_by_feed(NOON.date(), NOON.date()) == {"f0": 3, "f1": 2}
        assert q.counts.items(NOON.date(), NOON.date()) == 5


def test_of_many_items_none_is_stored_when_one_is_refused(store):
    items = [an_item(n, NOON + timedelta(minutes=n)) for n in range(3)]
    store.write(lambda q: q.items.add(items[1], Annotation("a")))
    again = [Addition(replace(item, id=item.id + 1), Annotation("a")) for item in items]
    with pytest.raises(StoreError, match="already"):
        store.write(lambda q: q.items.add_all(again))
    with store.read() as q:
        assert q.items.slice() == (items[1],)


def test_an_item_is_known_by_each_of_its_keys(store):
    item = an_item()
    store.write(lambda q: q.items.add(item, Annotation("a"), keys=[a_key("link"), a_key("guid")]))

    with store.read() as q:
        assert q.items.by_key(a_key("link")) == q.items.by_key(a_key("guid")) == item
        assert {seen.item for seen in q.seen.known([item.key, a_key("guid")]).values()} == {item.id}


def test_a_key_with_its_house_before_it_stands_for_the_items_own(store):
    """What a poll stores is looked up by house and key; the bare key would be a row more for each item."""
    item = an_item()
    housed = b"abc" + item.key
    store.write(lambda q: q.items.add(item, Annotation("a"), keys=[housed]))

    with store.read() as q:
        assert q.items.by_key(housed) == item
        assert q.seen.among([item.key, housed]) == {housed}
    with pytest.raises(StoreError, match="already"):
        store.write(lambda q: q.items.add(replace(item, id=item.id + 1), Annotation("a"), keys=[housed]))


def test_the_same_item_twice_is_refused_and_changes_nothing(store):
    item = an_item()
    store.write(lambda q: q.items.add(item, Annotation("a")))

    with pytest.raises(StoreError, match="already"):
        store.write(lambda q: q.items.add(replace(item, id=item.id + 1), Annotation("a")))
    with store.read() as q:
        assert q.counts.items(NOON.date(), NOON.date()) == q.items.count() == 1


def test_a_key_seen_without_an_item_can_come_to_life(store):
    """Something matched nothing when it was seen, and does under new rules."""
    item = an_item()
    store.write(lambda q: q.seen.remember([item.key], Seen(item.key, "wire", NOON)))
    store.write(lambda q: q.items.add(item, an_annotation("badr-organization")))

    with store.read() as q:
        assert q.items.by_key(item.key) == item


def test_an_edit_keeps_the_old_wording(store, clock):
    item = an_item(title="Two killed")
    store.write(lambda q: q.items.add(item, an_annotation("badr-organization"), words="two killed"))
    clock.turn(hours=1)
    edited = replace(item, document=replace(item.document, title="Three killed"))
    store.write(lambda q: q.items.edit(edited, an_annotation("harakat-al-nujaba"), words="three killed"))

    with store.read() as q:
        assert q.items.get(item.id) == edited
        assert q.items.edits(item.id) == (Edit(clock(), "Two killed", "Sum"),)
        assert q.items.annotation(item.id).actors == ("harakat-al-nujaba",)
        assert q.items.newest_of("actor", "badr-organization") == ()
        assert q.items.newest_of("actor", "harakat-al-nujaba") == (edited,)
        assert (q.search.newest("two"), q.search.newest("three")) == ((), (item.id,))


def test_an_edit_of_the_text_alone_is_no_new_wording(store):
    item = an_item()
    store.write(lambda q: q.items.add(item, Annotation("a")))
    store.write(lambda q: q.items.edit(replace(item, document=replace(item.document, content="More")), Annotation("a")))

    with store.read() as q:
        assert q.items.edits(item.id) == ()
        assert q.items.get(item.id).document.content == "More"


def test_an_item_that_is_not_there_cannot_be_edited(store):
    with pytest.raises(StoreError, match="no item"):
        store.write(lambda q: q.items.edit(an_item(), Annotation("a")))


def test_a_forgotten_item_never_comes_back_as_new(store):
    item = an_item()
    store.write(
        lambda q: q.items.add(item, an_annotation("badr-organization"), words="two killed", keys=[a_key("guid")])
    )
    store.write(lambda q: q.items.forget(item.id))

    with store.read() as q:
        assert q.items.get(item.id) is None
        assert q.items.by_key(item.key) is None
        assert [seen.deleted for seen in q.seen.known([item.key, a_key("guid")]).values()] == [True, True]
        assert q.items.newest_of("actor", "badr-organization") == ()
        assert q.search.newest("two") == ()


def test_newest_come_first_page_by_page(store):
    items = [an_item(n, NOON + timedelta(minutes=n), feed=f"f{n % 2}") for n in range(7)]
    store.write(lambda q: [q.items.add(item, an_annotation("badr-organization", places=("hit",))) for item in items])

    with store.read() as q:
        first = q.items.newest(4)
        assert first == tuple(items[:2:-1])
        assert q.items.newest(4, before=first[-1].id) == tuple(items[2::-1])
        assert q.items.newest_of("place", "hit", 2, before=items[3].id) == (items[2], items[1])
        assert q.items.newest_of("feed", "f1") == (items[5], items[3], items[1])


def test_a_walk_over_all_items_goes_forward_in_slices(store):
    items = [an_item(n, NOON + timedelta(minutes=n)) for n in range(5)]
    store.write(lambda q: [q.items.add(item, Annotation("a")) for item in reversed(items)])

    with store.read() as q:
        first = q.items.slice(limit=3)
        assert first + q.items.slice(first[-1].id, limit=3) == tuple(items)


def test_reannotating_goes_on_where_it_stopped(store):
    items = [an_item(n, NOON + timedelta(minutes=n)) for n in range(4)]
    store.write(lambda q: [q.items.add(item, an_annotation("badr-organization", rules="v1")) for item in items])
    with store.read() as q:
        first = q.items.stale("v2", limit=2)
    assert first == tuple(items[:2])
    for item in first:
        store.write(lambda q, item=item: q.items.reannotate(item.id, an_annotation("harakat-al-nujaba", rules="v2")))

    with store.read() as q:
        assert q.items.stale("v2", after=first[-1].id) == q.items.stale("v2") == tuple(items[2:])
        assert q.items.rules_versions() == {"v1": 2, "v2": 2}
        assert q.items.newest_of("actor", "harakat-al-nujaba") == (items[1], items[0])


def test_reannotating_moves_the_actors_an_item_is_found_by_and_keeps_its_words(store):
    item = an_item()
    store.write(lambda q: q.items.add(item, an_annotation("badr-organization"), words="clash near hit"))
    store.write(lambda q: q.items.reannotate(item.id, an_annotation("harakat-al-nujaba")))

    with store.read() as q:
        assert q.search.newest("clash", actors=["harakat-al-nujaba"]) == (item.id,)
        assert q.search.newest("clash", actors=["badr-organization"]) == ()


def test_the_feeds_that_carry_an_actor_are_counted(store):
    def add(q):
        for n in range(5):
            q.items.add(an_item(n, NOON - timedelta(days=n), feed="ab"[n % 2]), an_annotation("badr-organization"))

    store.write(add)
    with store.read() as q:
        assert q.items.feeds_of("badr-organization", NOON - timedelta(days=3)) == {"a": 2, "b": 2}


def test_times_of_other_zones_are_the_same_moment(store):
    from datetime import timezone

    baghdad = timezone(timedelta(hours=3))
    item = an_item("a", NOON.astimezone(baghdad))
    store.write(lambda q: q.items.add(item, Annotation("a")))

    with store.read() as q:
        found = q.items.get(item.id)
    assert found == item
    assert found.published.tzinfo is UTC


def test_a_report_repeats_nothing_of_its_item_in_the_store(store):
    item = an_item()
    report = a_report(item, "badr-organization", places=("hit",), day=date(2026, 1, 27))
    store.write(lambda q: q.items.add(item, Annotation("a"), report=report))

    with store.read() as q:
        data = q.items._db.value("select data from reports")
    assert item.document.title not in data
