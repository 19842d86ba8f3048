"""Where a briefing goes, and what became of it."""

from dataclasses import dataclass


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
