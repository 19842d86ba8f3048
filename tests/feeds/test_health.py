"""How a feed is doing, in words."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.errors import FetchError, ReadError
from feeds.health import ago, health_of
from model.feed import Feed, FeedState

NOW = datetime(2026, 1, 27, 12, tzinfo=UTC)
FEED = Feed("f", "https://a.org/rss", "en", "a")
GOOD = FeedState("f", url=FEED.url, last_try=NOW, last_success=NOW, next_due=NOW + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("feed", "state", "kind", "words"),
    [
        (FEED, None, "new", "not asked yet"),
        (replace(FEED, enabled=False), GOOD, "off", "switched off"),
        (FEED, GOOD, "fine", ""),
        (
            FEED,
            replace(GOOD, errors=1, last_error="the server answered 503"),
            "failing",
            "failed once: the server answ",
        ),
        (FEED, replace(GOOD, errors=9, last_error="no address"), "slow", "failed 9 times in a row: no address"),
        (FEED, replace(GOOD, ended=NOW), "ended", "27 Jan 2026"),
        (
            FEED,
            replace(GOOD, gap=3600, last_new=NOW - timedelta(days=6)),
            "quiet",
            "nothing new for 6 d (usually one in",
        ),
        (FEED, replace(GOOD, error_kind="dns", last_error="no address"), "missed", "last round"),
    ],
)
def test_each_state_is_told_in_plain_words(feed, state, kind, words):
    """New, off, fine, failing, slow, ended, quiet, and not reached with everybody else."""
    health = health_of(feed, state, NOW)
    assert health.state == kind
    assert words in health.words


def test_a_move_shows_the_line_to_change():
    """feeds.yaml stays the operator's."""
    assert "url: https://b.org/rss" in health_of(FEED, replace(GOOD, address="https://b.org/rss"), NOW).advice


def kinds():
    """Every kind of failure that the errors of feeds say they have, and the one that stands for our own faults."""
    told = f"{FetchError.__doc__} {ReadError.__doc__}".partition("below.")[2]
    words = set(re.findall(r"[a-z]+", re.sub(r"\(.*?\)|by the server's answer:|The body .*?:", "", told)))
    return sorted(words - {"gone", "status", "blocked"} | {"inside"})


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_failure_says_what_to_do(kind):
    """Only an odd answer of the server, and what says it itself, stand alone; advice names the feed's own site."""
    advice = health_of(FEED, replace(GOOD, errors=1, error_kind=kind, last_error="x"), NOW).advice
    assert len(advice) > 20
    assert "{" not in advice
    assert "feeds add" not in advice or "feeds add https://a.org`" in advice


def test_what_went_wrong_comes_with_a_remedy():
    """Where there is one."""
    failed = replace(GOOD, errors=1, error_kind="html", last_error="a page")
    assert "feeds add" in health_of(FEED, failed, NOW).advice


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-30, "30 s ago"), (-90, "1 min ago"), (-7300, "2 h ago"), (-200_000, "2 d ago"), (1300, "in 21 min")],
)
def test_moments_are_said_as_people_say_them(seconds, words):
    """Past and coming."""
    assert ago(NOW + timedelta(seconds=seconds), NOW) == words
