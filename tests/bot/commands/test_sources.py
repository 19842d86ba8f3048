"""What readers are told of the feeds: which are not read, and which look wrong though they answer."""

from dataclasses import replace

import pytest

from model.feed import FeedState
from tests.bot.commands.world import NOW, hours


@pytest.fixture
def watched(bot, ask):
    """The lines under "Read, but watch these" once the Wire's state has changed."""

    def watched(**changed):
        well = {"next_due": NOW, "last_try": NOW - hours(1), "last_success": NOW - hours(1)}
        state = replace(FeedState("wire", bot.knowledge.feeds.feeds["wire"].url, **well), **changed)
        bot.store.write(lambda q: q.feeds.save([state]))
        sections = {s.title: [line.text for line in s.lines] for s in ask("/sources").sections}
        return sections.get("Read, but watch these", [])

    return watched


def test_of_a_feed_that_does_well_there_is_nothing_to_tell(watched):
    assert watched(gap=3600, last_new=NOW - hours(2)) == []


def test_a_feed_gone_quiet_against_its_own_rhythm_is_told(watched):
    (line,) = watched(gap=3600, last_new=NOW - hours(96))
    assert "(wire) · answers, but brought nothing new since 25 Feb 2026 08:00 UTC" in line


def test_a_feed_that_has_moved_is_told_with_its_new_address(watched):
    (line,) = watched(address="https://new.example/feed")
    assert all(words in line for words in ("has moved to", "https://new.example/feed", "feeds.yaml still has the old"))


@pytest.mark.parametrize(("errors", "slow"), [(2, False), (6, True)])
def test_a_feed_that_fails_since_this_morning_is_told_before_a_day_is_over(watched, errors, slow):
    (line,) = watched(errors=errors, last_error="the server answered 503", error_kind="status")
    assert f"the last {errors} tries failed: " in line
    assert ("tried less often now, never given up" in line) == slow


def test_an_outage_of_ours_is_not_blamed_on_the_feed(watched):
    (line,) = watched(error_kind="dns", last_error="no address is known for wire.example")
    assert "not reached in the last round: " in line
    assert "tries failed" not in line


def test_a_feed_that_was_never_read_says_why_and_no_number_of_failures_it_never_had(bot, ask):
    """In an outage nothing is counted against it."""
    state = FeedState("wire", last_try=NOW, error_kind="dns", last_error="no address is known")
    bot.store.write(lambda q: q.feeds.save([state]))
    lines = [line.text for s in ask("/sources").sections if s.title == "Not read" for line in s.lines]
    assert any("(wire) · not reached in the last round" in line for line in lines)
