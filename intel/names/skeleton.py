"""The consonant skeleton: one key for the many Latin spellings of an Arabic name.

    Kata'ib Hizballah · Kataeb Hezbollah · Qatab Hizb Allah  →  ktbhzbl

A key covers whole words; it is found in the stream of the skeletons of a text's words, so it does not matter where the
writer put spaces and hyphens.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate, chain, product

from rapidfuzz import fuzz, process

ARTICLES = frozenset(
    ("al", "el", "ul", "ol", "il", "l", "all", "an", "as", "ash", "ar", "ad", "at", "az", "es", "esh", "ech")
)
SHORTEST = 4  # letters of a key; shorter ones meet ordinary words
LIKENESS = {4: 85}  # least likeness (0-100) of what is written to the name as listed, by letters of the key
_LIKENESS = 70  # for all longer keys
_SLIP = 80  # least likeness (0-100) of a slip to the word it stands for
_SLIP_FROM = 4  # letters of the shortest word that is mended
_LONGEST_WORD = 40
_REMEMBERED = 50_000

_SOUNDS = tuple(
    {"sch": "S", "sh": "S", "ch": "S", "kh": "k", "gh": "g", "th": "t", "dh": "d", "ph": "f", "dj": "j"}.items()
)
_LETTERS = str.maketrans({"q": "k", "c": "k", "x": "ks", "z": "s", "j": "g"})
_VOWELS = str.maketrans(dict.fromkeys("aeiouyw"))
_DOUBLES = re.compile(r"(.)\1+")
_PARTS = re.compile(r"[a-z]+|[^a-z]+")
_BREAK = "."
_OPEN = frozenset("aeiou")


def skeleton(word: str) -> str:
    """Consonants of one normalised word: digraphs and doubles as one, vowels, y, w and a final h dropped."""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    kept = _DOUBLES.sub(r"\1", word.translate(_LETTERS)).translate(_VOWELS)
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


def alike(written: str, listed: str, key: str) -> bool:
    """What is written is near enough to the listed name for its key to count."""
    if fuzz.ratio(written, listed) < LIKENESS.get(len(key), _LIKENESS) or not _open_alike(written, listed):
        return False
    plain = "".join(map(skeleton, _solid(listed)))  # another key has an article's letter, which no word may bring
    return key == plain or len(_solid(written)) <= len(_solid(listed))


def _open_alike(one: str, other: str) -> bool:
    """The words begin with a vowel, or do not, in both; only the first are compared where they are not as many."""
    words, others = _solid(one), _solid(other)
    pairs = zip(words, others, strict=True) if len(words) == len(others) else ((words[0], others[0]),)
    return all((word[0] in _OPEN) == (like[0] in _OPEN) for word, like in pairs)


def _solid(name: str) -> list[str]:
    return [word for word in name.split(" ") if word not in ARTICLES] or [name]


class Pieces(dict[str, str]):
    """The letters that each word adds to a stream, by word; bounded, because feeds are not.

    A word with a skeleton that no name has is read as the word of a name that it is a slip of, if there is one
    (Khezbollah, Hashhd). It takes two words to make a key, so a chance likeness makes nothing; but people have
    thousands of namesakes one letter away, so their names are not mended.
    """

    def __init__(self, names: Mapping[str, bool]) -> None:
        super().__init__()
        self._known = frozenset(skeleton(word) for name in names for word in _solid(name))
        self._by_size: dict[int, list[str]] = {}
        for word in sorted({word for name, mended in names.items() if mended for word in _solid(name)}):
            if len(word) >= _SLIP_FROM:
                self._by_size.setdefault(len(word), []).append(word)

    def __missing__(self, word: str) -> str:
        if len(word) > _LONGEST_WORD:
            return _BREAK
        made = "".join(map(self.of, _PARTS.findall(word)))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = made
        return made

    def of(self, part: str) -> str:
        """The letters of one Latin word; a break for anything else, nothing for an article."""
        if not (part.isascii() and part.isalpha()):
            return _BREAK
        if part in ARTICLES:
            return ""
        made = skeleton(part)
        return made if made in self._known or len(part) < _SLIP_FROM else self._mended(part, made)

    def _mended(self, part: str, made: str) -> str:
        near = chain.from_iterable(self._by_size.get(size, ()) for size in range(len(part) - 1, len(part) + 2))
        best = process.extractOne(part, list(near), scorer=fuzz.ratio, score_cutoff=_SLIP)
        return skeleton(best[0]) if best else made


class Stream:
    """The pieces of a text's words (parted by single spaces) and the letters they make in a row."""

    __slots__ = ("_ends", "_sizes", "letters", "memory", "pieces", "words")

    def __init__(self, words: list[str], memory: Pieces) -> None:
        self.words, self.memory = words, memory
        self.pieces = list(map(memory.__getitem__, words))
        self.letters = "".join(self.pieces)
        self._ends: list[int] = []  # where each word's piece ends among the letters
        self._sizes: list[int] = []  # characters of all words up to each

    def stretch(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch of text behind letters[start:end], None where that does not cover whole words."""
        if not self._ends:
            self._ends, self._sizes = list(accumulate(map(len, self.pieces))), list(accumulate(map(len, self.words)))
        ends = self._ends
        first, last = bisect_right(ends, start), bisect_left(ends, end)
        begin = self._place(first, start - (ends[first] - len(self.pieces[first])), opening=True)
        close = self._place(last, end - (ends[last] - len(self.pieces[last])), opening=False)
        if begin is None or close is None:
            return None
        return self._offset(first) + begin, self._offset(last) + close

    def _place(self, number: int, wanted: int, *, opening: bool) -> int | None:
        """Where in a word the part begins (or ends) whose letters begin (or end) at `wanted` of the word's piece."""
        word, piece = self.words[number], self.pieces[number]
        if opening and wanted == 0 and word[0].isalpha():
            return 0
        if not opening and wanted == len(piece) and word.isalpha():
            return len(word)
        at = 0
        for match in _PARTS.finditer(word):
            size = len(self.memory.of(match.group()))
            if size and wanted == (at if opening else at + size):
                return match.start() if opening else match.end()
            at += size
        return None

    def _offset(self, number: int) -> int:
        """Where a word begins in the text."""
        return self._sizes[number - 1] + number if number else 0


class Reader:
    """Turns normalised texts into streams, given the normalised names that have keys, and which may be mended."""

    def __init__(self, names: Mapping[str, bool]) -> None:
        self._pieces = Pieces(names)

    def read(self, text: str) -> Stream:
        """The stream of a normalised text; anything but Latin words and spaces breaks it."""
        return Stream(text.split(" "), self._pieces)
