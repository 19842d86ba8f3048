"""What readers and the operator say about stored things."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """Somebody's decision that an item is, or is not, about an actor; it outlives every re-annotation."""

    item: int
    actor: str
    at: datetime
    who: str
    reason: str = ""
    refuted: bool = True  # False: the item is about the actor indeed


@dataclass(frozen=True, slots=True)
class ReaderReport:
    """Something for the operator to look at: a reader's "Wrong?", or a name that no alias explains."""

    id: int
    kind: str  # wrong-faction, wrong-event, two-stories, same-story, emerging-name, ...
    subject: str  # what it is about: a story, an item, a name
    at: datetime
    who: str
    detail: str = ""
    closed_at: datetime | None = None
    outcome: str = ""
