"""Dates as feeds and pages write them, Arabic and Persian ones included, to aware UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

# Both sets of Arabic month names (Levant and Iraq; Egypt and the Gulf), and the Persian ones of the same months.
_MONTHS = {
    1: ("كانون الثاني", "يناير", "ژانویه"),
    2: ("شباط", "فبراير", "فوریه"),
    3: ("آذار", "اذار", "مارس"),
    4: ("نيسان", "أبريل", "ابريل", "إبريل", "آوریل"),
    5: ("أيار", "ايار", "مايو", "مه"),
    6: ("حزيران", "يونيو", "يونيه", "ژوئن"),
    7: ("تموز", "يوليو", "يوليه", "ژوئیه", "جولای"),
    8: ("آب", "اب", "أغسطس", "اغسطس", "اوت"),
    9: ("أيلول", "ايلول", "سبتمبر", "سپتامبر"),
    10: ("تشرين الأول", "تشرين الاول", "أكتوبر", "اكتوبر", "اکتبر"),
    11: ("تشرين الثاني", "نوفمبر", "نوامبر"),
    12: ("كانون الأول", "كانون الاول", "ديسمبر", "دسامبر"),
}
_NUMBER = {name: month for month, names in _MONTHS.items() for name in names}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ARABIC = re.compile(
    r"(\d{1,2})\s+(" + "|".join(sorted(_NUMBER, key=len, reverse=True)) + r")(?:\s*/\s*\w+)?[\s,،]+(\d{4})"
    r"(?:\D{1,12}(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(ص|م|صباحا|مساء)?"
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{2}):?(\d{2})\s*$")


def read_moment(text: str) -> datetime | None:
    """The moment a feed's date text means, None where it means none; without a zone it is taken as UTC."""
    text = text.translate(_DIGITS).strip()[:100]
    if not text:
        return None
    return plausible(_iso(text) or _rfc(text) or _arabic(text))


def plausible(moment: datetime | None) -> datetime | None:
    """The moment, or None where no feed can have meant it (year 1, year 9999)."""
    return moment if moment is not None and 1970 < moment.year < 2100 else None


def _iso(text: str) -> datetime | None:
    try:
        return _utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _rfc(text: str) -> datetime | None:
    try:
        return _utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _arabic(text: str) -> datetime | None:
    found = _ARABIC.search(text)
    if not found:
        return None
    day, month, year, hour, minute, second, half = found.groups()
    hours = int(hour or 0)
    hours += 12 if half in ("م", "مساء") and hours < 12 else -12 if half in ("ص", "صباحا") and hours == 12 else 0
    try:
        moment = datetime(int(year), _NUMBER[month], int(day), hours, int(minute or 0), int(second or 0))
        return _utc(moment.replace(tzinfo=_zone(text)))
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone:
    found = _OFFSET.search(text)
    if not found:
        return UTC
    shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(shift if found[1] == "+" else -shift)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
