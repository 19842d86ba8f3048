"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.schedule import (
    DAY,
    HOUR,
    LEAST,
    MOST,
    Failure,
    after_entries,
    after_failure,
    after_move,
    after_outage,
    after_unchanged,
    gap_of,
    interval_of,
    is_due,
    is_quiet,
    known_as,
    lifetime,
    retry_after,
)
from model.feed import Feed, FeedState

NOW = datetime(2026, 1, 27, 12, tzinfo=UTC)
FEED = Feed("f", "https://a.org/rss", "en", "a")
STATE = FeedState("f", url=FEED.url)


def never():
    return 0.0


def wait(state):
    return (state.next_due - NOW).total_seconds()


def failed(state, times=1, **failure):
    for _ in range(times):
        state = after_failure(
            FEED, state, NOW, never, Failure("it failed", failure.get("kind", "status"), failure.get("wait"))
        )
    return state


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", "", 120),
        ("Tue, 27 Jan 2026 12:05:00 GMT", "Tue, 27 Jan 2026 12:00:00 GMT", 300),
        ("Tue, 27 Jan 2026 11:00:00 GMT", "Tue, 27 Jan 2026 12:00:00 GMT", 0),
        ("99999999999", "", 7 * DAY),
        ("soon", "", None),
        ("", "", None),
    ],
)
def test_retry_after_is_read_in_both_forms_against_the_servers_own_clock(value, date, seconds):
    """Its date form counts from the answer's Date, so our clock doesn't matter."""
    assert retry_after(value, date) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"expires": "Thu, 27 Jan 2000 13:00:00 GMT", "date": "Thu, 27 Jan 2000 12:00:00 GMT"}, HOUR),
        ({"expires": "0", "date": "Thu, 27 Jan 2000 12:00:00 GMT"}, 0),
        ({}, 0),
    ],
)
def test_freshness_is_what_the_server_says_by_its_own_clock(headers, seconds):
    """A server whose clock is years off is still understood."""
    assert lifetime(headers) == seconds


def test_the_interval_follows_the_feeds_own_rhythm():
    """Half the typical gap between entries, within five minutes and a day; an hour where nothing is known."""
    hourly = gap_of([NOW - timedelta(hours=n) for n in range(10)])
    assert interval_of(FEED, hourly) == HOUR // 2
    assert interval_of(FEED, 10) == LEAST
    assert interval_of(FEED, 30 * DAY) == MOST
    assert interval_of(FEED, gap_of([NOW])) == HOUR


def test_the_servers_word_and_the_feeds_ttl_lengthen_the_interval():
    """Nobody is asked again before it said that something can be new."""
    assert interval_of(FEED, 600, fresh_for=HOUR) == HOUR
    assert interval_of(FEED, 600, ttl=2 * HOUR) == 2 * HOUR
    assert interval_of(FEED, 600, fresh_for=365 * DAY) == MOST


def test_every_overrides_but_never_below_five_minutes_in_public():
    """Private feeds are the operator's own: `every` is taken as it stands."""
    assert interval_of(Feed("f", "u", "en", "a", every=900), HOUR) == 900
    assert interval_of(Feed("f", "u", "en", "a", every=2), HOUR) == LEAST
    assert interval_of(Feed("f", "u", "en", "a", every=2, private=True), HOUR) == 2


def test_failures_double_the_wait_and_never_end_it():
    """miniflux#879: slow after many failures, not stopped."""
    waits = [wait(failed(STATE, n)) for n in range(1, 15)]
    assert waits[:3] == [LEAST, 2 * LEAST, 4 * LEAST]
    assert waits[-1] == MOST
    assert is_due(FEED, failed(STATE, 200), NOW + timedelta(days=1))


def test_a_server_that_asks_for_patience_gets_it():
    """Retry-After outweighs our own back-off."""
    assert wait(failed(STATE, 1, wait=43_837)) == 43_837


def test_gone_ends_a_feed_until_its_address_changes():
    """410 is final; a new address in feeds.yaml begins anew without flooding."""
    ended = failed(after_entries(FEED, STATE, NOW, never, {}, 0, 0), kind="gone")
    assert not is_due(FEED, ended, NOW + timedelta(days=99))
    moved = Feed("f", "https://a.org/new", "en", "a")
    assert is_due(moved, ended, NOW)
    assert known_as(moved, ended).first_success == NOW


def test_success_forgets_failures_and_keeps_validators():
    """Both validators are kept, from a 304 too."""
    good = after_entries(FEED, failed(STATE, 4), NOW, never, {"etag": '"1"', "last-modified": "x"}, HOUR, 0)
    assert (good.errors, good.etag, good.last_modified) == (0, '"1"', "x")
    same = after_unchanged(FEED, good, NOW, never, {"etag": '"2"'})
    assert (same.etag, same.last_modified) == ('"2"', "x")
    assert after_entries(FEED, good, NOW, never, {}, 0, 0).etag == ""


def test_a_permanent_redirect_is_trusted_when_it_held_twice():
    """One odd answer moves nothing."""
    once = after_move(FEED, STATE, "https://b.org/rss")
    assert once.address == ""
    assert after_move(FEED, once, "https://b.org/rss").address == "https://b.org/rss"
    assert after_move(FEED, after_move(FEED, once, "https://c.org/"), "https://b.org/rss").address == ""


def test_a_moved_address_that_goes_dead_is_given_up():
    """After repeated failure the word of feeds.yaml counts again."""
    moved = after_move(FEED, after_move(FEED, STATE, "https://b.org/"), "https://b.org/")
    assert failed(moved, 5).address == ""


def test_an_outage_of_our_own_blames_no_feed():
    """With the network down all are tried again soon, and no count of failures rises."""
    down = after_outage(FEED, STATE, NOW, never, Failure("no route", "unreachable"))
    assert (down.errors, wait(down)) == (0, LEAST)


def test_a_leased_feed_is_left_to_its_holder_until_the_lease_ends():
    """A dead process's feeds come back."""
    leased = FeedState("f", url=FEED.url, lease_until=NOW + timedelta(minutes=2))
    assert not is_due(FEED, leased, NOW)
    assert is_due(FEED, leased, NOW + timedelta(minutes=3))


def test_a_clock_that_was_put_right_silences_no_feed():
    """What was planned under a clock years ahead is due now."""
    planned = FeedState("f", url=FEED.url, next_due=NOW + timedelta(days=900), lease_until=NOW + timedelta(days=900))
    assert is_due(FEED, planned, NOW)


def test_a_feed_is_quiet_against_its_own_rhythm():
    """A weekly feed may be silent for days, an hourly one not."""
    heard = NOW - timedelta(days=4)
    assert is_quiet(FeedState("f", gap=HOUR, last_new=heard), NOW)
    assert not is_quiet(FeedState("f", gap=7 * DAY, last_new=heard), NOW)


@given(st.integers(0, 10_000), st.floats(0, 1), st.integers(0, 10**9))
def test_the_next_try_always_lies_ahead_and_never_too_far(errors, chance, gap):
    """No state and no chance can silence a feed."""
    state = FeedState("f", url=FEED.url, errors=errors, interval=gap)
    later = after_failure(FEED, state, NOW, lambda: chance, Failure("x", "status"))
    assert LEAST <= wait(later) <= MOST * 1.1 + 1
