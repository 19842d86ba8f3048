"""What entries were ever seen."""

from datetime import timedelta

from model.feed import Seen
from tests.store.conftest import NOON

ONE, TWO, THREE = (bytes([n]) * 16 for n in (1, 2, 3))


def known(store, *keys):
    with store.read() as q:
        return q.seen.known(keys)


def test_an_entry_is_known_under_each_of_its_keys(store):
    """One may serve where another fails later."""
    seen = Seen(ONE, "f", NOON, mark=7)
    store.write(lambda q: q.seen.remember([ONE, TWO], seen))
    found = known(store, ONE, TWO, THREE)
    assert found == {ONE: seen, TWO: Seen(TWO, "f", NOON, mark=7)}


def test_an_edit_leaves_when_it_was_first_seen(store):
    """Words change, the first time stays."""
    store.write(lambda q: q.seen.remember([ONE], Seen(ONE, "f", NOON, mark=7)))
    store.write(lambda q: q.seen.remember([ONE], Seen(ONE, "f", NOON + timedelta(hours=1), mark=8, edits=1)))
    assert known(store, ONE)[ONE] == Seen(ONE, "f", NOON, mark=8, edits=1)


def test_an_item_that_is_no_more_is_deleted(store):
    """Its keys stay, so that it never comes back."""
    store.write(lambda q: q.seen.remember([ONE], Seen(ONE, "f", NOON, item=5)))
    assert known(store, ONE)[ONE].deleted


def test_many_keys_are_asked_for_at_once(store):
    """More than fit into one statement, some of them twice."""
    keys = [n.to_bytes(16, "big") for n in range(500)]
    store.write(lambda q: q.seen.remember_all([([key], Seen(key, "f", NOON, mark=9)) for key in keys[::2]]))
    assert set(known(store, *keys, *keys[:3])) == set(keys[::2])
    with store.read() as q:
        assert q.seen.among(keys) == set(keys[::2])
        assert q.seen.among([]) == frozenset()
