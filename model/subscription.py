"""What a channel asked for, and how it wants it told."""

from dataclasses import dataclass
from datetime import datetime

from model.delivery import Channel

RHYTHMS = ("instant", "daily", "weekly")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's wish: stories of a target, narrowed by types, places and words."""

    target: str = ""  # all, actor:ID, group:ID; empty: whatever fits the places or words
    rhythm: str = "instant"
    types: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # words or phrases, any of which must stand in a story
    min_sources: int = 1
    who: str = ""
    since: datetime | None = None
    id: int = 0
    channel: int = 0

    @property
    def subject(self) -> str:
        """What it is about: subscribing to the same again changes the former subscription."""
        if self.target:
            return self.target
        return "places:" + ",".join(sorted(self.places)) + " words:" + ",".join(sorted(self.words))


@dataclass(frozen=True, slots=True)
class Habits:
    """How a channel wants its posts."""

    language: str = ""  # empty: the bot's
    zone: str = "Asia/Baghdad"
    at: int = 8 * 60  # minutes after local midnight
    weekday: int = 6  # of the weekly digest, Monday is 0: Sunday begins Baghdad's working week
    empty: bool = True  # say so in one line when there is nothing new
    publish: bool = False  # announcement channels: pass posts on to followers


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A channel with its habits, and whether it may be posted to just now."""

    number: int
    channel: Channel
    habits: Habits = Habits()
    state: str = "active"  # active, paused (by its people), missing (a permission), revoked (a token), ended
    reason: str = ""
    changed: datetime | None = None  # when the state began
    looks: int = 0  # how often it was looked at since
    look_at: datetime | None = None  # when it is looked at again
    digest_due: datetime | None = None
    digest_done: datetime | None = None  # up to when the last digest reached
    secret: str = ""  # signs what goes to a webhook

    @property
    def is_active(self) -> bool:
        """Whether posts go there."""
        return self.state == "active"
