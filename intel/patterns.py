"""Patterns over word classes, and what an event type declares.

A pattern is a line of class names: `external strike ... party`. `a|b` takes either, an alias stands for several classes
(`party`: every armed group), `...` lets more words stand between, `+` none, `!c` wants no such word in the clause,
and `^` binds the first element to the beginning. Between neighbours up to three other words may stand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from intel.lexicon import Words
from model.errors import DataError

NEAR, FAR = 4, 14

ALIASES = {
    "party": "faction|militia|foreign|jihadi",
    "speaker": "faction|militia|foreign|jihadi|person|bloc",
    "state": "external|forces|gov",
    "target": "site|us_target|external",
}


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event: its place in the order of preference, its ACLED sub-type, its words, patterns and examples."""

    id: str
    priority: int  # decides between equal scores: the lower first
    acled: tuple[str, str]  # ACLED event type and sub-event type
    patterns: Mapping[float, tuple[str, ...]]  # strength -> patterns
    examples: tuple[str, ...]  # titles; {faction}, {militia}, {bloc}, {foreign}, {jihadi}, {person} stand for names
    counter_examples: tuple[str, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    text: str
    type: str
    strength: float
    steps: tuple[tuple[int, int], ...]  # bits wanted, how far from the step before
    forbidden: int
    all_of: int  # bits that must all be in the clause
    any_of: tuple[int, ...]  # each must share a bit with the clause
    anchored: bool


def compile_pattern(text: str, type: str, strength: float, bit: Callable[[str], int]) -> Pattern:
    """Read one pattern; raises DataError for an unknown class."""
    steps: list[tuple[int, int]] = []
    forbidden, reach, anchored = 0, NEAR, False
    for word in text.split():
        if word == "^":
            anchored = True
        elif word in ("...", "+"):
            reach = FAR if word == "..." else 1
        elif word.startswith("!"):
            forbidden |= _bits(word[1:], text, bit)
        else:
            steps.append((_bits(word, text, bit), reach))
            reach = NEAR
    wanted = [bits for bits, _ in steps]
    all_of = 0
    for bits in wanted:
        all_of |= bits if bits.bit_count() == 1 else 0
    any_of = tuple(bits for bits in wanted if bits.bit_count() > 1)
    return Pattern(text, type, strength, tuple(steps), forbidden, all_of, any_of, anchored)


def _bits(names: str, pattern: str, bit: Callable[[str], int]) -> int:
    bits = 0
    for name in names.split("|"):
        for part in ALIASES.get(name, name).split("|"):
            try:
                bits |= bit(part)
            except KeyError:
                raise DataError("event patterns", None, pattern, f'no word class "{part}" in "{pattern}"') from None
    return bits


def match(pattern: Pattern, masks: tuple[int, ...], present: int) -> tuple[int, ...] | None:
    """The positions of the pattern's steps in a clause, or None."""
    if present & pattern.forbidden or present & pattern.all_of != pattern.all_of:
        return None
    for need in pattern.any_of:
        if not present & need:
            return None
    return positions(pattern, masks)


def positions(pattern: Pattern, masks: tuple[int, ...]) -> tuple[int, ...] | None:
    """The same where nothing is in the clause that the pattern forbids."""
    steps = pattern.steps
    bits, last = steps[0][0], len(steps) == 1
    for start, mask in enumerate(masks[:2] if pattern.anchored else masks):
        if mask & bits:
            found = () if last else _follow(steps, 1, masks, start)
            if found is not None:
                return (start, *found)
    return None


def _follow(steps: tuple[tuple[int, int], ...], step: int, masks: tuple[int, ...], at: int) -> tuple[int, ...] | None:
    bits, reach = steps[step]
    step += 1
    for here, mask in enumerate(masks[at + 1 : at + reach + 1], start=at + 1):
        if mask & bits:
            found = () if step == len(steps) else _follow(steps, step, masks, here)
            if found is not None:
                return (here, *found)
    return None
