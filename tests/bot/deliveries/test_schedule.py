"""When digests fall due, summer time and all."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deliveries.schedule import due_at, missed, moment, next_due
from model.subscription import Habits

BERLIN = "Europe/Berlin"


def local(at, zone):
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_the_first_digest_is_at_the_next_due_time():
    """Baghdad is three hours ahead."""
    due = next_due(datetime(2026, 1, 28, 12, tzinfo=UTC), Habits(), ("daily",))

    assert (due.day, due.at) == (date(2026, 1, 29), datetime(2026, 1, 29, 5, tzinfo=UTC))


def test_a_time_inside_a_gap_is_the_first_minute_after_it():
    """On 29 March 2026 Berlin has no 02:30."""
    at = moment(date(2026, 3, 29), 2 * 60 + 30, BERLIN)

    assert local(at, BERLIN) == datetime(2026, 3, 29, 3, 0)


def test_a_time_inside_an_overlap_is_the_first_of_the_two():
    """On 25 October 2026 Berlin has 02:30 twice."""
    at = moment(date(2026, 10, 25), 2 * 60 + 30, BERLIN)

    assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_half_an_hour_of_summer_time_is_a_gap_too():
    """Lord Howe Island moves its clocks by thirty minutes."""
    at = moment(date(2026, 10, 4), 2 * 60 + 10, "Australia/Lord_Howe")

    assert local(at, "Australia/Lord_Howe") == datetime(2026, 10, 4, 2, 30)


def test_a_day_that_a_country_left_out_is_told_when_its_clocks_go_on():
    """Samoa had no 30 December 2011."""
    due = [next_due(datetime(2011, 12, 29, 12, tzinfo=UTC), Habits(zone="Pacific/Apia"), ("daily",))]
    due.append(next_due(due[0].at, Habits(zone="Pacific/Apia"), ("daily",)))

    assert [d.day.day for d in due] == [29, 31] or [d.day.day for d in due] == [29, 30]
    assert due[0].at < due[1].at


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([BERLIN, "Asia/Baghdad", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]),
    st.integers(0, 24 * 60 - 1),
    st.integers(0, 700),
)
def test_each_local_date_has_one_digest_in_order(zone, at, start):
    """Whatever the clocks do."""
    habits, now = Habits(zone=zone, at=at), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=start)
    found = []
    for _ in range(8):
        found.append(next_due(found[-1].at if found else now, habits, ("daily",)))

    days = [due.day for due in found]
    assert days == [days[0] + timedelta(days=n) for n in range(8)]
    assert all(due_at(due.at, habits, ("daily",)) == due for due in found)


def test_the_weekly_digest_falls_on_its_weekday_and_joins_the_daily_one():
    """One briefing for both."""
    habits, now = Habits(weekday=6), datetime(2026, 1, 28, 12, tzinfo=UTC)

    assert next_due(now, habits, ("weekly",)).day == date(2026, 2, 1)
    saturday = next_due(datetime(2026, 1, 31, 6, tzinfo=UTC), habits, ("daily", "weekly"))
    assert saturday.rhythms == ("daily", "weekly")
    assert next_due(now, habits, ("instant",)) is None


@pytest.mark.parametrize(
    ("down", "day"), [(timedelta(hours=1), 28), (timedelta(hours=19), 28), (timedelta(hours=21), None)]
)
def test_a_missed_digest_is_caught_up_unless_it_is_too_old(down, day):
    """Younger than 20 hours, under its own date."""
    habits = Habits()
    due = next_due(datetime(2026, 1, 28, 0, tzinfo=UTC), habits, ("daily",))
    found = missed(due, due.at + down, habits, ("daily",))

    assert (found.day.day if found else None) == day


def test_of_several_missed_days_the_last_one_is_caught_up():
    """Not one message for each."""
    habits = Habits()
    due = next_due(datetime(2026, 1, 20, 0, tzinfo=UTC), habits, ("daily",))

    assert missed(due, datetime(2026, 1, 28, 9, tzinfo=UTC), habits, ("daily",)).day == date(2026, 1, 28)
