"""Feeds between two polls."""

from datetime import timedelta

from model.feed import FeedState
from tests.store.conftest import NOON


def test_a_state_comes_back_as_it_was_saved(store):
    """Every field, the hash and the times included."""
    state = FeedState(
        "a", "https://a.org/rss", etag='"1"', body_hash=b"\0\1", interval=600, next_due=NOON, errors=2, last_error="x"
    )
    store.write(lambda q: q.feeds.save([state]))
    with store.read() as q:
        assert q.feeds.state("a") == state
        assert q.feeds.states() == {"a": state}
        assert q.feeds.state("b") is None


def test_a_leased_feed_is_nobody_elses_until_the_lease_ends(store, clock):
    """A dead process's feeds come back."""
    until = NOON + timedelta(minutes=2)
    assert store.write(lambda q: q.feeds.lease(["a", "b"], "one", until)) == {"a", "b"}
    assert store.write(lambda q: q.feeds.lease(["a"], "two", until)) == set()
    assert store.write(lambda q: q.feeds.lease(["a"], "one", until)) == {"a"}
    clock.turn(minutes=3)
    assert store.write(lambda q: q.feeds.lease(["a"], "two", clock.now + timedelta(minutes=2))) == {"a"}


def test_saving_gives_the_lease_up(store):
    """What was polled may be polled by others."""
    until = NOON + timedelta(minutes=2)
    store.write(lambda q: q.feeds.lease(["a"], "one", until))
    store.write(lambda q: q.feeds.save([FeedState("a", next_due=NOON)]))
    assert store.write(lambda q: q.feeds.lease(["a"], "two", until)) == {"a"}


def test_a_lease_given_up_leaves_the_state_alone(store):
    """Nothing was polled, nothing is changed."""
    store.write(lambda q: q.feeds.save([FeedState("a", etag='"1"')]))
    store.write(lambda q: q.feeds.lease(["a"], "one", NOON + timedelta(minutes=2)))
    store.write(lambda q: q.feeds.release(["a"], "one"))
    with store.read() as q:
        assert q.feeds.state("a") == FeedState("a", etag='"1"')


def test_a_feed_that_another_process_just_polled_is_not_due_any_more(store):
    """Two rounds at once poll each feed once."""
    store.write(lambda q: q.feeds.save([FeedState("a", next_due=NOON + timedelta(hours=1))]))
    until = NOON + timedelta(minutes=2)
    assert store.write(lambda q: q.feeds.lease(["a"], "one", until, due_by=NOON)) == set()
    assert store.write(lambda q: q.feeds.lease(["a"], "one", until)) == {"a"}


def test_a_forgotten_feed_is_as_if_never_polled(store):
    """For a feed whose story begins anew."""
    store.write(lambda q: q.feeds.save([FeedState("a")]))
    store.write(lambda q: q.feeds.forget("a"))
    with store.read() as q:
        assert q.feeds.states() == {}
