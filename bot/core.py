"""What every platform asks of the bot: answers, completions, a channel's language. No platform inside."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

import structlog

from bot.briefing import Briefing
from bot.command import Argument, Asker, Call, Choice, Knowledge, Permission, Request, answer, commands, refusal
from bot.deliveries.leaving import leave_absent
from bot.deliveries.policy import Policy
from bot.limits import UserLimit
from bot.lookup import count_lately
from bot.overview import Overview, overview
from bot.recent import Recent
from bot.texts import Texts, texts
from bot.typed import parse
from model.delivery import Channel
from model.errors import StoreError
from model.subscription import Habits
from store import Store

log = structlog.get_logger()


@dataclass(frozen=True)
class Bot:
    """Commands on top of a store and what is known; synchronous inside, asynchronous for platforms."""

    store: Store
    knowledge: Knowledge
    clock: Callable[[], datetime]
    language_default: str = "en"
    threads: Executor | None = None
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - immutable
    policy: Policy = field(default_factory=Policy)
    limit: UserLimit | None = None
    check: Callable[[Channel], str] = field(default=lambda channel: "")  # what is missing to post there, in words
    token: Callable[[], str] = secrets.token_hex
    observe: Callable[[str, str, float, bool], None] | None = None  # command, platform, seconds, whether it failed
    recent: Recent = field(default_factory=Recent)

    def request(self, asker: Asker) -> Request:
        """What a command is given: the language and the time zone are the channel's, where it chose them."""
        return self._request(asker, self._habits(asker))

    def _request(self, asker: Asker, habits: Habits | None) -> Request:
        return Request(
            self.store,
            self.knowledge,
            texts(self._language(asker, habits)),
            self.clock(),
            ZoneInfo(habits.zone) if habits else self.zone,
            asker,
            self.policy,
            self.check,
            self.token,
        )

    def language(self, asker: Asker, fallback: str = "") -> str:
        """The language of a channel: its own, else the client's, else the setting's."""
        return self._language(asker, self._habits(asker), fallback)

    def _language(self, asker: Asker, habits: Habits | None, fallback: str = "") -> str:
        own = habits.language if habits else ""
        return own or fallback or asker.language or self.language_default

    def _habits(self, asker: Asker) -> Habits | None:
        """What a channel chose; an answer is not to fail because that cannot be read."""
        channel = _channel(asker)
        with suppress(StoreError), self.store.read() as q:
            known = q.channels.find(channel)
            habits = known.habits if known else None
            self.recent.note_habits(channel, habits)
            return habits
        return None

    def reply(self, line: str, asker: Asker) -> Briefing:
        """Answers a typed line; never raises."""
        t: Texts = texts(self.language(asker))
        call = parse(line, commands(), t)
        return call if isinstance(call, Briefing) else self.run(call, asker)

    def run(self, call: Call, asker: Asker) -> Briefing:
        """Runs a command; never raises."""
        request = self.request(asker)
        if self.limit is not None and (wait := self.limit.wait(asker, request.now)):
            return refusal(request.texts.say("rate.user", n=wait), request.texts)
        began, failed = monotonic(), False
        try:
            return answer(call, request)
        except Exception:  # whatever it is, one answer must not take the bot down; the log has the detail
            failed = True
            log.exception("command failed", command=call.command.name, platform=asker.platform)
            return refusal(request.texts.say("error.inside"), request.texts)
        finally:
            if call.command.permission is Permission.MANAGE:
                self.recent.forget(request.channel)
            if self.observe is not None:
                self.observe(call.command.name, asker.platform, monotonic() - began, failed)

    async def answer(self, call: Call, asker: Asker) -> Briefing:
        """Runs a command on a reader thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.run, call, asker)

    async def typed(self, line: str, asker: Asker) -> Briefing:
        """Answers a typed line on a reader thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.reply, line, asker)

    def complete(self, command: str, argument: str, text: str, asker: Asker) -> tuple[Choice, ...]:
        """Completions for an argument: its own suggestions, or its choices that fit."""
        found = _argument(command, argument)
        if found is None:
            return ()
        if self.recent.is_old():
            self._count()
        return _completions(found, replace(self.request(asker), lately=self.recent.activity or {}), text)

    async def suggest(self, command: str, argument: str, text: str, asker: Asker) -> tuple[Choice, ...]:
        """Completions from memory, at once; on a reader thread where something has to be read first."""
        found, channel = _argument(command, argument), _channel(asker)
        loop = asyncio.get_running_loop()
        if found is None or found.reads or self.recent.activity is None or not self.recent.knows(channel):
            return await loop.run_in_executor(self.threads, self.complete, command, argument, text, asker)
        if self.recent.is_old():
            self.recent.note_activity(self.recent.activity)  # counted once, though many type
            loop.run_in_executor(self.threads, self._count)
        known = self._request(asker, self.recent.habits(channel))
        return _completions(found, replace(known, lately=self.recent.activity), text)

    def _count(self) -> None:
        """Counts lately's news; what cannot be read leaves the order of completions as it was."""
        with suppress(StoreError), self.store.read() as q:
            self.recent.note_activity(count_lately(q, self.clock().date()))

    async def overview(self, asker: Asker) -> Overview:
        """What the asker's community has subscribed to, on a reader thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, lambda: overview(self.request(asker)))

    async def keep(self, command: str) -> str:
        """Keeps a command too long for a button's id, for 30 days; its key."""
        return await asyncio.wrap_future(self.store.submit(lambda q: q.actions.keep({"command": command})))

    async def kept(self, key: str) -> str:
        """The command of a key, or "" once it is forgotten."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self._kept, key)

    def _kept(self, key: str) -> str:
        with self.store.read() as q:
            state = q.actions.get(key) or {}
        return str(state.get("command", ""))

    async def present(self, platform: str, workspaces: frozenset[str]) -> None:
        """Pauses the channels of communities that the bot is no longer a member of."""
        paused = await asyncio.wrap_future(
            self.store.submit(lambda q: leave_absent(q, platform, workspaces, self.clock()))
        )
        if paused:
            log.info("channels paused: no longer a member", platform=platform, channels=paused)


def _channel(asker: Asker) -> Channel:
    return Channel(asker.platform, asker.workspace, asker.channel)


def _argument(command: str, name: str) -> Argument | None:
    return commands()[command].argument(name) if command in commands() else None


def _completions(argument: Argument, request: Request, text: str) -> tuple[Choice, ...]:
    if argument.suggest:
        return tuple(argument.suggest(request, text))[:25]
    choices = argument.choices(request) if argument.choices else {}
    wanted = text.strip().lower()
    fitting = {value for label, value in choices.items() if wanted in label.lower() or wanted in value.lower()}
    names = {
        value: label for label, value in reversed(list(choices.items()))
    }  # the first of several is its proper name
    shown = [value for value in dict.fromkeys(choices.values()) if value in fitting]
    return tuple(Choice(names[value][:100], value) for value in shown[:25])
