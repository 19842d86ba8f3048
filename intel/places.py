"""Places that a document names, from the gazetteer's own table.

One automaton holds every written form; a form counts between word borders (Arabic particles may be joined), the longest
wins, and a form that is an ordinary word too needs one of its context words nearby. A place inside the name of an
organisation is no place of the event, unless it is a country.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import ahocorasick

from intel.normalise import Normal, normal_fields, normalise
from model.finding import Names, PlaceMention, Span
from model.item import Document
from model.place import Gazetteer, Place

NEAR = 120  # code points around an unsure form in which its context must stand
MOST_TEXT = 2_000  # of each field
_SETTLED = frozenset(["city", "town", "region"])
_BACKED = frozenset(
    ["backed", "linked", "aligned", "allied", "supported", "made", "sponsored", "funded", "affiliated", "led"]
)
_FOR = frozenset(["pro", "anti"])
_PARTICLES = frozenset(["و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "لل", "ال", "وال", "بال", "فال", "كال", "ولل"])


@dataclass(frozen=True, slots=True)
class _Form:
    place: Place
    text: str
    sure: bool


class _Hit(NamedTuple):
    start: int
    end: int
    form: _Form


Heard = tuple[int, tuple[_Form, ...]]  # where words end, and what is written so
_Seen = tuple[int, int, tuple[_Form, ...]]  # where in a text, and what is written so


class PlaceFinder:
    """Finds mentions of a gazetteer's places; built once, then pure."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._context = {p.id: tuple(_from_word(word) for word in p.context) for p in gazetteer.places.values()}
        self._apart = {p.id: tuple(map(normalise, p.apart)) for p in gazetteer.places.values() if p.apart}
        forms: dict[str, list[_Form]] = {}
        for form in _forms(gazetteer.places.values()):
            forms.setdefault(form.text, []).append(form)
        self.words = {text: tuple(held) for text, held in forms.items()}
        self._within = {id: tuple(p.id for p in gazetteer.ancestors(id)) for id in gazetteer.places}

    def find(self, document: Document, names: Names) -> tuple[PlaceMention, ...]:
        """The first mention of each place, in reading order."""
        if not self.words:
            return ()
        fields, automaton = normal_fields(document), self._automaton
        heard = {
            field: [(last + 1, forms) for last, forms in automaton.iter(normal.text)]
            for field, normal in fields.items()
        }
        return self.find_in(fields, heard, names)

    def find_in(
        self, fields: Mapping[str, Normal], heard: Mapping[str, Sequence[Heard]], names: Names
    ) -> tuple[PlaceMention, ...]:
        """The same, where it was heard already at which offsets of the normalised fields our words end."""
        seen = {field: written for field, ends in heard.items() if (written := _seen(fields[field].text, ends))}
        if not seen:
            return ()
        found: dict[str, PlaceMention] = {}
        kin = self._kin([form for written in seen.values() for _, _, forms in written for form in forms])
        for field, written in seen.items():
            taken = sorted([(m.span.start, m.span.end) for m in names.mentions if m.span.field == field])
            hits = self._hits(fields[field].text, written, kin)
            for mention in self._field(field, fields[field], hits, taken):
                found.setdefault(mention.place, mention)
        return tuple(found.values())

    def _field(
        self, field: str, normal: Normal, hits: Iterable[_Hit], taken: list[tuple[int, int]]
    ) -> Iterator[PlaceMention]:
        for hit in _longest(hits):
            if hit.form.place.kind == "country" and _sides_with(normal.text, hit):
                continue
            start, end = normal.span(hit.start, hit.end)
            place = hit.form.place
            if place.kind == "country" or not _overlaps(taken, start, end):
                span = Span(field, start, end, normal.original[start:end])
                yield PlaceMention(place.id, place.name, span, place.kind, self._within[place.id])

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        """For those who do not listen together with others."""
        automaton = ahocorasick.Automaton()
        for text, forms in self.words.items():
            automaton.add_word(text, forms)
        automaton.make_automaton()
        return automaton

    def _kin(self, forms: Sequence[_Form]) -> Set[str]:
        """Unsure places that others vouch for: what lies in or around them, and for a governorate its neighbours."""
        if all(form.sure for form in forms):
            return frozenset()
        named = {form.place.id for form in forms if form.sure}
        unsure = {form.place.id for form in forms if not form.sure}
        around = {id for place in named for id in self._within[place]}
        around |= _sisters(forms) | self._neighbours(forms)
        return {id for id in unsure if id in around or not named.isdisjoint(self._within[id][:-1])}

    def _neighbours(self, forms: Sequence[_Form]) -> Set[str]:
        """Towns of a country listed without governorates, in which another town or region is surely named."""
        placed = [form for form in forms if len(self._within[form.place.id]) == 1 and form.place.kind in _SETTLED]
        countries = {form.place.parent for form in placed if form.sure}
        return {form.place.id for form in placed if form.place.parent in countries}

    def _hits(self, text: str, seen: Iterable[_Seen], kin: Set[str]) -> Iterator[_Hit]:
        for start, end, forms in seen:
            for form in forms:
                if self._counts(text, start, end, form, kin):
                    yield _Hit(start, end, form)
                    break

    def _counts(self, text: str, start: int, end: int, form: _Form, kin: Set[str]) -> bool:
        if not (form.sure or form.place.id in kin or self._is_placed(text, start, end, form.place)):
            return False
        apart = self._apart.get(form.place.id)
        return not apart or not any(
            text.find(phrase, max(0, end - len(phrase)), start + len(phrase)) >= 0 for phrase in apart
        )

    def _is_placed(self, text: str, start: int, end: int, place: Place) -> bool:
        around = f" {text[max(0, start - NEAR) : start]} {text[end : end + NEAR]} "
        return any(word in around for word in self._context[place.id])


def _seen(text: str, ends: Iterable[Heard]) -> list[_Seen]:
    """Whole words that are written as places are."""
    return [
        (start, end, forms)
        for end, forms in ends
        if end <= MOST_TEXT and is_whole(text, start := end - len(forms[0].text), end)
    ]


def _sisters(forms: Sequence[_Form]) -> Set[str]:
    """Governorates of a country in which another one is surely named: "Nineveh, Anbar and Saladin"."""
    governorates = [form for form in forms if form.place.kind == "governorate"]
    countries = {form.place.parent for form in governorates if form.sure}
    return {form.place.id for form in governorates if form.place.parent in countries}


def _from_word(text: str) -> str:
    """A context word as it is sought: Latin ones from the start of a word, Arabic ones also behind joined particles."""
    word = normalise(text)
    return f" {word}" if word.isascii() else word


def _forms(places: Iterable[Place]) -> Iterator[_Form]:
    for place in places:
        for names, sure in ((place.names, True), (place.unsure, False)):
            for text in dict.fromkeys(normalise(name.text) for name in names):
                if len(text) > 1:
                    yield _Form(place, text, sure)


def is_whole(text: str, start: int, end: int) -> bool:
    """A stretch ends a word, and begins one or follows particles that Arabic writes onto it."""
    return not (end < len(text) and text[end].isalnum()) and begins_word(text, start)


def begins_word(text: str, start: int) -> bool:
    """A word begins there, or goes on there after particles that Arabic writes onto it."""
    if not start or not text[start - 1].isalnum():
        return True
    if not "\u0600" <= text[start] <= "\u06ff":
        return False
    begin = start
    while begin and text[begin - 1].isalnum():
        begin -= 1
    return text[begin:start] in _PARTICLES


def _sides_with(text: str, hit: _Hit) -> bool:
    """ "Iran-backed" and "pro-Iran" say whose side somebody is on, not where."""
    after = text[hit.end : hit.end + 12].split()
    if after and after[0] in _BACKED:
        return True
    before = text[max(0, hit.start - 12) : hit.start].split()
    return bool(before) and before[-1] in _FOR


def _longest(hits: Iterable[_Hit]) -> list[_Hit]:
    """Hits in reading order, without those that cross an earlier one; one inside another stands ("South Lebanon")."""
    kept: list[_Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= end or hit.end <= end:
            kept.append(hit)
            end = max(end, hit.end)
    return kept


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_right(taken, (end, 0))
    return any(s < end and start < e for s, e in taken[max(0, at - 3) : at])
