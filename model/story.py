"""Stories: items about the very same happening."""

from dataclasses import dataclass, field
from datetime import date, datetime

from model.finding import Casualties


@dataclass(frozen=True, slots=True)
class Report:
    """One item as grouping sees it: the facts that join or part, and where it came from."""

    item: int
    key: bytes
    at: datetime  # published
    outlet: str
    group: str  # outlet group: whose money or editors
    ownership: str
    reliability: str
    language: str
    title: str
    lead: str  # first sentences, for similarity
    type: str
    second: str | None
    actors: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    spots: tuple[str, ...] = ()  # those of `places` that are narrow enough to tell two happenings apart
    around: tuple[str, ...] = ()  # what the spots lie in, below the country
    heads: tuple[str, ...] = ()  # actors of the title
    leaders: tuple[str, ...] = ()  # people named for their faction, which therefore tell little beside it
    casualties: Casualties = field(default_factory=Casualties)
    day: date | None = None  # of the event
    day_precision: str = "published"
    flags: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    party_to: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Why an item stands in a story."""

    item: int
    story: str
    reason: str  # first, copy, facts, manual, ...
    score: float = 1.0
    detail: str = ""  # in words, for a person
    copy_of: int | None = None  # the item whose agency text this one repeats


# Kinds of news that speak of blows struck before: who claimed those, or fell in them, is not what the story tells.
SPEAKING = frozenset(
    {
        *("threat-or-warning", "ceasefire-or-suspension", "negotiation-or-meeting", "disarmament-or-integration"),
        *("political", "detention-or-prosecution", "sanction-or-designation", "foreign-relations"),
        "analysis-or-profile",
    }
)


@dataclass(frozen=True, slots=True)
class Story:
    """One happening, told once, with all its sources."""

    id: str
    headline: str
    headline_item: int
    first_seen: datetime
    latest: datetime
    type: str
    second: str | None = None
    flags: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    day: date | None = None
    day_precision: str = "published"
    killed: tuple[int, int] | None = None
    wounded: tuple[int, int] | None = None
    claimed_by: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    items: tuple[int, ...] = ()
    reports: int = 1  # copies folded
    sources: int = 1  # independent: outlet groups after copies are folded, parties to the event not counted
    languages: tuple[str, ...] = ()
    ownerships: tuple[str, ...] = ()
    reliability: str = "F"  # best source's Admiralty letter
    credibility: int = 6  # Admiralty digit, from independent corroboration only
    significance: str = ""  # critical, significant, notable or ""
    changed: str = ""  # what the last update changed, in fact words
    history: bool = False

    @property
    def own_claims(self) -> tuple[str, ...]:
        """Who claims what the story tells."""
        return () if self.type in SPEAKING else self.claimed_by

    @property
    def own_losses(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """Killed and wounded in what the story tells."""
        return (None, None) if self.type in SPEAKING else (self.killed, self.wounded)


@dataclass(frozen=True, slots=True)
class StoryState:
    """A story as grouping continues it: what was told last, its reports in time order, and why each stands in it."""

    story: Story
    reports: tuple[Report, ...]
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A merge or a split, as it was recorded."""

    kind: str  # merge, split
    story: str  # the one that stays
    other: str  # the one taken in, or the new one
    at: datetime
    who: str
    reason: str = ""
