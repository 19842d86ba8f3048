"""Which event types the words of a document lean to: what decides where patterns are silent or disagree.

title and body → the word classes heard in each, the words of the title → one row of numbers each → log-probabilities
"""

import sys
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from math import exp, log

from intel.leanings import BIAS, TYPES, WEIGHTS, WORDS
from intel.reading import MAIN, Clause

SCALE = 1000  # sums are in thousandths: the table's hundredths times the tenths of loudness
LEAST = 0.001  # no type is ruled out by words alone
FULL, FIRST, HALF, LESS = 1.0, 0.7, 0.6, 0.4  # title's main clause, its first word, background and lead, the rest

Heard = tuple[str, float, int]  # part, how much it counts, bits of the classes heard there
Spoken = tuple[float, Set[str]]  # how much it counts, the words that stand there
Row = int  # the numbers of all types packed into one, WIDTH bits each: one addition adds them all
WIDTH = 32
CHUNK = 32  # bits that are looked up together
_REMEMBERED = 500  # sums of a chunk


def heard(clauses: Sequence[Clause]) -> tuple[Heard, ...]:
    """The classes of a document by part and loudness; a class counts once a part, where it is loudest."""
    first = main = title = lead = body = 0
    for clause in clauses:
        bits, is_main = clause.present, clause.weight >= MAIN
        if clause.title:
            title |= bits
            if is_main:
                main, first = main | bits, first | clause.masks[0]
        else:
            body |= bits
            if is_main and not clause.sentence:
                lead |= bits
    return (
        *(("title", FULL, main), ("title", HALF, title & ~main), ("first", FIRST, first)),
        *(("body", HALF, lead), ("body", LESS, body & ~lead)),
    )


def spoken(clauses: Sequence[Clause]) -> tuple[Spoken, ...]:
    """The words of a title by loudness; those of the body add nothing to their classes."""
    main: set[str] = set()
    aside: set[str] = set()
    for clause in clauses:
        if clause.title:
            (main if clause.weight >= MAIN else aside).update(clause.words)
    return (FULL, main), (HALF, aside - main)


class Leaning:
    """The learned tables, laid out by bit and by word."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._bias = pack([10 * number for number in BIAS])
        self._tables = [_Table(dict(_laid_out(part, loudness, bits))) for part, loudness, _ in heard(())]
        self._words = [_Words(loudness) for loudness, _ in spoken(())]

    def weigh(self, clauses: Sequence[Clause]) -> dict[str, float]:
        """The log-probability of each type, never less than that of LEAST."""
        packed = self._bias
        for table, (_, _, present) in zip(self._tables, heard(clauses), strict=True):
            if present:
                packed += table.sum(present)
        for rows, (_, words) in zip(self._words, spoken(clauses), strict=True):
            if words:
                packed += rows.sum(words)
        sums = _shifted(packed)  # all by the same, which their differences do not show
        most = max(sums)
        shares = [exp((number - most) / SCALE) for number in sums]
        total = sum(shares)
        return {kind: log(share / total + LEAST) for kind, share in zip(TYPES, shares, strict=True)}


class _Table:
    """The rows of one part, summed up by so many bits at a time."""

    def __init__(self, rows: Mapping[int, Row]) -> None:
        self._rows = rows
        self._known = sum(rows)
        self._size = -(-self._known.bit_length() // CHUNK) * CHUNK // 8
        self._sums = [_Sums(self._add_up, place) for place in range(self._size * 8 // CHUNK)]

    def sum(self, present: int) -> Row:
        """The sum of the rows of all bits that are there."""
        packed = 0
        chunks = array("I", (present & self._known).to_bytes(self._size, sys.byteorder))
        for sums, chunk in zip(self._sums, chunks, strict=True):
            if chunk:
                packed += sums[chunk]
        return packed

    def _add_up(self, place: int, chunk: int) -> Row:
        """The same for the bits of one chunk."""
        at = place if sys.byteorder == "little" else len(self._sums) - 1 - place
        packed, rest = 0, chunk << CHUNK * at
        while rest:
            bit = rest & -rest
            rest ^= bit
            packed += self._rows[bit]
        return packed


class _Sums(dict[int, Row]):
    """The sums of one chunk of bits; remembered, because words are heard together again and again."""

    def __init__(self, add_up: Callable[[int, int], Row], place: int) -> None:
        super().__init__()
        self._add_up, self._place = add_up, place

    def __missing__(self, chunk: int) -> Row:
        if len(self) >= _REMEMBERED:
            self.clear()
        known = self[chunk] = self._add_up(self._place, chunk)
        return known


class _Words(dict[str, Row]):
    """The rows of the words of titles; made when a word is first heard."""

    def __init__(self, loudness: float) -> None:
        super().__init__()
        self._tenths = round(10 * loudness)

    def sum(self, words: Set[str]) -> Row:
        """The sum of the rows of all words that are known."""
        return sum(map(self.__getitem__, WORDS.keys() & words))

    def __missing__(self, word: str) -> Row:
        made = self[word] = pack([self._tenths * int(number) for number in WORDS[word].split()])
        return made


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
    return [number - _MIDDLE for number in _shifted(row)]


def _shifted(row: Row) -> Sequence[int]:
    """The same, each greater by _MIDDLE."""
    found = array("I", (row + _SHIFT).to_bytes(WIDTH // 8 * len(TYPES), sys.byteorder))
    return found if sys.byteorder == "little" else found[::-1]
