"""Every fixed sentence, one catalogue a language; plural forms by the rules of CLDR.

A text is a format string, or a table from plural category to format string, chosen by the value named `n`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from importlib import import_module

from bot.data import packed
from model.written import read_yaml

LANGUAGES = {"en": "English", "ar": "العربية"}
Text = str | Mapping[str, str]

# First-strong and isolating marks: a run of the other direction stays whole inside a line (UAX #9).
_ISOLATE, _END = "\u2068", "\u2069"
_PARTIAL = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")


def _plural_en(n: int) -> str:
    return "one" if n == 1 else "other"


def _plural_ar(n: int) -> str:
    """CLDR's six Arabic categories."""
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


_PLURALS: Mapping[str, Callable[[int], str]] = {"en": _plural_en, "ar": _plural_ar}


class Texts:
    """The fixed sentences of one language; what it lacks is said in English."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._own = _catalogue(self.language)
        self._english = _catalogue("en")

    @property
    def right_to_left(self) -> bool:
        """Whether this language is written from right to left."""
        return self.language == "ar"

    def say(self, key: str, /, **values: object) -> str:
        """The sentence of this key with its values filled in; `n` chooses the plural form."""
        text = self._own.get(key)
        plural = _PLURALS[self.language]
        if text is None:
            text, plural = self._english[key], _PLURALS["en"]
        if isinstance(text, Mapping):
            n = values.get("n", 0)
            text = text.get(plural(abs(n)) if isinstance(n, int) else "other", text["other"])
        return text.format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._own or key in self._english

    def phrase(self, text: str) -> str:
        """A phrase of our own data files in this language; as it is written there where it has none."""
        return _phrases(self.language).get(text, text)

    def day(self, day: date) -> str:
        """28 Jan."""
        return f"{day.day} {self.month(day)}"

    def month(self, day: date) -> str:
        """Jan."""
        return self.say(f"month.{day.month}")

    def date(self, day: date) -> str:
        """28 Jan 2026."""
        return f"{self.day(day)} {day.year}"

    def dates(self, text: str) -> str:
        """Every date in a text as people write it: `by 2020-02` is `by Feb 2020`; what is no date stays."""
        return _PARTIAL.sub(self._dated, text)

    def _dated(self, found: re.Match[str]) -> str:
        year, month, day = found.groups()
        if not 1 <= int(month) <= 12:
            return found[0]
        return " ".join(p for p in (str(int(day)) if day else "", self.say(f"month.{int(month)}"), year) if p)

    def join(self, parts: Iterable[str]) -> str:
        """A list by commas, as this language writes them."""
        return self.say("list.comma").join(part for part in parts if part)

    def isolate(self, text: str) -> str:
        """Keeps a run of text (a name, a headline) whole inside a line of the other direction."""
        return f"{_ISOLATE}{text}{_END}" if text and _mixes(text, self.right_to_left) else text


def _mixes(text: str, right_to_left: bool) -> bool:
    arabic = any("\u0590" <= c <= "\u08ff" for c in text)
    return any("a" <= c <= "z" or "A" <= c <= "Z" for c in text) if right_to_left else arabic


@cache
def texts(language: str) -> Texts:
    """The catalogue of a language, read once."""
    return Texts(language)


@cache
def _catalogue(language: str) -> Mapping[str, Text]:
    table: Mapping[str, Text] = import_module(f"bot.texts.{language}").TEXTS
    return table


@cache
def _phrases(language: str) -> Mapping[str, str]:
    """What is said of actors and of the documented past, by the English phrase; read when first needed."""
    if language == "en":  # the language of the data files themselves
        return {}
    names = [f"{file}.{language}.yaml" for file in ("actors", "history")]
    tables = [read_yaml(name, packed(name)).table("the phrases") for name in names]
    return {written: own.text() for table in tables for written, own in table.items()}
