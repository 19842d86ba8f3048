"""Puts the parts together: the only place that knows them all."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.briefing import Chart
from bot.command import Knowledge
from bot.core import Bot
from bot.data import json_lines, packed, texts_of
from bot.deliveries.announce import Announcer
from bot.deliveries.policy import Policy, parse_storm
from bot.jobs.history import load_history
from bot.limits import UserLimit
from bot.platform import Platform
from bot.platforms.slack_keys import Keys, slack_keys
from bot.prepared import Prepare, as_written, prepared
from bot.settings import Settings
from feeds.config import parse_feeds
from intel.gazetteer import parse_places
from intel.resolve import Resolver
from intel.roster import parse_roster
from model.actor import Roster
from model.errors import UsageError
from model.finding import Annotation, Names
from model.item import Document
from model.place import Gazetteer
from store import Store
from store.secrets import Secrets, beside

if TYPE_CHECKING:
    from intel.annotate import Annotator

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock, handed to all others


def read_roster(settings: Settings, prepare: Prepare = as_written) -> Roster:
    """The actors of the settings' files."""
    return parse_roster([(name, prepare(text)) for name, text in texts_of(settings.actors, "actors.yaml")])


def read_gazetteer(prepare: Prepare = as_written) -> Gazetteer:
    """The packed table of places."""
    return parse_places("places.yaml", prepare(packed("places.yaml")))


def read_knowledge(settings: Settings) -> Knowledge:
    """All that is known before the first item."""
    with prepared(Path(f"{settings.db}.known")) as prepare:
        roster, gazetteer = read_roster(settings, prepare), read_gazetteer(prepare)
        feeds = parse_feeds([(name, prepare(text)) for name, text in texts_of(settings.feeds, "feeds.yaml")])
    return Knowledge(roster, gazetteer, feeds, Resolver(roster), LateAnnotator(roster, gazetteer))


class LateAnnotator:
    """An annotator that is made when something is to be read: most answers need none."""

    def __init__(self, roster: Roster, gazetteer: Gazetteer) -> None:
        self._given = roster, gazetteer

    @cached_property
    def _made(self) -> "Annotator":
        from intel.annotate import Annotator

        return Annotator(*self._given)

    @property
    def rules_version(self) -> str:
        """A hash of the names and rules it reads by."""
        return self._made.rules_version

    def annotate(self, document: Document) -> Annotation:
        """Everything that is found in a document."""
        return self._made.annotate(document)

    def names(self, document: Document) -> Names:
        """Only who is named."""
        return self._made.names(document)

    def gate(self, text: str) -> bool:
        """False says for sure that no document made of this text names anybody."""
        return self._made.gate(text)


def open_store(settings: Settings, clock: Clock) -> Store:
    """The store of the settings, made if it is not there."""
    return Store.open(Path(settings.db), clock)


@contextmanager
def existing_store(settings: Settings, clock: Clock) -> Iterator[Store]:
    """The store of the settings, which must be there: nothing is made to be looked at."""
    if not Path(settings.db).is_file():
        raise UsageError(f"there is no store at {settings.db}; FACTIONWATCH_DB names it")
    with open_store(settings, clock) as store:
        yield store


@contextmanager
def opened(settings: Settings, clock: Clock, threads: Executor | None = None) -> Iterator[Bot]:
    """The whole bot without its platforms, its store closed at the end."""
    knowledge = read_knowledge(settings)
    with open_store(settings, clock) as store:
        load_history(store, history_rows(), knowledge.gazetteer, clock())
        limit = UserLimit(settings.user_rate)
        yield Bot(store, knowledge, clock, settings.language, threads, policy=policy_of(settings), limit=limit)


def policy_of(settings: Settings) -> Policy:
    """What the settings say about posts."""
    return Policy(settings.unsure, parse_storm(settings.storm), settings.max_subscriptions, settings.reports)


def announcer_of(bot: Bot) -> Announcer:
    """What queues posts where nobody sends them."""
    return Announcer(bot.knowledge.roster, bot.knowledge.gazetteer, bot.clock, bot.policy)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services of the platforms are reached; empty: where their libraries look for them."""

    discord: str = ""
    slack: str = ""


def chat_platforms(
    settings: Settings, clock: Clock, addresses: Addresses, threads: Executor | None = None
) -> list[Platform]:
    """The chat platforms that have a token; their libraries are loaded only then."""
    found: list[Platform] = []
    if token := settings.discord_token.get_secret_value():
        from bot.platforms.discord_bot import DiscordBot

        found.append(DiscordBot(token, clock, drawn, threads, addresses.discord))
    if (keys := slack_keys(settings)) is not None:
        from bot.platforms.slack_bot import SlackBot

        found.append(SlackBot(keys, clock, drawn, threads, slack_secrets(settings, keys, clock), addresses.slack))
    return found


def slack_secrets(settings: Settings, keys: Keys, clock: Clock) -> Secrets | None:
    """Where the tokens of workspaces lie that installed the app; None where none can."""
    return Secrets(beside(settings.db), clock) if keys.installs else None


def drawn(chart: Chart, language: str) -> bytes:
    """A chart as a picture; its language stands in its series. What many channels are shown is drawn once."""
    return _drawn(chart.kind, chart.alt, json.dumps(chart.series, sort_keys=True))


@lru_cache(maxsize=32)
def _drawn(kind: str, alt: str, series: str) -> bytes:
    from bot.charts import png

    return png(Chart(kind, alt, json.loads(series)))


def load_charts() -> None:
    """Loads what draws: seconds that the first who asks for a picture need not wait."""
    from bot.charts import load

    load()


def read_annotator(settings: Settings) -> "Annotator":
    """Names, events and places, without a store."""
    from intel.annotate import Annotator

    return Annotator(read_roster(settings), read_gazetteer())


def history_rows() -> Iterator[dict[str, Any]]:
    """The packed history, as written."""
    yield from json_lines("history.jsonl", packed("history.jsonl"))
