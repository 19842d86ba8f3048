"""The type of an event: patterns of all types against the clauses of a document, the title's main clause first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from intel.events import all_types
from intel.leaning import Leaning
from intel.lexicon import WORDS, Lexicon, Words
from intel.patterns import EventType, Pattern, compile_pattern, positions
from intel.reading import Clause

BODY = 0.4  # what the body adds to a title that speaks
BODY_ALONE = 0.8  # what it counts for where the title says nothing
LATER = 0.75  # sentences after the first of the body
ENOUGH = 1.5  # below this nothing is said
ENOUGH_UNNAMED = 5.0  # what it takes where nobody we know is named: much of that is other news
VIOLENT = frozenset({"attack-claimed-or-attributed", "strike-on-faction", "clash", "abuse-against-civilians"})
WEAK = 3.0  # a title that says little; the body counts more
BODY_WEAK = 0.6
PARTY_LIFE = "political"
PROFILE = "analysis-or-profile"  # about a named group, but nothing happens
LEAN = 2.0  # what a unit of the learned log-probability weighs beside the strength of a pattern
SECOND = 2.2  # what a second type must reach
DENIAL = 4.0  # what a denial must reach to be flagged
STATEMENT = "claim-or-denial"
COMMON = (
    *("faction", "militia", "foreign", "jihadi", "person", "bloc", "place", "external", "forces", "gov", "site"),
    *("member", "against", "say", "number"),
)


# What a pattern asks after (what it needs and what rules it out), the part of it that it needs, what it needs one of,
# its type and strength.
_Listed = tuple[int, int, int, str, float, Pattern]


class Hit(NamedTuple):
    """A pattern that matched: where, and how much it says."""

    pattern: Pattern
    clause: Clause
    at: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The main type, a second one, and the hits that speak for each."""

    type: str
    second: str | None
    hits: tuple[Hit, ...]  # the best one of each type, best type first
    why: str
    denied: bool = False


class Classifier:
    """Knows all event types; compiles their words and patterns once."""

    def __init__(self, types: Iterable[EventType] | None = None, more_words: Mapping[str, Words] | None = None) -> None:
        self.types = tuple(types) if types is not None else all_types()
        words: list[tuple[str, Words]] = [*WORDS.items(), *(more_words or {}).items()]
        for kind in self.types:
            words.extend((f"{kind.id}/{name}", languages) for name, languages in kind.words.items())
        self.lexicon = Lexicon(words)
        self._priority = {kind.id: kind.priority for kind in self.types}
        self._bloc = self.lexicon.bit("bloc")
        self._group = sum(self.lexicon.bit(name) for name in ("faction", "bloc", "foreign"))
        self._named = self._group | sum(self.lexicon.bit(name) for name in ("militia", "jihadi", "person"))
        self._common = sum(self.lexicon.bit(name) for name in COMMON)
        self._by_bit: dict[int, list[_Listed]] = defaultdict(list)
        for pattern in sorted(self._compiled(), key=lambda p: -p.strength):
            for bit in _bits_of(self._rarest(pattern)):
                self._by_bit[bit].append(self._listed(pattern, bit))
        self._indexed = sum(self._by_bit)
        self._leaning = Leaning(self.lexicon.bits)

    def _compiled(self) -> Iterable[Pattern]:
        for kind in self.types:
            for strength, texts in kind.patterns.items():
                for text in texts:
                    yield compile_pattern(text, kind.id, strength, self._bit_for(kind))

    def _listed(self, pattern: Pattern, bit: int) -> _Listed:
        """A pattern as it is looked up by a bit: what is tested first is what fails most."""
        others = [bits for bits in pattern.any_of if not bits & bit]
        some = min(others, key=self._commonness, default=bit)
        asked = pattern.all_of | pattern.forbidden
        return asked, pattern.all_of, some, pattern.type, pattern.strength, pattern

    def _rarest(self, pattern: Pattern) -> int:
        """The step to look a pattern up by: the one whose classes are heard least."""
        return min((bits for bits, _ in pattern.steps), key=self._commonness)

    def _commonness(self, bits: int) -> tuple[int, int]:
        return (bits & self._common).bit_count(), bits.bit_count()

    def _bit_for(self, kind: EventType) -> Callable[[str], int]:
        """Class names as a type means them: its own first, then those of all."""

        def bit(name: str) -> int:
            return self.lexicon.bit(f"{kind.id}/{name}" if name in kind.words else name)

        return bit

    def classify(self, clauses: Sequence[Clause]) -> Verdict:
        """Weigh all hits; the title decides unless it says little, and learned leanings decide where hits are close."""
        title, body = self._hits(clauses)
        scores = _scores(title, body)
        named = any(c.present & self._named for c in clauses)
        heard = [t for t in scores if scores[t] >= (ENOUGH if named or t in VIOLENT else ENOUGH_UNNAMED)]
        if not heard and not named:
            return self._nothing_happens(clauses)
        sums = {t: scores.get(t, 0.0) + LEAN * lean for t, lean in self._leaning.weigh(clauses).items()}
        most = max(sums.values())
        first = self._ranked(sums, [t for t, number in sums.items() if number == most])[0]
        ranked = self._ranked(sums, [t for t in sums if t in scores])
        second = next((t for t in ranked if t != first and scores[t] >= SECOND and "other" not in (t, first)), None)
        hits = tuple(title.get(t) or body[t] for t in ranked if t in heard)
        denied = any(_denies(h) for h in (title.get(STATEMENT), body.get(STATEMENT)) if h)
        return Verdict(first, second, hits, _why(first, hits, scores), denied)

    def _ranked(self, sums: Mapping[str, float], types: list[str]) -> list[str]:
        """Types by what speaks for them, the most first."""
        return sorted(types, key=lambda t: (-sums[t], self._priority.get(t, 0))) if len(types) > 1 else types

    def scores(self, clauses: Sequence[Clause]) -> dict[str, float]:
        """What patterns alone say for each type that is heard."""
        return _scores(*self._hits(clauses))

    def _hits(self, clauses: Sequence[Clause]) -> tuple[dict[str, Hit], dict[str, Hit]]:
        """The best hit of each type in the title, and in the body."""
        title: dict[str, Hit] = {}
        body: dict[str, Hit] = {}
        for clause in clauses:
            self._weigh(clause, title if clause.title else body)
        return title, body

    def _nothing_happens(self, clauses: Sequence[Clause]) -> Verdict:
        """A title about a group in which nothing happens is a profile; anything else is other news."""
        named = 0
        for clause in clauses:
            named |= clause.present & self._group if clause.title else 0
        if named == self._bloc:
            return Verdict(PARTY_LIFE, None, (), "title: a bloc is named, and nothing else is said")
        if named:
            return Verdict(PROFILE, None, (), "title: a group is named, and nothing happens")
        return Verdict("other", None, (), "no pattern")

    def _weigh(self, clause: Clause, best: dict[str, Hit]) -> None:
        """Keep the best hit of each type; patterns come strongest first, so most are passed over."""
        factor = clause.weight * (LATER if clause.sentence and not clause.title else 1.0)
        masks, present = clause.masks, clause.present
        rest, by_bit = present & self._indexed, self._by_bit
        while rest:
            bit = rest & -rest
            rest ^= bit
            for asked, all_of, some, kind, strength, pattern in by_bit[bit]:
                if present & asked != all_of or not present & some:
                    continue
                score = strength * factor
                if kind in best and best[kind].score >= score:
                    continue
                at = positions(pattern, masks)
                if at is not None:
                    best[kind] = Hit(pattern, clause, at, score)


def _bits_of(bits: int) -> Iterable[int]:
    while bits:
        low = bits & -bits
        yield low
        bits ^= low


def _scores(title: dict[str, Hit], body: dict[str, Hit]) -> dict[str, float]:
    loudest = max((h.score for h in title.values()), default=0.0)
    share = BODY if loudest > WEAK else BODY_WEAK if loudest >= ENOUGH else BODY_ALONE
    scores = {type: hit.score for type, hit in title.items()}
    for type, hit in body.items():
        scores[type] = scores.get(type, 0.0) + share * hit.score
    return scores


def _denies(hit: Hit) -> bool:
    return hit.score >= DENIAL and ("deny" in hit.pattern.text or "no_role" in hit.pattern.text)


def _why(type: str, hits: Sequence[Hit], scores: Mapping[str, float]) -> str:
    hit = next((h for h in hits if h.pattern.type == type), None)
    if hit is None:
        return "words that stand beside this type in labelled items outweigh the patterns"
    where = "title" if hit.clause.title else "text"
    words = " ".join(_shown(hit.clause, n) for n in hit.at)
    return f'{where}: "{words}" fits "{hit.pattern.text}" ({scores[type]:.1f})'


def _shown(clause: Clause, at: int) -> str:
    return "[name]" if clause.mentions[at] >= 0 else clause.words[at]
