"""Whom a user means by what was typed: any spelling or script, typing slips, abbreviations, the wrong keyboard.

Tried in this order, each with a lower score: the name itself, the name without spaces, the same skeleton, the beginning
of a name, the nearest name. Recent activity tips near ties; a tie that stays is a choice for the user.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log1p
from typing import Literal

from rapidfuzz import fuzz, process

from intel.names.context import LONG_FORM
from intel.names.lexicon import split_article, variants
from intel.names.skeleton import ARTICLES, skeleton
from intel.normalise import normalise
from model.actor import Actor, Person, Roster

Kind = Literal["actor", "person", "group"]

EXACT, JOINED, SKELETON, COMMON, BEGINNING, ENDING, NEAREST = 100.0, 98.0, 96.0, 93.0, 90.0, 89.0, 88.0
FOUND = 66.0  # least score for an answer
SHOWN = 30.0  # least score for a suggestion
TIE = 5.0  # scores nearer than this are one choice
SUGGESTED = 3
LONGEST_QUERY = 100
SHORTLIST = 40
COMMON_FROM = 4  # so many actors' names begin with a word that means no one of them

_APART = 9.0  # those who are told apart come after those who are followed
_PERSON = 1.0
_GROUP = 1.5
_SHORT = 0.5
_FOLLOWING = 9.5  # words that in a text only stand for a name said before: a choice beside those told apart
_ACTIVITY = 3.0  # most that recent activity can add
_KEYBOARD = 6.0  # what a reading of the wrong keyboard costs

_SCENERY = ("iraq", "militia")  # cue sets whose words say where, not who
_FORCES = "pmf|pmu|hashd|hashd al shaabi|(?:ال)?حشد(?: ال?شعبي)?"
_BRIGADE = re.compile(
    rf"(?:the |(?:{_FORCES}) )*(?:(\d{{1,3}})(?:st|nd|rd|th)? (?:(?:{_FORCES}) )?brigade"
    rf"|(?:brigade|(?:ال)?لوا|تيپ) (?:no\.? |number )?(\d{{1,3}}))(?:(?: of| the| in| في)* (?:{_FORCES}))?"
)

_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvnm,./"
_ARABIC_KEYS = "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ"
_PERSIAN_KEYS = "ضصثقفغعهخحجچشسیبلاتنمکگظطزردپو./"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant."""

    id: str
    name: str
    kind: Kind
    score: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome of a look-up; candidates come best first."""

    kind: Literal["found", "choice", "unknown"]
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bearer:
    id: str
    name: str
    kind: Kind
    handicap: float
    place: int = 0  # in the roster, which lists the better known first


@dataclass(frozen=True, slots=True)
class _Entry:
    """A normalised name and who bears it."""

    text: str
    bearer: _Bearer
    handicap: float


class Resolver:
    """Looks names up in a roster; built once, then pure."""

    def __init__(self, roster: Roster) -> None:
        self._entries = list(_entries(roster))
        self._texts = [entry.text for entry in self._entries]
        self._bearers = list(dict.fromkeys(entry.bearer for entry in self._entries))
        self._brigades = _index_of_brigades(roster)
        self._scenery = frozenset(normalise(word) for name in _SCENERY for word in _cue_words(roster, name))

    def resolve(self, query: str, activity: Mapping[str, int] | None = None) -> Resolution:
        """Whom a query means; `activity` counts the recent items of each id."""
        scores: dict[_Bearer, float] = {}
        for reading, cost in _readings(query):
            if cost and max(scores.values(), default=0.0) >= NEAREST - _GROUP:
                break
            for bearer, score in self._score(reading):
                scores[bearer] = max(scores.get(bearer, 0.0), score - cost)
        return _decide(_ranked(scores, activity or {}))

    def complete(self, text: str, activity: Mapping[str, int] | None = None, limit: int = 25) -> tuple[Candidate, ...]:
        """Suggestions while somebody types, the likeliest first."""
        query = normalise(text[:LONGEST_QUERY])
        if not query:
            return tuple(_ranked(dict.fromkeys(self._bearers, 50.0), activity or {})[:limit])
        begun = dict(self._begun(query))
        for bearer, score in self._score(query) if len(begun) < limit else ():
            begun[bearer] = max(begun.get(bearer, 0.0), score)
        ranked = _ranked(begun, activity or {})
        return tuple(candidate for candidate in ranked if candidate.score >= SHOWN + 15)[:limit]

    def _begun(self, query: str) -> Iterator[tuple[_Bearer, float]]:
        inner = " " + query
        for entry in self._entries:
            if entry.text.startswith(query):
                yield entry.bearer, BEGINNING - entry.handicap
            elif inner in entry.text:
                yield entry.bearer, BEGINNING - 10 - entry.handicap

    def _score(self, query: str) -> Iterator[tuple[_Bearer, float]]:
        """Scores of every bearer that has a name like the query, worst first for equal bearers."""
        found: dict[_Bearer, float] = {}
        for number, score in self._alike(query):
            entry = self._entries[number]
            found[entry.bearer] = max(found.get(entry.bearer, 0.0), score - entry.handicap)
        yield from found.items()

    def _alike(self, query: str) -> Iterator[tuple[int, float]]:
        exact = COMMON if query in self._common or query in self._surnames else EXACT
        yield from ((number, exact) for number in self._exact.get(query, ()))
        yield from ((number, min(exact, JOINED)) for number in self._joined.get(_joined(query), ()))
        yield from ((number, min(exact, SKELETON)) for number in self._keyed.get(_key(query), ()) if _key(query))
        yield from ((number, BEGINNING) for number in self._beginning(query))
        yield from ((number, ENDING) for number in self._ending(query))
        yield from ((number, SKELETON) for number in self._numbered(query))
        yield from ((number, JOINED) for number in self._exact.get(self._bare(query), ()))
        asked = _Form.of(query)
        for _, _, number in process.extract(query, self._texts, scorer=fuzz.ratio, limit=SHORTLIST, score_cutoff=SHOWN):
            yield number, asked.likeness(self._forms[number])

    def _beginning(self, query: str) -> Iterator[int]:
        """Names of which the query is the first word, or the first words."""
        first = query.split(" ", 1)[0]
        opening = query + " "
        if len(query) > 2:
            yield from (number for number in self._first.get(first, ()) if self._texts[number].startswith(opening))

    def _ending(self, query: str) -> Iterator[int]:
        """Names of people of which the query is the surname."""
        if len(query) > 3:
            ending = split_article(query)[0].removeprefix("al ")
            for number in self._last.get(_last(ending), ()):
                if self._texts[number].replace(" ال", " ").endswith(" " + ending):
                    yield number

    def _numbered(self, query: str) -> Iterator[int]:
        """The holders of the brigade whose number the query gives."""
        match = _BRIGADE.fullmatch(query)
        for holder in self._brigades.get(match[1] or match[2], ()) if match else ():
            yield next(number for number, entry in enumerate(self._entries) if entry.bearer.id == holder)

    def _bare(self, query: str) -> str:
        """The query without words that only set the scene ("kh militia iraq"); empty if nothing was taken away."""
        words = query.split()
        kept = [word for word in words if word not in self._scenery]
        return " ".join(kept) if len(kept) < len(words) else ""

    @cached_property
    def _surnames(self) -> frozenset[str]:
        """Last words that several people bear."""
        bearers: dict[str, set[str]] = {}
        for entry in self._entries:
            if entry.bearer.kind == "person" and " " in entry.text:
                bearers.setdefault(_surname(entry.text), set()).add(entry.bearer.id)
        shared = {surname for surname, ids in bearers.items() if len(ids) > 1}
        return frozenset(text for text in self._exact if _surname(text) in shared and _is_surname(text))

    @cached_property
    def _common(self) -> frozenset[str]:
        """Words such as Kataib and Saraya, with which the names of many begin."""
        openings = Counter(normalise(b.name).split(" ")[0] for b in self._bearers if b.kind == "actor")
        common = {word for word, count in openings.items() if count >= COMMON_FROM}
        keys = {_key(word) for word in common} - {""}
        spelled = {text for text in self._exact if " " not in text and _key(text) in keys}
        return frozenset(common | spelled)

    @cached_property
    def _forms(self) -> list["_Form"]:
        return [_Form.of(text) for text in self._texts]

    @cached_property
    def _last(self) -> Mapping[str, list[int]]:
        people = ((number, entry) for number, entry in enumerate(self._entries) if entry.bearer.kind == "person")
        return _index((number, _last(entry.text)) for number, entry in people)

    @cached_property
    def _exact(self) -> Mapping[str, list[int]]:
        return _index(enumerate(self._texts))

    @cached_property
    def _joined(self) -> Mapping[str, list[int]]:
        return _index((number, form.joined) for number, form in enumerate(self._forms))

    @cached_property
    def _keyed(self) -> Mapping[str, list[int]]:
        return _index((number, form.key) for number, form in enumerate(self._forms) if form.key)

    @cached_property
    def _first(self) -> Mapping[str, list[int]]:
        return _index((number, text.split(" ", 1)[0]) for number, text in enumerate(self._texts))


def _last(text: str) -> str:
    """The last word without its article."""
    return split_article(text.split(" ")[-1])[0]


def _surname(name: str) -> str:
    """The last word of a name without its article; the skeleton where it is Latin."""
    last = name.split(" ")[-1]
    return _key(last) or split_article(last)[0]


def _is_surname(text: str) -> bool:
    return " " not in text.removeprefix("al ")


def _index_of_brigades(roster: Roster) -> Mapping[str, list[str]]:
    index: dict[str, list[str]] = {}
    for actor in roster.actors.values():
        for fact in actor.brigades:
            index.setdefault(fact.value, []).append(actor.id)
    return index


def _cue_words(roster: Roster, name: str) -> Iterator[str]:
    for words in roster.cues.get(name, {}).values():
        yield from words


def _index(pairs: Iterable[tuple[int, str]]) -> Mapping[str, list[int]]:
    index: dict[str, list[int]] = {}
    for number, key in pairs:
        index.setdefault(key, []).append(number)
    return index


def _entries(roster: Roster) -> Iterator[_Entry]:
    for place, actor in enumerate(roster.actors.values()):
        yield from _entries_of(actor, _Bearer(actor.id, actor.name, "actor", _APART if actor.apart else 0.0, place))
    for place, person in enumerate(roster.people.values()):
        yield from _entries_of(person, _Bearer(person.id, person.name, "person", _PERSON, place))
    for place, group in enumerate(roster.groups.values()):
        bearer = _Bearer(group.id, group.name, "group", _GROUP, place)
        yield from (_Entry(text, bearer, bearer.handicap) for text in _forms((group.name, group.id)))


def _entries_of(one: Actor | Person, bearer: _Bearer) -> Iterator[_Entry]:
    full = _forms((one.name, one.id, *(name.text for name in one.names)))
    yield from (_Entry(text, bearer, bearer.handicap) for text in full)
    short = _forms(short.text for short in one.short if LONG_FORM not in short.needs) - full
    yield from (_Entry(text, bearer, bearer.handicap + _SHORT) for text in short)
    for text in _forms(short.text for short in one.short if LONG_FORM in short.needs) - short - full:
        yield _Entry(text, bearer, bearer.handicap + _FOLLOWING)


def _forms(names: Iterable[str]) -> set[str]:
    made: set[str] = set()
    for name in names:
        for text in variants(normalise(name)):
            made.update((text, split_article(text)[0]))
    return made


def _readings(query: str) -> Iterator[tuple[str, float]]:
    """The query as typed, then as it would read on the keyboards the user may have meant, each with its cost."""
    query = query[:LONGEST_QUERY]
    typed = normalise(query)
    yield typed, 0.0
    if not query.isascii():
        yield normalise(_to_latin(query)), _KEYBOARD
    for keys in (_ARABIC_KEYS, _PERSIAN_KEYS) if query.isascii() else ():
        yield normalise(query.lower().replace("b", "لا").translate(str.maketrans(_QWERTY, keys))), _KEYBOARD


def _to_latin(query: str) -> str:
    table = str.maketrans(_PERSIAN_KEYS, _QWERTY) | str.maketrans(_ARABIC_KEYS, _QWERTY)
    return query.replace("لا", "b").translate(table)


def _joined(text: str) -> str:
    return "".join(word for word in text.split() if word not in ARTICLES)


def _key(text: str) -> str:
    """The skeleton of a Latin name, with its opening vowel marked; empty if too short to say anything."""
    if not text.isascii():
        return ""
    key = "".join(skeleton(word) for word in text.split() if word not in ARTICLES)
    opening = "a" if _joined(text)[:1] in "aeiou" else ""
    return opening + key if len(key) > 2 and not re.search(r"\d", text) else ""


@dataclass(frozen=True, slots=True)
class _Form:
    """A normalised name with what likeness is measured on."""

    text: str
    joined: str
    key: str
    words: tuple[str, ...]  # without articles, in alphabetical order

    @classmethod
    def of(cls, text: str) -> "_Form":
        """Work it out once for each name."""
        words = [word for word in text.split() if word not in ARTICLES]
        return cls(text, "".join(words), _key(text), tuple(sorted(words)))

    def likeness(self, name: "_Form") -> float:
        """0 to NEAREST: letters, words in any order, skeletons, and the word of the query that fits worst."""
        whole = max(fuzz.ratio(self.text, name.text), fuzz.ratio(self.joined, name.joined))
        in_order = fuzz.ratio(" ".join(self.words), " ".join(name.words))
        keyed = fuzz.ratio(self.key, name.key) if self.key and name.key else whole
        mixed = 0.4 * whole + 0.25 * in_order + 0.35 * keyed
        return (0.7 * mixed + 0.3 * self._worst_word(name)) * NEAREST / 100

    def _worst_word(self, name: "_Form") -> float:
        """How well the least fitting word of the query fits the name (0-100)."""
        if not self.words or not name.words:
            return 0.0
        return min(
            max(max(fuzz.ratio(ask, word) for word in name.words), fuzz.partial_ratio(ask, name.joined) * 0.7)
            for ask in self.words
        )


def _ranked(scores: Mapping[_Bearer, float], activity: Mapping[str, int]) -> list[Candidate]:
    most = log1p(max(activity.values(), default=0)) or 1.0
    prior = {b: _ACTIVITY * log1p(activity.get(b.id, 0)) / most for b in scores}
    made = [(b, Candidate(b.id, b.name, b.kind, round(_lifted(score, prior[b]), 2))) for b, score in scores.items()]
    return [candidate for _, candidate in sorted(made, key=lambda m: (-m[1].score, _order(m[0])))]


def _lifted(score: float, prior: float) -> float:
    """The score with its prior; who is often in the news is not therefore whom an unlike name means."""
    return score + prior if score >= FOUND else min(score + prior, FOUND - 1)


def _order(bearer: _Bearer) -> tuple[str, int]:
    """Actors before groups before people, each in the order of the roster."""
    return bearer.kind, bearer.place


def _decide(ranked: list[Candidate]) -> Resolution:
    likely = [c for c in ranked if c.score >= FOUND]
    if not likely:
        return Resolution("unknown", tuple(c for c in ranked if c.score >= SHOWN)[:SUGGESTED])
    near = [c for c in likely if c.score > likely[0].score - TIE]
    if len(near) == 1:
        return Resolution("found", (likely[0], *likely[1:SUGGESTED]))
    return Resolution("choice", tuple(near[:25]))
