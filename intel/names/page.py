"""One document as the finder reads it: its fields normalised into one string, with every name and cue there."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from intel.names.lexicon import BARE, WITH_ARTICLE, Claim, Lexicon, Term
from intel.names.skeleton import Reader, alike
from intel.normalise import Normal
from model.finding import Span
from model.item import Document

_BETWEEN = "\n"  # between fields: no name and no key runs across it
_LONGEST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A written form with the claims on it; offsets count in the page's text."""

    start: int
    end: int
    claims: tuple[Claim, ...]
    by_key: bool = False  # reached by its skeleton

    @property
    def size(self) -> int:
        """Characters covered."""
        return self.end - self.start

    def covers(self, other: "Hit | Cue") -> bool:
        """It shares a character with the other."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Cue:
    """A context word and the sets that it belongs to."""

    start: int
    end: int
    sets: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """A document's fields in one normalised string, with the way back to each field."""

    fields: list[str]
    normals: list[Normal]
    starts: list[int]
    text: str
    hits: list[Hit] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)

    @classmethod
    def of(cls, document: Document) -> "Page":
        """Normalise the fields of a document."""
        named = list(document.fields())
        normals = [Normal(text) for _, text in named]
        starts, at = [], 0
        for normal in normals:
            starts.append(at)
            at += len(normal.text) + len(_BETWEEN)
        return cls([name for name, _ in named], normals, starts, _BETWEEN.join(n.text for n in normals))

    def span(self, start: int, end: int) -> Span:
        """The stretch text[start:end] as it was written in its field."""
        number = self.number(start)
        base, normal = self.starts[number], self.normals[number]
        first, last = normal.span(start - base, end - base)
        return Span(self.fields[number], first, last, normal.original[first:last])

    def number(self, offset: int) -> int:
        """Which field an offset lies in."""
        return bisect_right(self.starts, offset) - 1

    def original(self, offset: int) -> str:
        """The field, as written, that an offset lies in."""
        return self.normals[self.number(offset)].original


class Scanner:
    """Finds every listed and every re-spelled name, and every cue."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._reader = Reader()

    def scan(self, page: Page) -> None:
        """Fill in the page's hits and cues."""
        for start, end, term in self._exact(page.text):
            self._note(page, start, end, term)
        page.hits.extend(self._spelled(page.text))

    def any_name(self, text: str) -> bool:
        """A name that is more than a cue stands in a normalised text."""
        if any(claims(term, text, start) for start, _, term in self._exact(text) if term.names_somebody):
            return True
        return any(True for _ in self._spelled(text))

    def _exact(self, text: str) -> Iterator[tuple[int, int, Term]]:
        size = len(text)
        for last, term in self._lexicon.exact.iter(text):
            start, end = last + 1 - term.size, last + 1
            if end < size and text[end].isalnum() and not term.stem:
                continue
            if start and term.latin and text[start - 1].isalnum():
                continue
            yield start, end, term

    def _note(self, page: Page, start: int, end: int, term: Term) -> None:
        if not term.names_somebody and not term.cues:
            return
        found, start = claims(term, page.text, start), with_article(term, page.text, start)
        whole = end == len(page.text) or not page.text[end].isalnum()
        if found and whole:
            page.hits.append(Hit(start, end, tuple(found)))
        if term.cues and (term.latin or prefix(page.text, start) is not None):
            page.cues.append(Cue(start, end, tuple(term.cues)))

    def _spelled(self, text: str) -> Iterator[Hit]:
        stream = self._reader.read(text)
        words = None
        for last, spellings in self._lexicon.spelled.iter(stream.letters):
            words = words or stream.words()
            stretch = words.stretch(last + 1 - spellings[0].size, last + 1)
            if stretch is None:
                continue
            written = text[stretch[0] : stretch[1]]
            meant = tuple(dict.fromkeys(s.claim for s in spellings if alike(written, s.name)))
            if meant:
                yield Hit(*stretch, meant, by_key=True)


def prefix(text: str, start: int) -> str | None:
    """What is written onto the front of an Arabic word, if it is a particle or article; None: the middle of a word."""
    at = start
    while at and text[at - 1].isalnum():
        at -= 1
        if start - at > _LONGEST_PREFIX:
            return None
    front = text[at:start]
    return front if front in BARE or front in WITH_ARTICLE else None


def with_article(term: Term, text: str, start: int) -> int:
    """Where the word at `start` begins with the article that is written before it, if there is one."""
    return start - 2 if not term.latin and term.article and text[start - 2 : start] == "ال" else start


def claims(term: Term, text: str, start: int) -> list[Claim]:
    """The claims that the word at `start` can make, by what is written onto its front."""
    if term.latin or not start or not text[start - 1].isalnum():
        return term.bare
    front = prefix(text, start)
    if front is None:
        return []
    return term.article if front in WITH_ARTICLE else term.bare
