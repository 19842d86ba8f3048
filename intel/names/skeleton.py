"""The consonant skeleton: one key for the many Latin spellings of an Arabic name.

    Kata'ib Hizballah · Kataeb Hezbollah · Qatab Hizb Allah  →  ktbhzbl

A key covers whole words; it is found in the stream of the skeletons of a text's words, so it does not matter where the
writer put spaces and hyphens.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, product

from rapidfuzz import fuzz

ARTICLES = frozenset(
    ("al", "el", "ul", "ol", "il", "l", "all", "an", "as", "ash", "ar", "ad", "at", "az", "es", "esh", "ech")
)
SHORTEST = 5  # letters of a key; shorter ones meet ordinary words
LIKENESS = 70  # least likeness (0-100) of what is written to the name as listed
_LONGEST_WORD = 40
_REMEMBERED = 50_000

_SOUNDS = tuple(
    {"sch": "S", "sh": "S", "ch": "S", "kh": "k", "gh": "g", "th": "t", "dh": "d", "ph": "f", "dj": "j"}.items()
)
_LETTERS = str.maketrans({"q": "k", "c": "k", "x": "ks"} | dict.fromkeys("aeiouyw"))
_DOUBLES = re.compile(r"(.)\1+")
_WORDS = re.compile(r"[a-z]+|[^a-z ]+")
_BREAK = "."


def skeleton(word: str) -> str:
    """Consonants of one normalised word: digraphs and doubles as one, vowels, y, w and a final h dropped."""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    word = _DOUBLES.sub(r"\1", word.replace("q", "k").replace("c", "k"))
    kept = word.translate(_LETTERS)
    return kept[:-1] if kept.endswith("h") else kept


def keys(name: str) -> set[str]:
    """Keys of a normalised name of two words or more, an article inside also read as joined to its word (Ahlulhaq)."""
    words = name.split()
    if len([word for word in words if word not in ARTICLES]) < 2 or not name.replace(" ", "").isascii():
        return set()
    choices = [_readings(word, place) for place, word in enumerate(words)]
    made = {"".join(parts) for parts in product(*choices)}
    return {key for key in made if len(key) >= SHORTEST}


def _readings(word: str, place: int) -> tuple[str, ...]:
    if word not in ARTICLES:
        return (skeleton(word),)
    return ("", "l") if place and word.endswith("l") else ("",)


def opens_alike(one: str, other: str) -> bool:
    """Both words begin with a vowel, or neither does."""
    return (one[:1] in "aeiou") == (other[:1] in "aeiou")


def alike(written: str, listed: str) -> bool:
    """What is written is near enough to the listed name for its key to count."""
    return opens_alike(written, listed) and fuzz.ratio(written, listed) >= LIKENESS


class _Memory(dict[str, str]):
    """Skeletons of the words seen so far; bounded, because feeds are not."""

    def __missing__(self, word: str) -> str:
        if len(word) > _LONGEST_WORD or not word.isascii() or not word.isalpha():
            return _BREAK
        made = "" if word in ARTICLES else skeleton(word)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = made
        return made


@dataclass(frozen=True, slots=True)
class Stream:
    """The skeletons of a text's words in a row."""

    text: str
    pieces: list[str]
    letters: str

    def words(self) -> "Words":
        """The words with their places, for a stream that has a hit."""
        return Words.of(self)


@dataclass(frozen=True, slots=True)
class Words:
    """Where each word stands in the text, and where its piece stands in the stream."""

    spans: list[tuple[int, int]]
    starts: dict[int, int]  # stream offset -> the word whose piece starts there
    ends: dict[int, int]  # stream offset -> the word whose piece ends there

    @classmethod
    def of(cls, stream: Stream) -> "Words":
        """Look the places up again; cheaper than keeping them for every text."""
        after = list(accumulate(map(len, stream.pieces)))
        solid = [(number, end) for number, end in enumerate(after) if stream.pieces[number]]
        spans = [match.span() for match in _WORDS.finditer(stream.text)]
        return cls(spans, {end - len(stream.pieces[n]): n for n, end in solid}, {end: n for n, end in solid})

    def stretch(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch of text behind stream[start:end], None where that does not cover whole words."""
        first, last = self.starts.get(start), self.ends.get(end)
        if first is None or last is None:
            return None
        return self.spans[first][0], self.spans[last][1]


class Reader:
    """Turns normalised texts into streams."""

    def __init__(self) -> None:
        self._memory = _Memory()

    def read(self, text: str) -> Stream:
        """The stream of a normalised text; anything but Latin words and spaces breaks it."""
        pieces = list(map(self._memory.__getitem__, _WORDS.findall(text)))
        return Stream(text, pieces, "".join(pieces))


def all_keys(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of key and normalised name."""
    for name in names:
        for key in sorted(keys(name)):
            yield key, name
