"""What follows from what a platform said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries.outcome import LOOKS, backoff, next_look, outcome, unsure_for
from model.delivery import Channel, Delivery, Later, Refused, Sent, Unsure

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)
ROW = Delivery(
    1, Channel("discord", "G1", "C1"), 1, "story:s1", "story", "post", "k", "sending", NOON, NOON, NOON, tries=1,
    try_at=NOON,
)  # fmt: skip


def after(result, row=ROW):
    return outcome(row, result, NOON, 0.5)


def test_what_was_sent_is_sent():
    assert (after(Sent("m1")).state, after(Sent("m1")).message) == ("sent", "m1")


def test_later_is_tried_again_when_the_platform_says_so():
    found = after(Later(90, "rate limited"))

    assert (found.state, found.next_try, found.wait_until) == ("retrying", *[NOON + timedelta(seconds=90)] * 2)
    assert found.unsure_at is None


def test_a_lost_answer_is_unsure_since_the_send_began():
    found = after(Unsure("reset"))

    assert (found.state, found.unsure_at, found.channel) == ("unsure", NOON, "")


def test_later_does_not_make_sure_what_was_unsure():
    since = NOON - timedelta(minutes=5)
    found = after(Later(1, "busy"), replace(ROW, unsure_at=since))

    assert (found.state, found.unsure_at) == ("unsure", since)


def test_an_edit_may_be_done_twice():
    assert after(Unsure("reset"), replace(ROW, operation="edit")).state == "retrying"


@pytest.mark.parametrize(
    ("reason", "state", "channel"),
    [
        ("not-found", "dropped", "ended"),
        ("forbidden", "retrying", "missing"),
        ("revoked", "retrying", "revoked"),
        ("rejected", "failed", ""),
    ],
)
def test_each_refusal_has_its_consequence(reason, state, channel):
    found = after(Refused(reason, "words"))

    assert (found.state, found.channel) == (state, channel)


def test_a_message_that_somebody_deleted_ends_its_edit_and_not_the_channel():
    found = after(Refused("not-found", "no such message"), replace(ROW, operation="edit"))

    assert (found.state, found.channel) == ("failed", "")


def test_back_off_grows_up_to_a_quarter_of_an_hour():
    waits = [backoff(n, 0.5) for n in range(1, 30)]

    assert waits[:3] == [5, 10, 20]
    assert waits == sorted(waits)
    assert waits[-1] == 900


def test_a_channel_is_looked_at_after_10_min_1_h_6_h_then_daily_for_a_week():
    gaps = [next_look(n, NOON) - NOON for n in range(len(LOOKS))]

    assert gaps[:3] == [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
    assert gaps[3:] == [timedelta(days=1)] * 7
    assert next_look(len(LOOKS), NOON) is None


def test_an_age_that_the_clock_cannot_tell_is_great():
    """A clock set back must not make an old nonce look young."""
    assert unsure_for(replace(ROW, unsure_at=NOON), NOON + timedelta(seconds=30)) == 30
    assert unsure_for(replace(ROW, unsure_at=NOON + timedelta(days=1)), NOON) > 1e8
    assert unsure_for(ROW, NOON) is None
