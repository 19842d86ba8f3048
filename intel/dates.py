"""The day something happened, as distinct from the day it was published.

Weekday names mean the latest such day up to publication, "two days ago" counts back, month names of English, Persian
and both Arabic sets are read with any digits. What a text does not date happened when it was published.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from intel.normalise import normalise
from intel.numbers import number_at
from intel.reading import Clause
from model.finding import When

OLDEST = 45  # days: an older date without a year in the text is background


def _table(text: Mapping[int, str]) -> dict[str, int]:
    return {normalise(word.replace("_", " ")): n for n, words in text.items() for word in words.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(map(normalise, words.split()))


_WEEKDAYS = _table(
    {
        0: "monday الاثنين الإثنين اثنين دوشنبه lundi lunes pazartesi",
        1: "tuesday الثلاثاء ثلاثاء سه_شنبه سهشنبه mardi martes salı",
        2: "wednesday الأربعاء اربعاء چهارشنبه mercredi miércoles çarşamba",
        3: "thursday الخميس خميس پنجشنبه پنج_شنبه jeudi jueves perşembe",
        4: "friday الجمعة جمعة جمعه vendredi viernes cuma",
        5: "saturday السبت سبت شنبه samedi sábado cumartesi",
        6: "sunday الأحد یکشنبه يك_شنبه dimanche domingo pazar",
    }
)
_MONTHS = _table(
    {
        1: "january jan يناير جانفي ژانويه janvier enero ocak كانون_الثاني",
        2: "february feb فبراير شباط فيفري فوريه février febrero şubat",
        3: "march مارس آذار marzo mart",
        4: "april apr أبريل ابريل نيسان افريل آوريل avril abril nisan",
        5: "may مايو أيار ماي mayo mayıs مه",
        6: "june jun يونيو حزيران جوان ژوئن juin junio haziran",
        7: "july jul يوليو تموز جويلية ژوئيه juillet julio temmuz",
        8: "august aug أغسطس آب اوت août agosto ağustos",
        9: "september sept sep سبتمبر أيلول سپتامبر septembre septiembre eylül",
        10: "october oct أكتوبر تشرين_الأول اكتبر octobre octubre ekim",
        11: "november nov نوفمبر تشرين_الثاني نوامبر novembre noviembre kasım",
        12: "december dec ديسمبر كانون_الأول دسامبر décembre diciembre aralık",
    }
)
_YESTERDAY = _set("yesterday امس أمس الامس دیروز دیشب hier ayer dün the_day_before")
_TODAY = _set("today اليوم امروز hoy bugün")
_AGO = _set("ago earlier قبل پیش")
_DAYS = dict.fromkeys(_set("day days ايام يوم يوما روز"), 1) | dict.fromkeys(_set("week weeks اسبوع اسابيع هفته"), 7)
_TWO_DAYS, _TWO_WEEKS = normalise("يومين"), normalise("اسبوعين")
_LAST = _set("last past الماضي الماضية گذشته previous الفائت المنصرم")
_NEXT = _set("next coming المقبل المقبلة القادم القادمة آینده upcoming")
_WEEK, _MONTH = _set("week الاسبوع هفته"), _set("month الشهر ماه")
_HINTS = frozenset(
    word
    for table in (_WEEKDAYS, _MONTHS)
    for name in table
    for word in (name.split()[0], name.split()[0].removeprefix("ال"))
) | {*_YESTERDAY, *_TODAY, *_AGO, *_LAST, _TWO_DAYS}

_HINTED = (
    _HINTS
    | {particle + word for particle in ("و", "ف", "ب", "ل", "من", "ال") for word in _HINTS}
    | {word + "شب" for word in _HINTS}
)


def find_when(clauses: Iterable[Clause], published: datetime | None) -> When | None:
    """The event's day and its precision; None where neither text nor feed tells one."""
    day = published.date() if published else None
    spoken = [c for c in clauses if not _HINTED.isdisjoint(c.words)]
    spoken.sort(key=lambda c: (-c.weight, not c.title, c.sentence))
    found = [when for c in spoken if c.weight >= 1 or not c.title for when in _in_clause(c.words, day)]
    exact = next((when for when in found if when.precision == "day"), None)
    return exact or next(iter(found), None) or (When(day, "published") if day else None)


def _in_clause(words: tuple[str, ...], published: date | None) -> Iterable[When]:
    for at, word in enumerate(words):
        if word in _HINTED and (bare := _bare(word)) in _HINTS:
            when = _at(words, at, bare, published)
            if when:
                yield when


def _bare(word: str) -> str:
    """A word without a joined Arabic conjunction or preposition."""
    if word in _HINTS or len(word) < 4:
        return word
    for particle in ("و", "ف", "ب", "ل", "من"):
        if word.startswith(particle) and word[len(particle) :] in _HINTS:
            return word[len(particle) :]
    return word.removesuffix("شب") if word.removesuffix("شب") in _HINTS else word


def _at(words: tuple[str, ...], at: int, word: str, published: date | None) -> When | None:
    full = _calendar_day(words, at, word, published)
    if full or published is None:
        return full
    return _weekday(words, at, word, published) or _counted(words, at, word, published)


def _following(words: tuple[str, ...], at: int) -> str:
    return words[at + 1] if at + 1 < len(words) else ""


def _named(table: Mapping[str, int], words: tuple[str, ...], at: int, word: str) -> int | None:
    pair = f"{word} {_following(words, at)}"
    return table.get(pair, table.get(word))


def _weekday(words: tuple[str, ...], at: int, word: str, published: date) -> When | None:
    weekday = _named(_WEEKDAYS, words, at, word)
    if weekday is None or _is_number_noun(words, at, word):
        return None
    around = (words[at - 1] if at else "", _following(words, at))
    if any(w in _NEXT for w in around):
        return None
    back = (published.weekday() - weekday) % 7
    if back == 0 and any(w in _LAST for w in around):
        back = 7
    return When(published - timedelta(days=back), "day")


def _is_number_noun(words: tuple[str, ...], at: int, word: str) -> bool:
    """Persian weekdays end in the word for Saturday, and Arabic "two" looks like Monday."""
    return word == "اثنين" and not (at and words[at - 1] in ("يوم", "ليل", "مساء", "صباح", "فجر", "ليله"))


def _counted(words: tuple[str, ...], at: int, word: str, published: date) -> When | None:
    if word in _YESTERDAY or (word == "day" and _following(words, at) == "before"):
        return When(published - timedelta(days=1), "day")
    if word in _TODAY and words[max(0, at - 1)] != "لواء":
        return When(published, "day")
    if word in _AGO:
        return _ago(words, at, published)
    if word in _LAST:
        return _last(words, at, published)
    return None


def _ago(words: tuple[str, ...], at: int, published: date) -> When | None:
    """ "two days ago", "قبل ثلاثة أيام", "دو روز پیش" """
    here = _following(words, at)
    if here == _TWO_DAYS:
        return When(published - timedelta(days=2), "day")
    if here == _TWO_WEEKS:
        return When(published - timedelta(days=14), "week")
    for unit, count in ((at - 1, at - 2), (at + 2, at + 1)):
        if count >= 0 and 0 <= unit < len(words) and words[unit] in _DAYS:
            number = number_at(words, count)
            length = _DAYS[words[unit]]
            if number and number[0] * length <= OLDEST:
                return When(published - timedelta(days=number[0] * length), "day" if length == 1 else "week")
    return None


def _last(words: tuple[str, ...], at: int, published: date) -> When | None:
    near = {words[at - 1] if at else "", _following(words, at)}
    if near & _WEEK:
        return When(published - timedelta(days=7), "week")
    if near & _MONTH:
        return When(published - timedelta(days=30), "month")
    return None


def _calendar_day(words: tuple[str, ...], at: int, word: str, published: date | None) -> When | None:
    month = _named(_MONTHS, words, at, word)
    if month is None or (word == "may" and not _beside_number(words, at)):
        return None
    width = 2 if f"{word} {_following(words, at)}" in _MONTHS else 1
    before, after = _number(words, at - 1), _number(words, at + width)
    day = next((n for n in (before, after) if n and 1 <= n <= 31), None)
    if day is None:
        return None
    year = next((n for n in (after, _number(words, at + width + 1)) if n and 1990 <= n <= 2100), None)
    return _dated(day, month, year, published)


def _beside_number(words: tuple[str, ...], at: int) -> bool:
    return bool(_number(words, at - 1) or _number(words, at + 1))


def _number(words: tuple[str, ...], at: int) -> int | None:
    if not 0 <= at < len(words):
        return None
    digits = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", words[at])
    if digits.isdigit() and len(digits) <= 4:
        return int(digits)
    return None


def _dated(day: int, month: int, year: int | None, published: date | None) -> When | None:
    if year is None and published is None:
        return None
    try:
        found = date(year or (published or date.min).year, month, day)
        if published and year is None and found > published:
            found = found.replace(year=found.year - 1)
    except ValueError:
        return None
    if published and not 0 <= (published - found).days <= OLDEST:
        return None
    return When(found, "day")
