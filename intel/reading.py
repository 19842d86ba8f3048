"""A document as clauses of classed tokens: what the patterns of the event types are matched against.

title, summary → named actors folded to one token each → normalised → sentences → main and background clauses
("... after ...") → each token's word classes as bits
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from intel.lexicon import DROPPED, HARD_BREAKS, Lexicon
from intel.normalise import normalise
from model.actor import Roster
from model.finding import Mention, Names
from model.item import Document

MAIN, BACKGROUND = 1.0, 0.45
MOST_TEXT = 900  # code points of the body that are read
MOST_SENTENCES = 4
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
    "coordination-framework": "bloc",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens that belong together; `weight` falls from the title's main clause to background of the body."""

    words: tuple[str, ...]
    masks: tuple[int, ...]
    mentions: tuple[int, ...]  # index into the document's mentions, -1 for words
    present: int  # all bits of masks
    title: bool
    sentence: int
    weight: float


class Reader:
    """Cuts documents into clauses."""

    def __init__(self, roster: Roster, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._actor_bits = _actor_bits(roster, lexicon)
        self._person = lexicon.bit("person")
        self._after = lexicon.bit("after")
        self._number = lexicon.bit("number")
        self._signs = {",": lexicon.bit("comma"), ":": lexicon.bit("colon"), "?": lexicon.bit("question")}

    def read(self, document: Document, names: Names) -> tuple[Clause, ...]:
        """The clauses of the title and of the first sentences of the body."""
        body = "summary" if document.summary else "content"
        clauses = self._field(document.title, "title", names.mentions, title=True)
        text = getattr(document, body)
        return (*clauses, *self._field(text, body, names.mentions, title=False))

    def _field(self, text: str, field: str, mentions: tuple[Mention, ...], *, title: bool) -> list[Clause]:
        tokens = _TOKEN.findall(normalise(_fold_mentions(text, field, mentions)))
        clauses: list[Clause] = []
        for number, sentence in enumerate(_sentences(tokens)):
            if number >= MOST_SENTENCES:
                break
            clauses.extend(self._sentence(sentence, mentions, title=title, number=number))
        return clauses

    def _sentence(self, tokens: list[str], mentions: tuple[Mention, ...], *, title: bool, number: int) -> list[Clause]:
        masks = [self._mask(tokens, n, mentions) for n in range(len(tokens))]
        cuts = self._cuts(tokens, masks)
        clauses = []
        for start, stop, weight in cuts:
            if stop > start:
                part = slice(start, stop)
                owners = tuple(_mention_index(t) for t in tokens[part])
                present = 0
                for mask in masks[part]:
                    present |= mask
                clauses.append(Clause(tuple(tokens[part]), tuple(masks[part]), owners, present, title, number, weight))
        return clauses

    def _mask(self, tokens: list[str], at: int, mentions: tuple[Mention, ...]) -> int:
        token = tokens[at]
        index = _mention_index(token)
        if index >= 0:
            return self._mention_bits(mentions[index]) if index < len(mentions) else 0
        if token in self._signs:
            return self._signs[token]
        bits = self._number if token.isdigit() else self._lexicon.classes(token)
        return bits | self._lexicon.phrases(tokens, at)

    def _mention_bits(self, mention: Mention) -> int:
        if mention.person:
            return self._person
        return self._actor_bits.get(mention.actor or "", 0)

    def _cuts(self, tokens: list[str], masks: list[int]) -> list[tuple[int, int, float]]:
        """Where the main clause and the background begin and end."""
        size = len(tokens)
        found = [n for n, mask in enumerate(masks) if mask & self._after]
        if found and found[0] == 0:
            comma = next((n for n in range(2, size) if tokens[n] == ","), 0)
            if comma:
                rest = next((n for n in found if n > comma + 1), size)
                return [(comma + 1, rest, MAIN), (0, comma, BACKGROUND), (rest, size, BACKGROUND)]
            return [(0, size, MAIN)]
        first = next((n for n in found if n > 1), size)
        return [(0, first, MAIN), (first, size, BACKGROUND)]


def _actor_bits(roster: Roster, lexicon: Lexicon) -> Mapping[str, int]:
    return {a.id: lexicon.bit(CLASS_OF.get(a.id) or KIND_CLASS.get(a.kind, "militia")) for a in roster.actors.values()}


def _fold_mentions(text: str, field: str, mentions: tuple[Mention, ...]) -> str:
    """The text with each mention replaced by one private character that tells its index."""
    text = _MARKS.sub(" ", text) if _MARKS.search(text) else text
    spans = sorted(
        ((m.span.start, -m.span.end, n) for n, m in enumerate(mentions[:_MOST_MARKS]) if m.span.field == field),
        key=lambda s: (s[0], s[1], mentions[s[2]].person is None),
    )
    parts, at = [], 0
    for start, negative_end, index in spans:
        if start >= at and start < MOST_TEXT:
            parts.append(f"{text[at:start]} {chr(_FIRST_MARK + index)} ")
            at = -negative_end
    parts.append(text[at : max(at, MOST_TEXT)])
    return "".join(parts)


def _mention_index(token: str) -> int:
    return ord(token) - _FIRST_MARK if len(token) == 1 and "\ue000" <= token <= "\uefff" else -1


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
