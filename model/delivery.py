"""Where a briefing goes, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Channel:
    """A place on a platform that messages are sent to."""

    platform: str  # discord, slack, webhook, terminal
    workspace: str  # guild, team; empty for a direct message
    id: str
    thread: str = ""

    @property
    def address(self) -> str:
        """`slack:T1/C1`, as an operator writes it."""
        inside = f"{self.workspace}/{self.id}" if self.workspace else self.id
        return f"{self.platform}:{inside}" + (f"/{self.thread}" if self.thread else "")


@dataclass(frozen=True, slots=True)
class Sent:
    """It stands in the channel; `message` is the platform's id of it."""

    message: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will not be taken. `reason` is one of: not-found (the channel is gone), forbidden (a permission is
    missing), revoked (the workspace's token), rejected (this message itself)."""

    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again after so many seconds; nothing was posted."""

    seconds: float
    words: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The answer was lost: it may stand in the channel or not."""

    words: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A look into the channel shows that it does not stand there."""


Result = Sent | Refused | Later | Unsure

OPEN = ("pending", "retrying", "unsure", "sending")  # what still waits for its end
STATES = (*OPEN, "sent", "failed", "folded", "dropped")


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel was last told of a story: enough to see what is new, and what of it matters."""

    mark: str = ""  # hash of all that is shown
    actors: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    denied: bool = False
    killed: tuple[int, int] | None = None
    wounded: tuple[int, int] | None = None
    withdrawn: tuple[str, ...] = ()  # actors that a correction took back
    news: tuple[str, ...] = ()  # material changes told already


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox: one subject to one channel, once."""

    id: int
    channel: Channel
    channel_number: int
    subject: str  # unique in the channel: story:ID, news:ID:what, digest:DAY, surge:ACTOR:DAY, summary:N, edit:N
    kind: str  # story, news, digest, surge, summary, correction, report
    operation: str  # post, edit
    key: str  # stands in the message, so that it can be found again
    state: str
    created: datetime
    due: datetime
    next_try: datetime
    reason: str = ""
    story: str = ""
    target: int | None = None  # the delivery that this one edits or answers
    tries: int = 0
    try_at: datetime | None = None
    unsure_at: datetime | None = None  # when a send began whose answer was lost
    sent_at: datetime | None = None
    message: str = ""  # the platform's id of it
    payload: str = ""  # JSON: a digest's Briefing, what a reply says
    told: Told = field(default_factory=Told)
    wanted: int = 0  # counts the edits asked for
    repeated: bool = False  # sent again although it may have been posted


@dataclass(frozen=True, slots=True)
class Draft:
    """A delivery that is to be queued."""

    channel_number: int
    subject: str
    kind: str
    key: str
    due: datetime
    story: str = ""
    operation: str = "post"
    target: int | None = None
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """News of a story on its way to all channels it concerns, so far as a slice has come."""

    id: int
    kind: str  # story, surge
    subject: str  # story id, or actor and day
    payload: str
    at: datetime
    after: int = 0  # the channel number that the last slice ended with
