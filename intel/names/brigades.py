"""Brigade numbers: "45th Brigade of the PMF", "Brigades 45, 46 and 47", «اللواء 12»; but not "45 brigades"."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from intel.names.context import Context
from intel.names.page import Cue, Hit, Named, Page, Taken
from intel.normalise import normalise
from model.actor import Roster

CONTEXT = "brigade-context"  # cue set: words that say whose brigade it is
OTHERS = "other-armies"  # cue set: words near it that make it another army's
_NEAR = 160
_NEXT = 40
_MOST = 12  # numbers after the first of a row; a flood of them without a bound would take the square of its length


@dataclass(frozen=True)
class Brigades:
    """Finds numbered brigades and says whose they are."""

    owners: Mapping[int, tuple[str, ...]]
    ordinals: Mapping[str, int]  # "forty fifth" → 45
    stems: tuple[str, ...]  # cheap test: one of them stands in every word for brigade
    counted: frozenset[str]  # words before which a bare number is a count: "12 brigades", «12 لواء»
    phrase: re.Pattern[str] | None

    @classmethod
    def of(cls, roster: Roster) -> "Brigades":
        """From the brigades listed for each actor and the rules' words for brigade."""
        data = roster.rules.get("brigades")
        rules = data if isinstance(data, dict) else {}
        words = sorted({normalise(str(w)) for w in rules.get("words", ())}, key=len, reverse=True)
        ordinals = {normalise(str(k)): int(v) for k, v in dict(rules.get("ordinals", {})).items()}
        if not words:
            return cls({}, {}, (), frozenset(), None)
        counted = frozenset(normalise(str(word)) for word in rules.get("counted", ()))
        phrase = _phrase(words, ordinals, [normalise(str(word)) for word in rules.get("between", ())])
        return cls(_owners(roster), ordinals, _stems(words), counted, phrase)

    def may_stand_in(self, text: str) -> bool:
        """A word for brigade stands in a normalised text."""
        return any(stem in text for stem in self.stems)

    def find(self, page: Page, context: Context, taken: Taken) -> list[Named]:
        """Each number whose brigade is one of ours here, outside the names that were found already."""
        ours, others = _Near(context.all_of(CONTEXT), _NEAR), _Near(context.all_of(OTHERS), _NEXT)
        return [
            Named(Hit(start, end, ()), owner, None, "brigade")
            for start, end, numbers in self._phrases(page.text)
            if taken.free(start, end) and not others.by(start, end)
            for number in numbers
            for owner in self.owners.get(number, ())
            if owner in context.long or ours.by(start, end)
        ]

    def _phrases(self, text: str) -> Iterator[tuple[int, int, list[int]]]:
        for match in self.phrase.finditer(text) if self.phrase else ():
            written = match["before"] or match["after"]
            if match["before"] and written.isdigit() and (match["between"] or match["word"] in self.counted):
                continue
            spelled = [self.ordinals[written]] if written in self.ordinals else []
            end = match.end("before") if match["between"] else match.end()  # a name between is found by itself
            yield match.start(), end, [int(digits) for digits in re.findall(r"\d{1,3}", written)] + spelled


def _owners(roster: Roster) -> dict[int, tuple[str, ...]]:
    owners: dict[int, tuple[str, ...]] = {}
    for actor in roster.actors.values():
        for fact in actor.brigades:
            if fact.value.isdigit() and fact.confidence != "low":
                owners[int(fact.value)] = (*owners.get(int(fact.value), ()), actor.id)
    return owners


def _stems(words: Iterable[str]) -> tuple[str, ...]:
    """Those words that hold no other of them."""
    known = set(words)
    return tuple(sorted(word for word in known if not any(other in word for other in known - {word})))


def _phrase(words: Iterable[str], ordinals: Iterable[str], between: Iterable[str]) -> re.Pattern[str]:
    """Numbers before the word for brigade (12th and 14th Brigades) or after it (Brigades 45, 46 and 47)."""
    brigade = "|".join(map(re.escape, words))
    whose = "|".join(map(re.escape, sorted(between, key=len, reverse=True))) or "(?!)"
    spelled = "".join("|" + re.escape(word) for word in sorted(ordinals, key=len, reverse=True))
    one = rf"(?:\d{{1,3}}(?:st|nd|rd|th|eme|e|\.)?{spelled})"
    many = rf"{one}(?:(?:, and |, | and | & | و ?){one}){{0,{_MOST}}}+"
    before = rf"(?P<before>{many}) (?:(?P<between>{whose}) )?(?P<word>{brigade})"
    after = rf"(?:[وبفك]?(?:ال|لل|ل)?)(?:{brigade}) (?:no\.? |number |رقم )?(?P<after>{many})"
    begins = "".join(sorted({*"وبفكال", *(word[0] for word in (*words, *ordinals))}))
    return re.compile(rf"(?=[\d{re.escape(begins)}])(?<!\w)(?:{before}|{after})(?!\w)")


class _Near:
    """Whether a cue stands within so many characters of a stretch."""

    def __init__(self, cues: Iterable[Cue], reach: int) -> None:
        self._starts = sorted(start for start, _, _ in cues)
        self._reach = reach

    def by(self, start: int, end: int) -> bool:
        """One begins not farther away than the reach."""
        at = bisect_left(self._starts, start - self._reach)
        return at < len(self._starts) and self._starts[at] < end + self._reach
