from datetime import timedelta

from model.finding import Sighting
from model.item import item_id
from tests.store.samples import take

SEEN = Sighting("saraya x", "Saraya X", "Saraya X spoke.", "", "house")


def seen_in(q, item):
    q.sightings.add(item.id, [SEEN])
    return q.sightings.of("saraya x")


def test_a_name_is_counted_once_an_item(store):
    def write(q):
        item = take(q, "a", "kataib-hezbollah")
        seen_in(q, item)
        return item, seen_in(q, item)

    item, found = store.write(write)
    assert found == (Sighting("saraya x", "Saraya X", "Saraya X spoke.", str(item.id), "house"),)


def test_a_name_that_was_settled_is_not_noted_again(store):
    def write(q):
        seen_in(q, take(q, "a", "kataib-hezbollah"))
        q.sightings.settle("saraya x", 7)
        return seen_in(q, take(q, "b", "kataib-hezbollah"))

    assert store.write(write) == ()


def test_what_was_seen_goes_with_its_item_and_with_time(store, clock):
    def write(q):
        first, second = (take(q, name, "kataib-hezbollah", at=clock()) for name in "ab")
        seen_in(q, first)
        seen_in(q, second)
        q.items.forget(first.id)
        left = q.sightings.of("saraya x")
        q.sightings.purge(item_id(clock() + timedelta(days=1), bytes(16)))
        return [int(s.document) for s in left] == [second.id], q.sightings.of("saraya x")

    assert store.write(write) == (True, ())
