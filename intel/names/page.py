"""One document as the finder reads it: its fields normalised into one string, with every name and cue there."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from intel.names.lexicon import BARE, WITH_ARTICLE, Claim, Claims, Lexicon, Spelling, Term
from intel.names.skeleton import Reader, alike
from intel.normalise import Normal
from model.finding import Span

_BETWEEN = " \ue000 "  # between fields: a letter of nobody, so that no name and no key runs across it
_LONGEST_PREFIX = 4
_LATIN = re.compile("[a-z]")
_REMEMBERED = 20_000


class Hit(NamedTuple):
    """A written form with the claims on it; offsets count in the page's text."""

    start: int
    end: int
    claims: tuple[Claim, ...]
    by_key: bool = False  # reached by its skeleton

    @property
    def size(self) -> int:
        """Characters covered."""
        return self.end - self.start


class Named(NamedTuple):
    """A hit and whom it was found to mean, by which rule; nobody for a decoy."""

    hit: Hit
    actor: str | None
    person: str | None
    rule: str
    cue: str = ""


Cue = tuple[int, int, tuple[str, ...]]  # start and end of a context word, and the sets that it belongs to


@dataclass(slots=True)
class Page:
    """A document's fields in one normalised string, with the way back to each field."""

    fields: tuple[tuple[str, Normal], ...]
    starts: list[int]  # where each field begins in the text
    text: str
    full: list[Hit] = field(default_factory=list)  # full names and decoys, overlapping as they come
    short: list[Hit] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    heard: list[tuple[int, Any]] = field(default_factory=list)  # where words end that others listen for, what they are
    _spans: dict[tuple[int, int], Span] = field(default_factory=dict)
    _written: dict[str, bool] = field(default_factory=dict)
    _originals: str = ""  # all fields as they were written, joined when first asked for

    @classmethod
    def of(cls, fields: Mapping[str, Normal]) -> "Page":
        """Join normalised fields."""
        starts, at = [], 0
        for normal in fields.values():
            starts.append(at)
            at += len(normal.text) + len(_BETWEEN)
        return cls(tuple(fields.items()), starts, _BETWEEN.join([normal.text for normal in fields.values()]))

    def span(self, start: int, end: int) -> Span:
        """The stretch text[start:end] as it was written in its field."""
        known = self._spans.get((start, end))
        if known is None:
            number = bisect_right(self.starts, start) - 1
            base, (name, normal) = self.starts[number], self.fields[number]
            first, last = normal.span(start - base, end - base)
            known = self._spans[start, end] = Span(name, first, last, normal.original[first:last])
        return known

    def heard_in(self) -> dict[str, list[tuple[int, Any]]]:
        """What others listen for, by field, with offsets that count in its normalised text."""
        found: dict[str, list[tuple[int, Any]]] = {}
        number, last = -1, len(self.fields) - 1
        for end, what in self.heard:
            while number < last and end > self.starts[number + 1]:
                number += 1
                mine = found[self.fields[number][0]] = []
            mine.append((end - self.starts[number], what))
        return found

    def writes(self, abbreviation: str) -> bool:
        """An abbreviation stands somewhere in capitals as listed, with or without dots."""
        known = self._written.get(abbreviation)
        if known is None:
            if not self._originals:
                self._originals = "\n".join([normal.original for _, normal in self.fields])
            known = abbreviation in self._originals or ".".join(abbreviation) in self._originals
            self._written[abbreviation] = known
        return known

    def field_text(self, span: Span) -> str:
        """The whole field, as written, that a span lies in."""
        return next(normal.original for name, normal in self.fields if name == span.field)


class Scanner:
    """Finds every listed and every re-spelled name, and every cue."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._reader = Reader(lexicon.names)
        self._likeness: dict[tuple[str, str], Claims] = {}

    def scan(self, page: Page) -> None:
        """Fill in the page's names and cues."""
        text, cues = page.text, page.cues
        for start, end, term in self._exact(text, page.heard):
            if term.cased and not page.writes(term.cased):
                continue
            claims = term.bare
            if not term.latin and start and text[start - 1] != " ":
                front = prefix(text, start)
                if front is None:
                    continue
                if front in WITH_ARTICLE:
                    claims = term.article
                start -= 2 if term.article and front.endswith("ال") else 0
            if term.cues:
                cues.append((start, end, term.cues))
            if term.named and not (term.stem and text[end : end + 1].isalnum()):
                _add(page, start, end, claims)
        for start, end, claims in self._spelled(text):
            _add(page, start, end, claims, by_key=True)

    def any_name(self, text: str) -> bool:
        """A name that is more than a cue stands in a normalised text."""
        for last, term in self._lexicon.exact.iter(text):
            # Few of the many terms are names: asked first, as every new item is.
            if term.named and _stands_alone(term, text, last) and claims_at(term, text, last + 1 - term.size):
                return True
        return any(claims for _, _, claims in self._spelled(text))

    def _exact(self, text: str, heard: list[tuple[int, Any]]) -> Iterator[tuple[int, int, Term]]:
        """The words that names have a use for; those that others listen for are added to `heard`."""
        for last, term in self._lexicon.exact.iter(text):
            if term.others is not None:
                heard.append((last + 1, term.others))
                if not term.own:
                    continue
            end = last + 1
            start = end - term.size  # what follows is _stands_alone, written out as it is asked of every term
            if text[end : end + 1].isalnum() and not term.stem:
                continue
            if start and term.latin and text[start - 1].isalnum():
                continue
            yield start, end, term

    def _spelled(self, text: str) -> Iterator[tuple[int, int, Claims]]:
        if not _LATIN.search(text):
            return
        stream = self._reader.read(text)
        for last, (size, spellings) in self._lexicon.spelled.iter(stream.letters):
            key = stream.letters[last + 1 - size : last + 1]
            stretch = stream.stretch(last + 1 - size, last + 1)
            if stretch is not None:
                yield *stretch, self._meant(text[stretch[0] : stretch[1]], key, spellings)

    def _meant(self, written: str, key: str, spellings: tuple[Spelling, ...]) -> Claims:
        """The claims of those names that what is written is near enough to; remembered, because news repeats itself."""
        known = self._likeness.get((written, key))
        if known is None:
            known = Claims.of([s.claim for s in spellings if alike(written, s.name, key)])
            if len(self._likeness) >= _REMEMBERED:
                self._likeness.clear()
            self._likeness[written, key] = known
        return known


def _add(page: Page, start: int, end: int, claims: Claims, *, by_key: bool = False) -> None:
    if claims.full:
        page.full.append(Hit(start, end, claims.full, by_key))
    if claims.short:
        page.short.append(Hit(start, end, claims.short, by_key))


def _stands_alone(term: Term, text: str, last: int) -> bool:
    """Whether a term that ends with this sign is no mere part of a longer word."""
    end = last + 1
    if end < len(text) and not term.stem and text[end].isalnum():
        return False
    start = end - term.size
    return not (start and term.latin and text[start - 1].isalnum())


def prefix(text: str, start: int) -> str | None:
    """What is written onto the front of an Arabic word, if it is a particle or article; None: the middle of a word."""
    at = start
    while at and text[at - 1].isalnum():
        at -= 1
        if start - at > _LONGEST_PREFIX:
            return None
    front = text[at:start]
    return front if front in BARE or front in WITH_ARTICLE else None


def claims_at(term: Term, text: str, start: int) -> Claims:
    """The claims that the word at `start` can make, by what is written onto its front."""
    if term.latin:
        return term.bare
    front = prefix(text, start)
    if front is None:
        return Claims()
    return term.article if front in WITH_ARTICLE else term.bare


class Taken:
    """Which characters of a text are spoken for."""

    def __init__(self, size: int, hits: Iterable[Hit] = ()) -> None:
        self._marks = bytearray(size)
        for hit in hits:
            self.take(hit.start, hit.end)

    def free(self, start: int, end: int) -> bool:
        """None of them is."""
        return 1 not in self._marks[start:end]

    def take(self, start: int, end: int) -> None:
        """Speak for them."""
        self._marks[start:end] = b"\x01" * (end - start)


def settle(hits: Iterable[Hit], size: int) -> list[Hit]:
    """The longest of overlapping hits, of equal ones the listed spelling; in reading order."""
    once: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        place = hit.start, hit.end
        if not hit.by_key or place not in once or once[place].by_key:
            once[place] = hit
    ordered = sorted(once.values(), key=_start)
    if all(one.end <= two.start for one, two in pairwise(ordered)):
        return ordered
    taken, kept = Taken(size), []
    for hit in sorted(ordered, key=lambda hit: (hit.start - hit.end, hit.by_key, hit.start)):
        if taken.free(hit.start, hit.end):
            taken.take(hit.start, hit.end)
            kept.append(hit)
    return sorted(kept, key=_start)


def _start(hit: Hit) -> int:
    return hit.start
