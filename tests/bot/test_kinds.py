"""Typed values are checked, or answered by what is right."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.kinds import Known, Mistake, coerce, matching_zones, split_list

NOON = datetime(2024, 3, 10, 12, tzinfo=UTC)
KNOWN = Known(NOON, ZoneInfo("Asia/Baghdad"), {"Clash": "clash", "Attack": "attack-claimed-or-attributed"})


@pytest.mark.parametrize(("written", "days"), [("30", 30), ("2w", 14), ("٣٠", 30), ("7d", 7), ("۱۰", 10), ("1m", 30)])
def test_days_take_numbers_and_weeks(written, days):
    """Arabic and Persian digits count."""
    window = coerce("days", "days", written, KNOWN)

    assert window.days == days
    assert (window.end - window.start).days == days


def test_days_take_a_date_in_the_readers_zone():
    """since:2024-03-01 begins at midnight in Baghdad."""
    assert coerce("days", "days", "since:2024-03-01", KNOWN).start == datetime(2024, 2, 29, 21, tzinfo=UTC)


@pytest.mark.parametrize("written", ["0", "-1", "1000000000", "soon", "since:2024-13-01", "since:2030-01-01", "", "²"])
def test_days_refuse_what_is_no_stretch_of_time(written):
    """0, -1, 10^9 and "soon" are mistakes."""
    with pytest.raises(Mistake):
        coerce("days", "days", written, KNOWN)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("08:00", time(8)), ("8", time(8)), ("٨:٣٠", time(8, 30)), ("11pm", time(23)), ("12am", time(0))],
)
def test_times_of_day(written, meant):
    """Hours, minutes, halves of the day, Arabic digits."""
    assert coerce("time", "time", written, KNOWN) == meant


@pytest.mark.parametrize("written", ["24:00", "08:61", "noon", "13pm"])
def test_impossible_times_are_mistakes(written):
    """What no clock shows is refused."""
    with pytest.raises(Mistake):
        coerce("time", "time", written, KNOWN)


def test_zones_are_completed_by_their_city():
    """ "baghdad" means Asia/Baghdad."""
    assert coerce("zone", "zone", "baghdad", KNOWN) == "Asia/Baghdad"
    assert matching_zones("new york")[0] == "America/New_York"


def test_a_choice_may_be_written_as_its_id_or_its_name():
    """Case does not count; a slip names the nearest."""
    assert coerce("choice", "type", "CLASH", KNOWN) == "clash"
    assert coerce("choice", "type", "attack-claimed-or-attributed", KNOWN) == "attack-claimed-or-attributed"
    with pytest.raises(Mistake) as slip:
        coerce("choice", "type", "clsh", KNOWN)
    assert slip.value.values["nearest"] == "clash"


def test_lists_take_latin_and_arabic_commas():
    """Both scripts' commas part a list."""
    assert split_list("badr، nujaba, kh") == ("badr", "nujaba", "kh")


def test_dates_are_iso():
    """A date is written year first."""
    assert coerce("date", "on", "2024-01-28", KNOWN) == date(2024, 1, 28)
    with pytest.raises(Mistake):
        coerce("date", "on", "28 January", KNOWN)


@pytest.mark.parametrize("kind", ["text", "words", "number", "days", "date", "time", "zone", "choice"])
def test_overlong_and_nul_input_is_a_mistake(kind):
    """No kind swallows ten thousand characters or a NUL."""
    with pytest.raises(Mistake):
        coerce(kind, "x", "a" * 10_000, KNOWN)
    with pytest.raises(Mistake):
        coerce(kind, "x", "a\x00b", KNOWN)
