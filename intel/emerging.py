"""Names that look like those of armed groups, stand beside known ones, and are nobody's we know.

They are proposals to the operator, with the sentences they stood in; nothing is ever posted from here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intel.normalise import normalise
from model.finding import Names, Sighting, Span
from model.item import Document

LEAST_SEEN, LEAST_OWNERS = 3, 2
MOST_NAMES = 8  # of one document
LONGEST = 400  # code points of a sentence
SENTENCES = 5  # kept of each name
MOST_TEXT = 4_000
_LATIN_WORD = r"(?:[aA][lnst]{1,2}[- ])?[A-Z][\w'’ʿʾ]+"
_LATIN = re.compile(
    rf"\b(?:(?:Saraya|Liwa|Kata['’]?ib|Kataeb|Harakat|Quwat|Faylaq|Usbat|Ashab|Alwiyat|Jaysh|Firqat|Tashkil)"
    rf"(?:[ -]{_LATIN_WORD}){{1,3}}|Islamic Resistance in {_LATIN_WORD}"
    rf"|(?:{_LATIN_WORD} ){{1,3}}(?:Brigades?|Companies|Battalions))"
)
_ARABIC = re.compile(
    r"(?<!\w)[وبفل]?(?:سرايا|لواء|ألوية|كتائب|حركة|عصبة|أصحاب|فيلق|تشكيل|المقاومة الإسلامية في)(?: \w+){1,2}"
)
_PLAIN = frozenset(  # what follows such a word in ordinary news
    normalise(
        """الأمن الجيش الشرطة المرور السير المشاة المدرع الرد السريع التحالف الأمريكية الأميركية العراقية الحدود الطيران
        التجارة السوق السياسة المقاومة مسلحة جديدة عسكرية شعبية في من على إلى التي الذي هو هي كانت"""
    ).split()
)
_HINTS = ("saraya", "liwa", "kata", "harakat", "quwat", "faylaq", "usbat", "ashab", "alwiyat", "jaysh", "firqat")
_MORE_HINTS = ("tashkil", "resistance in", "brigade", "companies", "battalion")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name seen often enough to be looked at."""

    name: str
    seen: int
    owners: tuple[str, ...]
    sentences: tuple[str, ...]


def find_sightings(document: Document, names: Names, owner: str) -> tuple[Sighting, ...]:
    """Group-like names of a document that also names somebody known, and that no known name or rejection explains."""
    if not names.mentions:
        return ()
    found: dict[str, Sighting] = {}
    for field, text in document.fields():
        taken = [(s.start, s.end) for s in _spans(names) if s.field == field]
        for start, end in _candidates(text[:MOST_TEXT]):
            if not any(s < end and start < e for s, e in taken):
                name = text[start:end].strip()
                key = normalise(name)
                found.setdefault(key, Sighting(key, name, _sentence(text, start, end), document.id, owner))
    return tuple(found.values())[:MOST_NAMES]


def propose(sightings: Iterable[Sighting]) -> tuple[Proposal, ...]:
    """Names seen in three documents or more, of two owners or more; the most seen first."""
    by_key: dict[str, dict[str, Sighting]] = defaultdict(dict)
    for sighting in sightings:
        by_key[sighting.key].setdefault(sighting.document, sighting)
    proposals = []
    for seen in by_key.values():
        owners = tuple(sorted({s.owner for s in seen.values()}))
        if len(seen) >= LEAST_SEEN and len(owners) >= LEAST_OWNERS:
            sentences = tuple(s.sentence for s in seen.values())[:SENTENCES]
            proposals.append(Proposal(next(iter(seen.values())).name, len(seen), owners, sentences))
    return tuple(sorted(proposals, key=lambda p: (-p.seen, p.name)))


def _spans(names: Names) -> Iterator[Span]:
    yield from (m.span for m in names.mentions)
    yield from (r.span for r in names.rejections)


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    if any(hint in lowered for hint in _HINTS + _MORE_HINTS):
        yield from (m.span() for m in _LATIN.finditer(text))
    for match in _ARABIC.finditer(text):
        second = normalise(match.group().split(" ")[-1])
        words = [normalise(w) for w in match.group().split(" ")[1:]]
        if words and words[0] not in _PLAIN:
            end = match.end() if second not in _PLAIN else match.end() - len(match.group().split(" ")[-1]) - 1
            yield match.start(), end


def _sentence(text: str, start: int, end: int) -> str:
    begin = max(text.rfind(mark, 0, start) for mark in (".", "!", "?", "؟", "\n")) + 1
    ends = [at for mark in (".", "!", "?", "؟", "\n") if (at := text.find(mark, end)) >= 0]
    sentence = text[begin : min(ends, default=len(text))].strip()
    return sentence if len(sentence) <= LONGEST else text[max(begin, start - LONGEST // 2) : end + LONGEST // 2].strip()
