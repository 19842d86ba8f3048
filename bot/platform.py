"""The port to a platform. An adapter is one file in bot.platforms: it declares, renders and sends.

The delivery core speaks to every platform through `Platform`; platforms speak to the core through `Core`.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.briefing import Briefing
from bot.command import Asker, Call, Choice
from bot.overview import Overview
from model.delivery import Absent, Channel, Later, Refused, Result, Sent, Unsure


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be sent: the outbox key makes it the same message at every try."""

    key: str  # stands in the message (buttons, metadata), so that an unsure send can be found again
    channel: Channel
    briefing: Briefing
    language: str = "en"
    zone: str = "UTC"
    reply_to: str = ""  # the platform's id of the message that this one answers
    follows: str = ""  # the platform's id of an older message that this one is to link to
    unsure_for: float | None = None  # seconds since a first try whose answer was lost; None: never tried
    repeated: bool = False  # possibly posted twice; the briefing's warnings say so
    publish: bool = False  # in announcement channels: publish to followers
    secret: str = ""  # what signs it, where the channel has one


class Platform(Protocol):
    """What the core needs of a platform."""

    name: str

    async def run(self, core: "Core") -> None:
        """Serves commands until closed."""

    async def close(self) -> None:
        """Ends cleanly; `run` returns."""

    async def send(self, post: Post) -> Result:
        """Posts a briefing."""

    async def edit(self, post: Post, message: str) -> Result:
        """Brings a posted message to its latest state."""

    async def settle(self, post: Post) -> Sent | Absent | Unsure | Later:
        """Looks for a post whose answer was lost. Absent: it is not there, or sending it again cannot double it;
        Unsure: the platform does not let us look; Later: it does not answer just now."""

    async def thread(self, channel: Channel, name: str) -> Channel | Refused | Later | Unsure:
        """Where posts to a channel go: the channel itself, or in a forum our own thread of that name, made once.

        Its id is to be stored before the first post; asked again after a lost answer, the thread that stands is found.
        """

    async def check(self, channel: Channel) -> str:
        """What is missing to post there, in words; empty if nothing."""


class Core(Protocol):
    """What a platform needs of the core."""

    async def answer(self, call: Call, asker: Asker) -> Briefing:
        """Runs a command off the event loop; never raises."""

    async def typed(self, line: str, asker: Asker) -> Briefing:
        """Answers a typed line."""

    async def suggest(self, command: str, argument: str, text: str, asker: Asker) -> tuple[Choice, ...]:
        """Completions for an argument, from memory."""

    def language(self, asker: Asker, fallback: str = "") -> str:
        """The language of a channel."""

    async def overview(self, asker: Asker) -> Overview:
        """What the asker's community has subscribed to, and how the feeds are."""

    async def keep(self, command: str) -> str:
        """Keeps a command too long for a button's id; its key, or "" if it cannot be kept."""

    async def kept(self, key: str) -> str:
        """The command of a key, or "" once it is forgotten."""

    async def present(self, platform: str, workspaces: frozenset[str]) -> None:
        """Takes note of the communities that the bot is a member of; channels of others pause."""
