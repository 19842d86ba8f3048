"""What of a day is told first: takeaways by weight of type, corroboration, casualties and novelty. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

from model.story import Story

TAKEAWAYS = 5
FROM_ONE_GROUP = 3  # of one outlet group, so that no newsroom makes the day alone

# What a kind of event weighs before anything else is known of it.
WEIGHTS: Mapping[str, float] = {
    "strike-on-faction": 5.0,
    "attack-claimed-or-attributed": 5.0,
    "clash": 4.5,
    "leadership-change-or-death": 4.0,
    "abuse-against-civilians": 4.0,
    "sanction-or-designation": 3.5,
    "ceasefire-or-suspension": 3.5,
    "disarmament-or-integration": 3.0,
    "threat-or-warning": 3.0,
    "detention-or-prosecution": 3.0,
    "deployment-or-movement": 2.5,
    "protest-or-unrest": 2.5,
    "negotiation-or-meeting": 2.0,
    "political": 1.5,
    "foreign-relations": 1.5,
    "claim-or-denial": 1.5,
    "analysis-or-profile": 0.5,
    "other": 0.5,
}
NOVELTY: Mapping[str, float] = {"new": 1.0, "update": 0.7, "seen": 0.3}
_FLAGS: Mapping[str, float] = {"lookback": 0.3, "planned": 0.7}
_WOUNDED = 0.3  # of what one killed counts
_PARTY_ONLY = 0.6  # told by nobody but a party to the event
_MOST_SOURCES = 6  # more add nothing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story with what the choice asks of it."""

    story: Story
    novelty: str  # new, update, or seen: told before


def weight(candidate: Candidate) -> float:
    """How much a story matters to a reader of the day."""
    story = candidate.story
    value = max(WEIGHTS.get(type, 0.5) for type in (story.type, story.second or "other"))
    value *= 1 + 0.35 * (min(story.sources, _MOST_SOURCES) - 1) if story.sources else _PARTY_ONLY
    killed = story.killed[0] if story.killed else 0
    wounded = story.wounded[0] if story.wounded else 0
    value *= 1 + log1p(killed + _WOUNDED * wounded)
    for flag in story.flags:
        value *= _FLAGS.get(flag, 1.0)
    return value * NOVELTY[candidate.novelty]


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The weightiest first; equal weights by time, newest first."""
    return sorted(candidates, key=lambda c: (-weight(c), -c.story.latest.timestamp(), c.story.id))


def takeaways(first: Sequence[Candidate], groups: Mapping[str, str], most: int = TAKEAWAYS) -> tuple[Candidate, ...]:
    """The first of ranked stories, not more than three from one outlet group; `groups` tells a story's."""
    chosen, told = list[Candidate](), Counter[str]()
    for candidate in first:
        if len(chosen) == most:
            break
        group = groups.get(candidate.story.id, "")
        if not group or told[group] < FROM_ONE_GROUP:
            told[group] += 1
            chosen.append(candidate)
    return tuple(chosen)
