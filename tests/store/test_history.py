from model.finding import Annotation
from tests.store.samples import an_item


def test_history_is_wanted_once_and_by_an_empty_store_only(store, clock):
    with store.read() as q:
        assert q.history.is_wanted()
        assert q.history.loaded() is None
    store.write(lambda q: q.history.mark("abc", 12))

    with store.read() as q:
        assert not q.history.is_wanted()
        loaded = q.history.loaded()
    assert (loaded.fingerprint, loaded.items, loaded.at) == ("abc", 12, clock())


def test_a_store_in_use_wants_no_history(store):
    store.write(lambda q: q.items.add(an_item(), Annotation("a")))

    with store.read() as q:
        assert not q.history.is_wanted()
