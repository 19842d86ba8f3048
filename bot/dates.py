"""Dates of facts as they are written: a year, a month or a day, at times with a word before it ("by 2020-02")."""

import re
from calendar import monthrange
from datetime import date

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def first_day(written: str | None) -> date | None:
    """The first day that a written date can mean; None where none stands in it."""
    return _day(written, last=False)


def last_day(written: str | None) -> date | None:
    """The last day that a written date can mean; None where none stands in it."""
    return _day(written, last=True)


def covers(begin: str | None, end: str | None, day: date) -> bool:
    """Whether a span of written dates holds a day; an open or unknown end is no bound."""
    first, last = first_day(begin), last_day(end)
    return (first is None or first <= day) and (last is None or day <= last)


def _day(written: str | None, *, last: bool) -> date | None:
    found = _WRITTEN.search(written or "")
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    month = month or (12 if last else 1)
    try:
        return date(year, month, day or (monthrange(year, month)[1] if last else 1))
    except ValueError:
        return None
