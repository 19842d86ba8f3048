"""`factionwatch run`: the bot. With a chat token it serves the chat platforms, without one the terminal."""

import asyncio
import os
import platform
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import SystemRandom  # noqa: TID251 - the one source of chance, handed to the jobs
from typing import TYPE_CHECKING

import structlog
from rich.console import Console

from bot import memory, wiring
from bot.ages import parse_retention
from bot.briefing import Briefing
from bot.core import Bot
from bot.jobs.desk import Desk
from bot.jobs.garbage import keep_what_is_loaded
from bot.jobs.retention import keep_young
from bot.logs import configure
from bot.platform import Platform
from bot.platforms.terminal import Conversation, Screen, TerminalPosts, plain
from bot.platforms.webhook import Webhook
from bot.programs.poll import keep_polling
from bot.settings import Settings
from bot.version import version
from bot.wiring import Addresses
from model.delivery import Channel, Delivery
from model.errors import FactionwatchError, UsageError
from store import Lock

if TYPE_CHECKING:
    from bot.jobs.health import Watch

HEARTBEAT_SECONDS = 30
GRACE_SECONDS = 2  # what a poll under way gets to finish its transaction when the input ends
READERS = 4
POSTERS = 3
WARM_AFTER = 5.0  # seconds
SWITCH_SECONDS = 0.001  # so that acknowledging a command never waits long for a thread that computes

log = structlog.get_logger()


def run(settings: Settings, dry: bool) -> int:
    """Serves until told to stop."""
    configure(settings.log or ("info" if settings.has_chat else "warning"))
    sys.setswitchinterval(SWITCH_SECONDS)
    memory.settle()
    return asyncio.run(build(settings, wiring.system_clock, wiring.Addresses(), dry).serve())


def build(settings: Settings, clock: Callable[[], datetime], addresses: Addresses, dry: bool = False) -> "House":
    """The whole bot, ready to serve; tests build it with a clock and addresses of their own."""
    return House(settings, clock, addresses, dry)


class House:
    """A bot with its platforms and all that runs beside them."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime], addresses: Addresses, dry: bool) -> None:
        self._settings, self._clock, self._addresses, self._dry = settings, clock, addresses, dry

    async def serve(self) -> int:
        """Serves until told to stop; the exit status."""
        settings, clock = self._settings, self._clock
        with (
            ThreadPoolExecutor(READERS, "answer") as threads,
            ThreadPoolExecutor(POSTERS, "post") as posters,
            wiring.opened(settings, clock, threads) as bot,
            Lock(Path(settings.db), clock, host=platform.node(), pid=os.getpid()),
        ):
            await self._run(bot, threads, posters)
        return 0

    async def _run(self, bot: Bot, threads: Executor, posters: Executor) -> None:
        settings, clock = self._settings, self._clock
        keep_what_is_loaded()
        screen = Screen(Console(highlight=False))
        chats = wiring.chat_platforms(settings, clock, self._addresses, threads)
        posting = [*chats, Webhook(clock), *([TerminalPosts(screen)] if _is_interactive() and not chats else [])]
        desk = self._desk(bot, posting, posters)
        watch = await _watch(settings, bot)
        bot = replace(bot, check=desk.check, observe=watch.commands.observe if watch else None)
        beat = asyncio.create_task(_beat(bot))
        poll = asyncio.create_task(keep_polling(settings, bot, desk.on_change))
        posts = asyncio.create_task(desk.run())
        beside = _young(settings, bot)
        talk = asyncio.create_task(_chat(chats, bot) if chats else _talk(bot, screen))
        warm = asyncio.create_task(_warm() if chats else asyncio.sleep(0))
        _stop_on_signal(talk)
        try:
            await asyncio.wait({talk, beat, posts}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            talk.cancel()  # a chat platform lets its last answers out while the poll finishes
            await _finish(poll)
            await _end(beat, posts, warm, *beside)
            if watch is not None:
                await watch.close()
            await asyncio.gather(*(one.close() for one in posting if one not in chats))
        with suppress(asyncio.CancelledError):
            await talk

    def _desk(self, bot: Bot, posting: Sequence[Platform], posters: Executor) -> Desk:
        return Desk(
            bot.store,
            bot.knowledge,
            posting,
            self._clock,
            SystemRandom().random,
            owner=f"{platform.node()}:{os.getpid()}",
            policy=bot.policy,
            language=self._settings.language,
            threads=posters,
            rehearse=_show_dry if self._dry else None,
        )


def _show_dry(channel: Channel, delivery: Delivery, briefing: Briefing) -> None:
    """What `--dry` would have posted, on stdout."""
    print(f"[dry] {delivery.operation} to {channel.address} ({delivery.subject})")
    print(plain(briefing), flush=True)


def _is_interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


async def _watch(settings: Settings, bot: Bot) -> "Watch | None":
    """Health and metrics, where the operator wants them; their library is loaded only then."""
    if not settings.http:
        return None
    from bot.jobs.health import Known, Watch

    knowledge = bot.knowledge
    enabled = frozenset(feed.id for feed in knowledge.feeds.feeds.values() if feed.enabled)
    watch = Watch(bot.store, Known(version(), knowledge.annotator.rules_version, enabled), bot.clock)
    try:
        await watch.start(settings.http)
    except OSError as error:
        raise UsageError(f"FACTIONWATCH_HTTP: {settings.http} cannot be listened at: {error.strerror}.") from error
    return watch


def _young(settings: Settings, bot: Bot) -> "list[asyncio.Task[None]]":
    """Gives old texts up, where the operator wants that."""
    kept = parse_retention(settings.retention)
    return [asyncio.create_task(keep_young(bot.store, kept, bot.clock))] if kept else []


async def _beat(bot: Bot) -> None:
    """Writes a sign of life every 30 s, for health checks, and gives back what memory is free."""
    host, pid = platform.node(), os.getpid()
    while True:
        with suppress(FactionwatchError):  # a full disk is told by the poll; the beat goes on trying
            await asyncio.to_thread(bot.store.write, lambda q: q.meta.beat(host, pid))
        await asyncio.to_thread(memory.give_back)
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def _warm() -> None:
    """Loads what draws charts once the bot has settled, so that nobody waits for it."""
    await asyncio.sleep(WARM_AFTER)
    await asyncio.to_thread(wiring.load_charts)


async def _chat(chats: Sequence[Platform], bot: Bot) -> None:
    """Serves the chat platforms; one that cannot be served at all ends the bot with its sentence."""
    tasks = [asyncio.create_task(chat.run(bot)) for chat in chats]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await asyncio.gather(*(chat.close() for chat in chats))
        await asyncio.gather(*tasks)


async def _talk(bot: Bot, screen: Screen) -> None:
    conversation = Conversation(bot, screen)
    if _is_interactive():
        from bot.platforms.prompt import talk

        print(bot.request(conversation.asker).texts.say("terminal.welcome"), file=sys.stderr)
        await talk(conversation, str(Path("~/.factionwatch_history").expanduser()))
        return
    async for line in _piped():
        await asyncio.to_thread(conversation.answer, line)


async def _piped() -> AsyncIterator[str]:
    """Lines of standard input, read by a thread that may be left behind when the bot is told to stop."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        stream = open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115 - not ours
        for line in stream:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while (line := await lines.get()) is not None:
        if line.strip():
            yield line


def _stop_on_signal(talk: "asyncio.Task[None]") -> None:
    with suppress(NotImplementedError):  # Windows has no signal handlers on its loop
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, talk.cancel)


async def _finish(poll: "asyncio.Task[None]") -> None:
    """Gives the poll its grace, then ends it; it tells its outcome either way."""
    await asyncio.wait({poll}, timeout=GRACE_SECONDS)
    await _end(poll)


async def _end(*tasks: "asyncio.Task[None]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
