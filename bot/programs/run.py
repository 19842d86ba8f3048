"""`factionwatch run`: the bot. With a chat token it serves the chat platforms, without one the terminal."""

import asyncio
import os
import platform
import signal
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import structlog
from rich.console import Console

from bot import wiring
from bot.core import Bot
from bot.logs import configure
from bot.platform import Platform
from bot.platforms.terminal import Conversation, Screen
from bot.programs.poll import keep_polling
from bot.settings import Settings
from model.errors import FactionwatchError
from store import Lock

HEARTBEAT_SECONDS = 30
GRACE_SECONDS = 2  # what a poll under way gets to finish its transaction when the input ends
READERS = 4
SWITCH_SECONDS = 0.001  # so that acknowledging a command never waits long for a thread that computes

log = structlog.get_logger()


def run(settings: Settings, dry: bool) -> int:
    """Serves until told to stop."""
    configure(settings.log or "warning")
    sys.setswitchinterval(SWITCH_SECONDS)
    return asyncio.run(_serve(settings, dry))


async def _serve(settings: Settings, dry: bool) -> int:
    clock = wiring.system_clock
    with (
        ThreadPoolExecutor(READERS, "answer") as threads,
        wiring.opened(settings, clock, threads) as bot,
        Lock(Path(settings.db), clock, host=platform.node(), pid=os.getpid()),
    ):
        beat = asyncio.create_task(_beat(bot))
        poll = asyncio.create_task(keep_polling(settings, bot))
        chats = wiring.chat_platforms(settings, clock, threads)
        talk = asyncio.create_task(_chat(chats, bot) if chats else _talk(bot))
        _stop_on_signal(talk)
        try:
            await asyncio.wait({talk, beat}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            talk.cancel()  # a chat platform lets its last answers out while the poll finishes
            await _finish(poll)
            await _end(beat)
        with suppress(asyncio.CancelledError):
            await talk
        return 0


async def _beat(bot: Bot) -> None:
    """Writes a sign of life every 30 s, for health checks."""
    host, pid = platform.node(), os.getpid()
    while True:
        with suppress(FactionwatchError):  # a full disk is told by the poll; the beat goes on trying
            await asyncio.to_thread(bot.store.write, lambda q: q.meta.beat(host, pid))
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def _chat(chats: Sequence[Platform], bot: Bot) -> None:
    """Serves the chat platforms; one that cannot be served at all ends the bot with its sentence."""
    tasks = [asyncio.create_task(chat.run(bot)) for chat in chats]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await asyncio.gather(*(chat.close() for chat in chats))
        await asyncio.gather(*tasks)


async def _talk(bot: Bot) -> None:
    conversation = Conversation(bot, Screen(Console(highlight=False)))
    if sys.stdin.isatty() and sys.stdout.isatty():
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
