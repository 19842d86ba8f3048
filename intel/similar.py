"""How alike two texts are: copies of one agency text, and texts that speak of the same thing.

Copies share runs of three words; the same thing told anew shares content words. Words are compared by their first
letters, which takes off most endings, and weigh more the longer they are: short words are common ones.
"""

from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from intel.normalise import normalise

SHINGLE = 3
COPY_JACCARD = 0.6
COPY_WITHIN = 0.8  # containment of the shorter text in the longer one
COPY_SHINGLES = 6  # shorter texts are alike by chance
STEM = 6
REMEMBERED = 1_500  # texts, some 4 kB each: what a busy hour compares, and no more memory than 6 MB
_COMMON = frozenset(
    normalise(
        """the and for that with from are was were has have had its his her their this which who will would not but they
        been after over into said says say also than more about out one two new amid iraq iraqi iraqs group militia
        militias forces force armed military pro iran backed shiite shia us american americans united states
        في من على الى عن ان التي الذي هذا هذه بعد قبل كما بين مع ما لا او قال قالت خلال ضد عبر حيث كان كانت العراق
        العراقي العراقية فصيل فصائل قوات القوات الاميركية الامريكية
        در از به که را با این آن برای است شد شده کرد گفت بر تا یک عراق نیروهای آمریکا"""
    ).split()
)


@dataclass(frozen=True, slots=True)
class Gist:
    """A text as sets: its runs of words, each as a hash, and its content words by stem."""

    shingles: frozenset[int]
    words: frozenset[str]
    arabic: bool


@lru_cache(maxsize=REMEMBERED)
def gist(text: str) -> Gist:
    """What a text is compared by; remembered, as a story's reports are asked for again and again."""
    tokens = ["".join(c for c in t if c.isalnum()) for t in normalise(text).split()]
    tokens = [t for t in tokens if t]
    shingles = frozenset(hash(tuple(tokens[n : n + SHINGLE])) for n in range(len(tokens) - SHINGLE + 1))
    words = frozenset(intern(stem(t)) for t in tokens if len(t) > 2 and t not in _COMMON)
    letters = sum("\u0600" <= t[0] <= "\u06ff" for t in tokens)
    return Gist(shingles, words, letters * 2 > len(tokens))


def stem(token: str) -> str:
    """A word without Arabic article and particles, cut to its first letters; numbers stand as they are."""
    if token.isdigit():
        return token
    for particle in ("وال", "بال", "لل", "ال"):
        if token.startswith(particle) and len(token) - len(particle) >= 3:
            token = token[len(particle) :]
            break
    return token[:STEM]


def is_copy(one: Gist, other: Gist) -> bool:
    """One text repeats the other, whole or cut."""
    least = min(len(one.shingles), len(other.shingles))
    if least < COPY_SHINGLES:
        return bool(one.shingles) and one.shingles == other.shingles
    shared = len(one.shingles & other.shingles)
    return shared >= COPY_WITHIN * least or shared >= COPY_JACCARD * len(one.shingles | other.shingles)


def likeness(one: Gist, other: Gist) -> float | None:
    """0..1 by shared content words; None where the scripts differ and words cannot be compared."""
    if one.arabic != other.arabic:
        return None
    if not one.words or not other.words:
        return 0.0
    shared = sum(_weight(w) for w in one.words & other.words)
    least = min(sum(map(_weight, one.words)), sum(map(_weight, other.words)))
    return shared / least if least else 0.0


def _weight(word: str) -> float:
    return 2.0 if word.isdigit() else 0.5 + len(word) / 4
