"""Which event types the word classes of a document lean to: what decides where patterns are silent or disagree.

title and body → the classes heard in each → one row of numbers a class and part → log-probability of each type
"""

import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from math import exp, log

from intel.leanings import BIAS, TYPES, WEIGHTS
from intel.reading import MAIN, Clause

SCALE = 1000  # sums are in thousandths: the table's hundredths times the tenths of loudness
LEAST = 0.001  # no type is ruled out by words alone
FULL, FIRST, HALF, LESS = 1.0, 0.7, 0.6, 0.4  # title's main clause, its first word, background and lead, the rest

Heard = tuple[str, float, int]  # part, how much it counts, bits of the classes heard there
Row = int  # the numbers of all types packed into one, WIDTH bits each: one addition adds them all
WIDTH = 32


def heard(clauses: Sequence[Clause]) -> tuple[Heard, ...]:
    """The classes of a document by part and loudness; a class counts once a part, where it is loudest."""
    title = [c for c in clauses if c.title]
    body = [c for c in clauses if not c.title]
    first = [c.masks[0] for c in title if c.weight >= MAIN]
    main = _any(c.present for c in title if c.weight >= MAIN)
    rest = _any(c.present for c in title) & ~main
    lead = _any(c.present for c in body if c.weight >= MAIN and not c.sentence)
    more = _any(c.present for c in body) & ~lead
    return (
        *(("title", FULL, main), ("title", HALF, rest), ("first", FIRST, _any(first))),
        *(("body", HALF, lead), ("body", LESS, more)),
    )


class Leaning:
    """The learned table, laid out by bit."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._bias = pack([10 * number for number in BIAS])
        self._rows: dict[tuple[str, float], dict[int, Row]] = {}
        for part, loudness, _ in heard(()):
            self._rows[part, loudness] = dict(_laid_out(part, loudness, bits))
        self._known = {which: sum(rows) for which, rows in self._rows.items()}

    def weigh(self, clauses: Sequence[Clause]) -> dict[str, float]:
        """The log-probability of each type, never less than that of LEAST."""
        packed = self._bias
        for part, loudness, present in heard(clauses):
            rows = self._rows[part, loudness]
            present &= self._known[part, loudness]
            while present:
                low = present & -present
                present ^= low
                packed += rows[low]
        sums = unpack(packed)
        most = max(sums)
        shares = [exp((number - most) / SCALE) for number in sums]
        total = sum(shares)
        return {kind: log(share / total + LEAST) for kind, share in zip(TYPES, shares, strict=True)}


def _laid_out(part: str, loudness: float, bits: Mapping[str, int]) -> Iterator[tuple[int, Row]]:
    """The rows of a part; a class the lexicon no longer knows is passed over."""
    tenths = round(10 * loudness)
    for name, numbers in WEIGHTS.items():
        of, _, word_class = name.partition(":")
        if of == part and word_class in bits:
            yield bits[word_class], pack([tenths * int(number) for number in numbers.split()])


def pack(numbers: Sequence[int]) -> Row:
    """A number for each type as one; each and every sum of them must fit into WIDTH bits with its sign."""
    return sum(number << WIDTH * place for place, number in enumerate(numbers))


_MIDDLE = 1 << WIDTH - 1
_SHIFT = pack([_MIDDLE] * len(TYPES))  # makes all of them positive, so that none borrows from the next


def unpack(row: Row) -> list[int]:
    """The numbers that were packed, or their sums."""
    written = (row + _SHIFT).to_bytes(WIDTH // 8 * len(TYPES), sys.byteorder)
    found = array("I", written)
    return [number - _MIDDLE for number in (found if sys.byteorder == "little" else reversed(found))]


def _any(masks: Iterator[int] | Sequence[int]) -> int:
    bits = 0
    for mask in masks:
        bits |= mask
    return bits
