"""Kinds of argument: from what somebody typed to a checked value, or a Mistake that says what is right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from model.errors import UsageError

MOST_DAYS = 10_000
LONGEST_TEXT = 300
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_LIST = re.compile(r"\s*[,،;؛]\s*")


class Mistake(UsageError):
    """A typed value that cannot be meant; `key` and `values` name its sentence in the catalogue."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(f"{key} {values}" if values else key)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time back from now; `last` means: since this reader's last look."""

    start: datetime
    end: datetime
    days: int
    last: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What values may be checked against."""

    now: datetime
    zone: ZoneInfo
    choices: Mapping[str, str]  # what may be typed -> the value, for the kind `choice`
    default: str = ""


def plain_digits(text: str) -> str:
    """Arabic and Persian digits as 0-9."""
    return text.translate(_DIGITS)


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a list, by Latin or Arabic commas."""
    return tuple(part for part in _LIST.split(text.strip()) if part)


def coerce(kind: str, name: str, text: str, known: Known) -> object:
    """The value of an argument; raises Mistake."""
    if "\x00" in text or len(text) > LONGEST_TEXT * (10 if kind == "words" else 1):
        raise Mistake("mistake.long", name=name, most=LONGEST_TEXT)
    return _KINDS[kind](name, text.strip(), known)


def _text(name: str, text: str, known: Known) -> str:
    return text


def _number(name: str, text: str, known: Known) -> int:
    written = plain_digits(text)
    if not re.fullmatch(r"\d{1,6}", written) or int(written) < 1:
        raise Mistake("mistake.number", name=name)
    return int(written)


def _days(name: str, text: str, known: Known) -> Window:
    written = plain_digits(text).lower()
    if written in ("last", "since:last"):
        return Window(known.now - timedelta(days=1), known.now, 1, last=True)
    if since := re.fullmatch(r"(?:since:)?(\d{4}-\d{1,2}-\d{1,2})", written):
        return _since(since[1], name, known)
    found = re.fullmatch(r"(\d{1,5})\s*([dwm]?)", written)
    days = int(found[1]) * {"w": 7, "m": 30}.get(found[2], 1) if found else 0
    if not 1 <= days <= MOST_DAYS:
        raise Mistake("mistake.days", name=name)
    return Window(known.now - timedelta(days=days), known.now, days)


def _since(written: str, name: str, known: Known) -> Window:
    day = _iso_date(written)
    if day is None:
        raise Mistake("mistake.days", name=name)
    start = datetime.combine(day, time(), known.zone).astimezone(UTC)
    days = (known.now - start).days + 1
    if not 1 <= days <= MOST_DAYS:
        raise Mistake("mistake.days", name=name)
    return Window(start, known.now, days)


def _iso_date(written: str) -> date | None:
    try:
        return date(*(int(part) for part in written.split("-")))
    except ValueError:
        return None


def _date(name: str, text: str, known: Known) -> date:
    day = _iso_date(plain_digits(text)) if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", plain_digits(text)) else None
    if day is None:
        raise Mistake("mistake.date", name=name)
    return day


def _time(name: str, text: str, known: Known) -> time:
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", plain_digits(text).lower())
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (99, 0, None)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise Mistake("mistake.time", name=name)
    return time(hour, minute)


def _zone(name: str, text: str, known: Known) -> str:
    for zone in matching_zones(text):
        return zone
    raise Mistake("mistake.zone", name=name)


def matching_zones(text: str) -> tuple[str, ...]:
    """IANA zones that a text may mean, best first: the name itself, its city, or its beginning."""
    wanted = text.strip().replace(" ", "_").lower()
    if not wanted:
        return ()
    zones = sorted(available_timezones())
    exact = [z for z in zones if z.lower() == wanted]
    city = [z for z in zones if z.lower().rsplit("/", 1)[-1] == wanted]
    begin = [z for z in zones if z.lower().startswith(wanted) or z.lower().rsplit("/", 1)[-1].startswith(wanted)]
    return tuple(dict.fromkeys(exact + city + begin)) if len(wanted) > 2 or exact else tuple(exact)


def _choice(name: str, text: str, known: Known) -> str:
    wanted = text.strip().lower()
    for written, value in known.choices.items():
        if wanted in (written.lower(), value.lower()):
            return value
    near = process.extractOne(wanted, list(known.choices), scorer=fuzz.WRatio, score_cutoff=60)
    nearest = known.choices[near[0]] if near else next(iter(known.choices.values()), "")
    raise Mistake("mistake.choice", name=name, value=text[:60], nearest=nearest)


def _flag(name: str, text: str, known: Known) -> bool:
    if text.lower() in ("yes", "on", "true", "1", "نعم"):
        return True
    if text.lower() in ("no", "off", "false", "0", "لا"):
        return False
    raise Mistake("mistake.flag", name=name)


def _channel(name: str, text: str, known: Known) -> str:
    """`<#123>`, `<#C123|name>`, or what a platform itself writes for a channel."""
    found = re.fullmatch(r"<#([A-Za-z0-9]+)(?:\|[^>]*)?>", text)
    return found[1] if found else text.removeprefix("<").removesuffix(">")


_KINDS: Mapping[str, Callable[[str, str, Known], object]] = {
    "text": _text,
    "words": _text,
    "number": _number,
    "days": _days,
    "date": _date,
    "time": _time,
    "zone": _zone,
    "choice": _choice,
    "flag": _flag,
    "channel": _channel,
}
