from datetime import date

import pytest

from bot.dates import covers, first_day, last_day


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("by 2020-02-03", date(2020, 2, 3), date(2020, 2, 3)),
        ("2020-13", None, None),
        ("long ago", None, None),
        (None, None, None),
    ],
)
def test_a_written_date_is_a_stretch_of_days(written, first, last):
    assert (first_day(written), last_day(written)) == (first, last)


def test_open_ends_hold_every_day():
    assert covers(None, None, date(1990, 1, 1))
    assert covers("2006", None, date(2006, 1, 1))
    assert not covers("2006", None, date(2005, 12, 31))
    assert covers(None, "2020-01", date(2020, 1, 31))
    assert not covers(None, "2020-01", date(2020, 2, 1))
