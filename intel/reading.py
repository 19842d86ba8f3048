"""A document as clauses of classed tokens: what the patterns of the event types are matched against.

title, summary → named actors and places folded to one token each → normalised → sentences → main and background
clauses ("... after ...") → each token's word classes as bits
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intel.lexicon import DROPPED, HARD_BREAKS, Lexicon
from intel.normalise import normalise
from model.actor import Roster
from model.finding import Names, PlaceMention, Span
from model.item import Document
from model.place import Gazetteer

MAIN, BACKGROUND = 1.0, 0.45
MOST_TEXT = 340  # code points of the body that are read: two or three sentences
MOST_UNNAMED = 160  # the same where nobody we know is named
MOST_SENTENCES = 3
_FIRST_MARK = 0xE000
_MOST_MARKS = 0x1000
_TOKEN = re.compile(r"[\ue000-\uefff]|\w+|[.,:;?!]")
_MARKS = re.compile(r"[\ue000-\uefff]")

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


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens that belong together; `weight` falls from the title's main clause to background of the body."""

    words: tuple[str, ...]
    masks: tuple[int, ...]
    mentions: tuple[int, ...]  # index into the document's mentions, then into its places; -1 for words
    present: int  # all bits of masks
    title: bool
    sentence: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch that is folded to one token, and what it is."""

    span: Span
    index: int
    bits: int
    first: bool  # goes before others that begin at the same place


class Reader:
    """Cuts documents into clauses."""

    def __init__(self, roster: Roster, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._actor_bits = _actor_bits(roster, lexicon)
        self._place_bits = _place_bits(gazetteer, lexicon)
        self._person = lexicon.bit("person")
        self._after = lexicon.bit("after")
        self._say = lexicon.bit("say")
        self._number = lexicon.bit("number")
        self._signs = {",": lexicon.bit("comma"), ":": lexicon.bit("colon"), "?": lexicon.bit("question")}

    def read(self, document: Document, names: Names, places: Sequence[PlaceMention] = ()) -> tuple[Clause, ...]:
        """The clauses of the title and of the first sentences of the body."""
        body = "summary" if document.summary else "content"
        marks = self._marks(names, places)
        clauses = self._field(document.title, [m for m in marks if m.span.field == "title"], title=True)
        text = (document.summary or document.content)[: None if names.mentions else MOST_UNNAMED]
        return (*clauses, *self._field(text, [m for m in marks if m.span.field == body], title=False))

    def _marks(self, names: Names, places: Sequence[PlaceMention]) -> list[_Mark]:
        marks = []
        for index, mention in enumerate(names.mentions):
            bits = self._person if mention.person else self._actor_bits.get(mention.actor or "", 0)
            marks.append(_Mark(mention.span, index, bits, first=mention.person is not None))
        for index, place in enumerate(places, start=len(marks)):
            bits = self._place_bits.get(place.place, 0) | self._lexicon.classes(normalise(place.span.text))
            marks.append(_Mark(place.span, index, bits, first=False))
        return marks[:_MOST_MARKS]

    def _field(self, text: str, marks: list[_Mark], *, title: bool) -> list[Clause]:
        if not text:
            return []
        bits = {mark.index: mark.bits for mark in marks}
        tokens = _TOKEN.findall(normalise(_fold(text, marks)))
        clauses: list[Clause] = []
        for number, sentence in enumerate(_sentences(tokens)[:MOST_SENTENCES]):
            clauses.extend(self._sentence(sentence, bits, title=title, number=number))
        return clauses

    def _sentence(self, tokens: list[str], bits: Mapping[int, int], *, title: bool, number: int) -> list[Clause]:
        masks, owners = self._classed(tokens, bits)
        clauses = []
        for start, stop, weight in self._cuts(tokens, masks, title=title):
            if stop > start:
                part, present = slice(start, stop), 0
                for mask in masks[part]:
                    present |= mask
                clauses.append(
                    Clause(
                        *(tuple(tokens[part]), tuple(masks[part]), tuple(owners[part])), present, title, number, weight
                    )
                )
        return clauses

    def _classed(self, tokens: list[str], bits: Mapping[int, int]) -> tuple[list[int], list[int]]:
        masks, owners = [], [-1] * len(tokens)
        for at, token in enumerate(tokens):
            if token in self._signs:
                masks.append(self._signs[token])
            elif "\ue000" <= token <= "\uefff":
                owners[at] = ord(token) - _FIRST_MARK
                masks.append(bits.get(owners[at], 0))
            else:
                masks.append(self._lexicon.at(tokens, at) | (self._number if token[0].isdigit() else 0))
        return masks, owners

    def _cuts(self, tokens: list[str], masks: list[int], *, title: bool) -> list[tuple[int, int, float]]:
        """Where the main clause and the background begin and end."""
        size = self._without_source(tokens, masks) if title else len(tokens)
        found = [n for n, mask in enumerate(masks[:size]) if mask & self._after]
        if found and found[0] == 0:
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


def _actor_bits(roster: Roster, lexicon: Lexicon) -> dict[str, int]:
    return {a.id: lexicon.bit(CLASS_OF.get(a.id) or KIND_CLASS.get(a.kind, "militia")) for a in roster.actors.values()}


def _place_bits(gazetteer: Gazetteer, lexicon: Lexicon) -> dict[str, int]:
    place, site = lexicon.bit("place"), lexicon.bit("site")
    return {p.id: place | site if p.kind in SITE_KINDS else place for p in gazetteer.places.values()}


def _fold(text: str, marks: list[_Mark]) -> str:
    """The text with each mark replaced by one private character that tells its index."""
    text = _MARKS.sub(" ", text) if _MARKS.search(text) else text
    parts, at = [], 0
    for mark in sorted(marks, key=lambda m: (m.span.start, -m.span.end, not m.first)):
        if at <= mark.span.start < MOST_TEXT:
            parts.append(f"{text[at : mark.span.start]} {chr(_FIRST_MARK + mark.index)} ")
            at = mark.span.end
    parts.append(text[at : max(at, MOST_TEXT)])
    return "".join(parts)


def _sentences(tokens: list[str]) -> list[list[str]]:
    sentences: list[list[str]] = [[]]
    for token in tokens:
        if token in HARD_BREAKS:
            sentences.append([])
        elif token not in DROPPED:
            sentences[-1].append(token)
            if token == "?":
                sentences.append([])
    return [s for s in sentences if s]
