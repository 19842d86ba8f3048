"""A workspace that installed the app by itself, and the token it gave."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """What an installation granted; the token never shows in logs."""

    platform: str
    workspace: str
    token: str = field(repr=False)
    user: str  # the bot's own user
    bot: str
    name: str = ""  # of the workspace
    scopes: tuple[str, ...] = ()
    at: datetime | None = None
