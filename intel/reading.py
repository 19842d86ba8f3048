"""A document as clauses of classed tokens: what the patterns of the event types are matched against.

normalised title, summary → named actors and places folded to one token each → sentences → main and background clauses
("... after ...") → each token's word classes as bits
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import NamedTuple

from intel.lexicon import DROPPED, Lexicon
from intel.normalise import Normal, normal_fields, normalise
from model.actor import Roster
from model.finding import Names, PlaceMention, Span
from model.item import Document
from model.place import Gazetteer

MAIN, BACKGROUND = 1.0, 0.45
MOST_TEXT = 340  # code points of the body that are read: two or three sentences
MOST_UNNAMED = 160  # the same where nobody we know is named
MOST_SENTENCES = 3
_MOST_READ = 2_000  # of a field as written: what is farther on is not within the normalised text that is read
_FIRST_MARK = 0xE000  # normalised texts have none of the characters that stand for marks
_MOST_MARKS = 0x100  # in a field; as many as the text that is read can hold
_REMEMBERED = 10_000
_TOKEN = re.compile(r"\w+|[,:?\ue000-\ue0ff]")

KIND_CLASS = {
    "faction": "faction",
    "facade": "faction",
    "umbrella": "faction",
    "state-body": "faction",
    "bloc": "bloc",
    "state-force": "forces",
    "foreign": "foreign",
    "topic": "militia",
}
CLASS_OF = {  # where the kind alone misleads
    "islamic-state": "jihadi",
    "cjtf-oir": "external",
    "lebanese-kataeb-party": "bloc",
    "palestinian-fatah": "bloc",
    "badr-national-current": "bloc",
    "libyan-armed-groups": "foreign",
}
TIME_UNITS = frozenset({"hours", "days", "weeks", "months", "years", "year"})
SITE_KINDS = frozenset({"base", "airport", "crossing", "field", "site"})


class Clause(NamedTuple):
    """Tokens that belong together; `weight` falls from the title's main clause to background of the body."""

    words: tuple[str, ...]
    masks: tuple[int, ...]
    mentions: tuple[int, ...]  # index into the document's mentions, then into its places; -1 for words
    present: int  # all bits of masks
    title: bool
    sentence: int
    weight: float


_Mark = tuple[int, int, bool, int, int]  # start, minus end, goes after others that begin there, index, bits


class Reader:
    """Cuts documents into clauses."""

    def __init__(self, roster: Roster, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._actor_bits = _actor_bits(roster, lexicon)
        self._place_bits = _place_bits(gazetteer, lexicon)
        self._person = lexicon.bit("person")
        self._after = lexicon.bit("after")
        self._say = lexicon.bit("say")
        self._said: dict[str, int] = {}

    def read(self, document: Document, names: Names, places: Sequence[PlaceMention] = ()) -> tuple[Clause, ...]:
        """The clauses of the title and of the first sentences of the body."""
        return self.read_in(normal_fields(document), names, places)

    def read_in(self, fields: Mapping[str, Normal], names: Names, places: Sequence[PlaceMention]) -> tuple[Clause, ...]:
        """The same, where the fields of a document were normalised already."""
        marks = self._marks(fields, names, places)
        body = "summary" if "summary" in fields else "content"
        clauses: list[Clause] = []
        for name, most in (("title", MOST_TEXT), (body, MOST_TEXT if names.mentions else MOST_UNNAMED)):
            if name in fields:
                clauses += self._field(fields[name].text, marks.get(name, ()), most, title=name == "title")
        return tuple(clauses)

    def _marks(
        self, fields: Mapping[str, Normal], names: Names, places: Sequence[PlaceMention]
    ) -> dict[str, list[_Mark]]:
        """What is folded to one token, by field."""
        marks: dict[str, list[_Mark]] = {}
        for index, (span, last, bits) in enumerate(self._named(names, places)):
            if span.start < _MOST_READ:
                start, end = fields[span.field].made(span.start, span.end)
                marks.setdefault(span.field, []).append((start, -end, last, index, bits))
        return marks

    def _named(self, names: Names, places: Sequence[PlaceMention]) -> Iterator[tuple[Span, bool, int]]:
        """Where mentions and places stand, whether they go after others that stand there, and what they are."""
        for mention in names.mentions:
            bits = self._person if mention.person else self._actor_bits.get(mention.actor or "", 0)
            yield mention.span, mention.person is None, bits
        for place in places:
            yield place.span, True, self._place_bits.get(place.place, 0) | self._meaning(place.span.text)

    def _meaning(self, written: str) -> int:
        """The classes of a place's name, as "Baghdad" speaks of the government; remembered, as few are in the news."""
        known = self._said.get(written)
        if known is None:
            if len(self._said) >= _REMEMBERED:
                self._said.clear()
            known = self._said[written] = self._lexicon.classes(normalise(written))
        return known

    def _field(self, text: str, marks: Sequence[_Mark], most: int, *, title: bool) -> list[Clause]:
        folded, marked = _fold(text, marks, most)
        clauses: list[Clause] = []
        for number, sentence in enumerate(islice(_sentences(folded), MOST_SENTENCES)):
            clauses.extend(self._sentence(sentence, marked, title=title, number=number))
        return clauses

    def _sentence(
        self, tokens: list[str], marked: Mapping[str, tuple[int, int]], *, title: bool, number: int
    ) -> list[Clause]:
        masks, owners = self._lexicon.masks(tokens), [-1] * len(tokens)
        if marked and not marked.keys().isdisjoint(tokens):
            for at, token in enumerate(tokens):
                if token in marked:
                    owners[at], masks[at] = marked[token]
        words, bits, owned = tuple(tokens), tuple(masks), tuple(owners)
        if not title and not (present := reduce(or_, masks)) & self._after:
            return [Clause(words, bits, owned, present, title, number, MAIN)]
        return [
            _clause(words[start:stop], bits[start:stop], owned[start:stop], title, number, weight)
            for start, stop, weight in self._cuts(tokens, masks, title=title)
            if stop > start
        ]

    def _cuts(self, tokens: list[str], masks: list[int], *, title: bool) -> list[tuple[int, int, float]]:
        """Where the main clause and the background begin and end."""
        size = self._without_source(tokens, masks) if title else len(tokens)
        after = self._after
        found = [n for n, mask in enumerate(masks[:size]) if mask & after]
        if not found:
            return [(0, size, MAIN)]
        if found[0] == 0:
            comma = next((n for n in range(2, size) if tokens[n] == ","), 0)
            if comma:
                rest = next((n for n in found if n > comma + 1), size)
                return [(comma + 1, rest, MAIN), (0, comma, BACKGROUND), (rest, size, BACKGROUND)]
            return [(0, size, MAIN)]
        first = next((n for n in found if n > 1), size)
        if first < size and tokens[first] in TIME_UNITS:  # "five years after": the number goes with its unit
            first -= 1
        return [(0, first, MAIN), (first, size, BACKGROUND)]

    def _without_source(self, tokens: list[str], masks: list[int]) -> int:
        """Where a headline ends before who says it: "..., a monitor says"."""
        size = len(tokens)
        if size > 6 and masks[-1] & self._say:
            comma = next((n for n in range(size - 2, max(3, size - 6), -1) if tokens[n] == ","), 0)
            return comma or size
        return size


def _clause(
    words: tuple[str, ...], masks: tuple[int, ...], owners: tuple[int, ...], title: bool, sentence: int, weight: float
) -> Clause:
    return Clause(words, masks, owners, reduce(or_, masks), title, sentence, weight)


def _actor_bits(roster: Roster, lexicon: Lexicon) -> dict[str, int]:
    return {a.id: lexicon.bit(CLASS_OF.get(a.id) or KIND_CLASS.get(a.kind, "militia")) for a in roster.actors.values()}


def _place_bits(gazetteer: Gazetteer, lexicon: Lexicon) -> dict[str, int]:
    place, site = lexicon.bit("place"), lexicon.bit("site")
    return {p.id: place | site if p.kind in SITE_KINDS else place for p in gazetteer.places.values()}


def _fold(text: str, marks: Sequence[_Mark], most: int) -> tuple[str, dict[str, tuple[int, int]]]:
    """The beginning of a text with a private character for each mark, and the index and bits that each stands for."""
    parts, at = [], 0
    marked: dict[str, tuple[int, int]] = {}
    for start, minus_end, _, index, bits in sorted(marks):
        if at <= start < most and len(marked) < _MOST_MARKS:
            char = chr(_FIRST_MARK + len(marked))
            marked[char] = index, bits
            parts.append(f"{text[at:start]} {char} ")
            at = -minus_end
    parts.append(text[at:most])
    return "".join(parts), marked


def _sentences(text: str) -> Iterator[list[str]]:
    """The tokens of each sentence of a normalised text, without those that say nothing."""
    for part in text.replace("?", "?.").replace("!", ".").replace(";", ".").split("."):
        tokens = [token for token in _TOKEN.findall(part) if token not in DROPPED]
        if tokens:
            yield tokens
