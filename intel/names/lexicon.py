"""What the roster calls whom, built once into two automata: one over texts, one over their skeletons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, product
from typing import Any, Protocol

import ahocorasick

from intel.names.skeleton import ARTICLES, keys
from intel.normalise import normalise
from model.actor import Actor, Person, Roster, Short

# A conjunction or preposition that Arabic writes onto the first word, without and with the article.
_PARTICLES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فل", "فب")
BARE = frozenset(_PARTICLES)
WITH_ARTICLE = frozenset(p + "ال" for p in _PARTICLES) | {"لل", "ولل", "فلل"}
_KUNYA = {"ابو": ("ابو", "ابي", "ابا")}
_MOST_VARIANTS = 24
_DECOY_KEY = 7  # letters from which a decoy is found in other spellings too; shorter ones would hide what they resemble


class Automaton(Protocol):
    """The part of pyahocorasick that is used here."""

    def iter(self, text: str) -> Iterator[tuple[int, Any]]:
        """End offset (of the last character) and value of each key that occurs."""
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """One reading of a written form: whom it means, and under which condition."""

    text: str  # as listed
    actor: str | None = None
    person: str | None = None
    short: Short | None = None  # None: a full name, which needs no context
    cased: bool = False  # an abbreviation, which counts only as it is written
    decoy: bool = False  # a longer name of something else, which takes its words with it
    topic: bool = False  # plain words for groups without a name: not worth telling where they are not matched

    @property
    def bearer(self) -> str:
        """Id of the actor or person; empty for a decoy."""
        return self.actor or self.person or ""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims on one written form: as a full name (decoys included) and as a short one."""

    full: tuple[Claim, ...] = ()
    short: tuple[Claim, ...] = ()

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> "Claims":
        """Part them; a bearer's full name stands once."""
        full = {claim.bearer: claim for claim in claims if claim.short is None}
        short = [claim for claim in claims if claim.short]
        return cls(tuple(full.values()), tuple(dict.fromkeys(short) if len(short) > 1 else short))

    def __bool__(self) -> bool:
        return bool(self.full or self.short)


@dataclass(slots=True)
class Term:
    """A string of the automaton: the claims on it and the cue sets that it stands for."""

    size: int
    latin: bool
    bare: Claims = Claims()
    article: Claims = Claims()  # claims on the Arabic word with its article
    cues: tuple[str, ...] = ()
    stem: bool = False  # a cue written with * at its end: any ending may follow
    cased: str = ""  # every claim is on this abbreviation, and it is no cue: a cheap test for it
    named: bool = False  # there is a claim on it
    own: bool = True  # the names have a use for it
    others: Any = None  # what it is to others who listen in


@dataclass(slots=True)
class _Draft:
    """A term while it is collected."""

    bare: list[Claim] = field(default_factory=list)
    article: list[Claim] = field(default_factory=list)
    cues: list[str] = field(default_factory=list)
    stem: bool = False

    def term(self, key: str) -> Term:
        texts = {claim.text if claim.cased else "" for claim in self.bare}
        cased = texts.pop() if len(texts) == 1 and not self.cues else ""
        bare, article = Claims.of(self.bare), Claims.of(self.article)
        return Term(
            len(key),
            key.isascii(),
            bare,
            article,
            tuple(dict.fromkeys(self.cues)),
            self.stem,
            cased,
            bool(bare or article),
        )


@dataclass(frozen=True, slots=True)
class Spelling:
    """A claim reached by skeleton, and the normalised name that has the key."""

    name: str
    claim: Claim


@dataclass(frozen=True)
class Lexicon:
    """Both automata, ready to read."""

    exact: Automaton
    spelled: Automaton
    terms: int
    spellings: int
    names: Mapping[str, bool]  # normalised, those that have keys; whether slips of their words are mended


def build(roster: Roster, others: Mapping[str, object] | None = None) -> Lexicon:
    """Compile a roster's names, short names, cues and decoys; `others` are words that others listen for."""
    drafts: dict[str, _Draft] = {}
    spellings: dict[str, list[Spelling]] = {}
    for claim in _claims(roster):
        _add_claim(drafts, claim)
        _add_spellings(spellings, claim)
    for cue_set, words in _cues(roster):
        for word in words:
            _add_cue(drafts, cue_set, word)
    terms = {key: draft.term(key) for key, draft in drafts.items()}
    for key, value in (others or {}).items():
        terms.setdefault(key, Term(len(key), key.isascii(), own=False)).others = value
    keyed = {key: (len(key), tuple(found)) for key, found in spellings.items()}
    names = {one.name: one.claim.person is None for found in spellings.values() for one in found}
    return Lexicon(_automaton(terms), _automaton(keyed), len(terms), len(keyed), names)


def _automaton(entries: dict[str, Any]) -> Automaton:
    automaton = ahocorasick.Automaton()
    for key, value in entries.items():
        automaton.add_word(key, value)
    automaton.make_automaton()
    made: Automaton = automaton
    return made


def _claims(roster: Roster) -> Iterator[Claim]:
    for actor in roster.actors.values():
        yield from _claims_of(actor, actor.id, None)
    for person in roster.people.values():
        yield from _claims_of(person, None, person.id)
    for phrases in _mapping(roster.rules.get("decoys")).values():
        yield from (Claim(str(phrase), decoy=True) for phrase in phrases)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _claims_of(bearer: Actor | Person, actor: str | None, person: str | None) -> Iterator[Claim]:
    for name in bearer.names:
        yield Claim(name.text, actor, person)
    topic = isinstance(bearer, Actor) and bearer.kind == "topic"
    for short in bearer.short:
        yield Claim(short.text, actor, person, short, _is_abbreviation(short.text), topic=topic)


def _is_abbreviation(text: str) -> bool:
    return len(text) <= 6 and sum(char.isupper() for char in text) >= 2 and " " not in text


def _cues(roster: Roster) -> Iterator[tuple[str, Iterable[str]]]:
    for cue_set, languages in roster.cues.items():
        for words in languages.values():
            yield cue_set, words


def _add_claim(drafts: dict[str, _Draft], claim: Claim) -> None:
    for variant in variants(normalise(claim.text)):
        key, article = split_article(variant)
        draft = drafts.setdefault(key, _Draft())
        (draft.article if article else draft.bare).append(claim)


def _add_cue(drafts: dict[str, _Draft], cue_set: str, word: str) -> None:
    key = normalise(word.rstrip("*"))
    if key:
        draft = drafts.setdefault(key, _Draft())
        draft.cues.append(cue_set)
        draft.stem = draft.stem or word.endswith("*")


def _add_spellings(spellings: dict[str, list[Spelling]], claim: Claim) -> None:
    if claim.cased:
        return
    name = normalise(claim.text)
    for key in sorted(keys(name)):
        if claim.decoy and len(key) < _DECOY_KEY:
            continue
        spellings.setdefault(key, []).append(Spelling(name, claim))


def split_article(name: str) -> tuple[str, bool]:
    """An Arabic name without the article of its first word, and whether it had one."""
    if name.startswith("ال") and len(name) > 4:
        return name[2:], True
    return name, False


def variants(name: str) -> list[str]:
    """Ways to write a normalised name: Latin without its articles; Arabic with words joined, and the cases of Abu."""
    words = name.split(" ") if name else []
    if name.isascii():
        bare = " ".join(word for word in words if word not in ARTICLES)
        return [name, bare] if name != bare and " " in bare else [name] * bool(name)
    spaces = [(" ", "") if _may_join(one, two) else (" ",) for one, two in pairwise(words)]
    made = (
        first + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))
        for first in _KUNYA.get(words[0], (words[0],))
        for gaps in product(*spaces)
    )
    return list(islice(made, _MOST_VARIANTS))


def _may_join(one: str, two: str) -> bool:
    return two.startswith("ال") or one in ("ابو", "عبد", "سيد")
