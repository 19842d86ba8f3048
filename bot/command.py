"""Commands, neutral of any platform: what they take, who may run them, how they are found and run."""

import pkgutil
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot import kinds
from bot.briefing import Action, Briefing
from bot.deliveries.policy import Policy
from bot.texts import Texts
from intel.resolve import Resolver
from model.actor import Roster
from model.delivery import Channel
from model.errors import FactionwatchError
from model.feed import FeedList
from model.finding import Annotation, Names
from model.item import Document
from model.place import Gazetteer
from store import Store


class Permission(Enum):
    """Who may run a command."""

    EVERYONE = "everyone"
    MANAGE = "manage"  # those who may manage the channel


class Annotating(Protocol):
    """What finds actors, events and places in a document."""

    @property
    def rules_version(self) -> str:
        """A hash of the names and rules it reads by."""

    def annotate(self, document: Document) -> Annotation:
        """Everything found in it."""

    def names(self, document: Document) -> Names:
        """Only who is named."""

    def gate(self, text: str) -> bool:
        """False where no actor can be found in the text."""


@dataclass(frozen=True)
class Knowledge:
    """What is known before the first item: actors, places, feeds, and the tools made from them."""

    roster: Roster
    gazetteer: Gazetteer
    feeds: FeedList
    resolver: Resolver
    annotator: Annotating


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where."""

    platform: str = "terminal"
    workspace: str = ""
    channel: str = ""
    user: str = ""
    direct: bool = True  # a direct message, or the terminal
    manager: bool = True  # may manage the channel
    language: str = ""  # of the asker's own client, where it is one of ours


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a command: what it may use, and for whom it answers."""

    store: Store
    knowledge: Knowledge
    texts: Texts
    now: datetime
    zone: ZoneInfo
    asker: Asker = field(default_factory=Asker)
    policy: Policy = field(default_factory=Policy)
    check: Callable[[Channel], str] = field(default=lambda channel: "")  # what is missing to post there, in words
    token: Callable[[], str] = secrets.token_hex  # a secret nobody can guess
    lately: Mapping[str, int] | None = None  # how often each actor was in the news; None: look it up

    @property
    def channel(self) -> Channel:
        """Where the question was asked."""
        return Channel(self.asker.platform, self.asker.workspace, self.asker.channel)

    @property
    def roster(self) -> Roster:
        """The known actors."""
        return self.knowledge.roster


@dataclass(frozen=True, slots=True)
class Choice:
    """One suggestion: what is shown and what it stands for."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument. Its help stands in the catalogue under `argument.<command>.<name>` or `argument.<name>`."""

    name: str
    kind: str = "text"  # a kind of bot.kinds
    required: bool = False
    default: str | None = None  # as somebody would type it
    many: bool = False  # a list by commas
    choices: Callable[[Request], Mapping[str, str]] | None = None  # for the kind `choice`
    suggest: Callable[[Request, str], Sequence[Choice]] | None = None
    also: tuple[str, ...] = ()  # other words for the name, as since: for days:
    reads: bool = False  # its suggestions are read from the store
    hidden: bool = False  # written by buttons, not by people: no help tells of it


@dataclass(frozen=True, slots=True)
class Command:
    """A command, declared once for every platform; its help stands in the catalogue under `command.<name>`."""

    name: str
    run: Callable[..., Briefing]
    arguments: tuple[Argument, ...] = ()
    permission: Permission = Permission.EVERYONE
    private: bool = False  # answers only to who asked
    own_name: bool = False  # has a slash command of its own on Slack
    posts: bool = False  # makes the bot post later: refused where it may not
    positional: bool = False  # plain words fill the arguments one by one, as in /schedule 08:00 Asia/Baghdad
    example: str = ""

    def argument(self, name: str) -> Argument | None:
        """The argument of this name, or of another word for it."""
        return next((a for a in self.arguments if name == a.name or name in a.also), None)

    @property
    def usage(self) -> str:
        """`/events [actor] [type:] [place:] [days:]`."""
        parts = [f"/{self.name}"]
        for n, a in enumerate(a for a in self.arguments if not a.hidden):
            written = a.name if n == 0 or self.positional else f"{a.name}:"
            parts.append(written if a.required else f"[{written}]")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its arguments as they were typed."""

    command: Command
    raw: Mapping[str, str]


@cache
def commands() -> Mapping[str, Command]:
    """Every command, by name: one module each in bot.commands."""
    package = import_module("bot.commands")
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    found = (import_module(f"bot.commands.{name}").command for name in names)
    return MappingProxyType({c.name: c for c in found})


def answer(call: Call, request: Request) -> Briefing:
    """Runs a command; whatever goes wrong on purpose becomes a friendly private briefing."""
    command, t = call.command, request.texts
    if command.permission is Permission.MANAGE and not request.asker.manager:
        return refusal(t.say("refused.manage"), t)
    try:
        return command.run(request, **_values(call, request))
    except kinds.Mistake as mistake:
        return usage(command, t.say(mistake.key, **mistake.values), t)
    except FactionwatchError as error:
        return refusal(str(error), t)


def usage(command: Command, sentence: str, t: Texts) -> Briefing:
    """What was wrong, how the command is written, and an example."""
    example = command.example or command.usage
    text = f"{sentence}\n{t.say('usage', usage=command.usage, example=example)}"
    actions = (Action(t.say("action.help"), f"/help {command.name}"),)
    return Briefing("error", t.say("error.title"), text, actions=actions, private=True)


def refusal(sentence: str, t: Texts) -> Briefing:
    """One sentence on why not."""
    return Briefing("error", t.say("error.title"), sentence, private=True)


def _values(call: Call, request: Request) -> dict[str, Any]:
    return {a.name: _value(call, a, request) for a in call.command.arguments}


def _value(call: Call, argument: Argument, request: Request) -> object:
    text = call.raw.get(argument.name, "").strip() or argument.default
    if text is None:
        if argument.required:
            raise kinds.Mistake("mistake.missing", name=argument.name)
        return () if argument.many else None
    choices = argument.choices(request) if argument.choices else {}
    known = kinds.Known(request.now, request.zone, choices)
    if argument.many:
        return tuple(kinds.coerce(argument.kind, argument.name, part, known) for part in kinds.split_list(text))
    return kinds.coerce(argument.kind, argument.name, text, known)
