"""`factionwatch poll`: one round of polling; and the polling that `run` does beside its platforms."""

import asyncio
import os
import platform
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from random import SystemRandom  # noqa: TID251 - the one source of chance, handed to the jobs

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import wiring
from bot.core import Bot
from bot.jobs.desk import tell
from bot.jobs.poll import Poller, polling
from bot.jobs.ports import Get, Ports
from bot.jobs.rounds import Outcome, RoundResult
from bot.jobs.take import OnChange
from bot.logs import configure
from bot.settings import Settings
from bot.version import version
from feeds.fetch import Fetcher, user_agent
from store import Questions

log = structlog.get_logger()


def poll(settings: Settings, feeds: tuple[str, ...], all_feeds: bool) -> int:
    """One round; 0 if a feed answered or none was due, 1 if every one failed. Failed feeds are named on stderr."""
    configure(settings.log or "warning")
    with wiring.opened(settings, wiring.system_clock) as bot:
        result = asyncio.run(_one_round(settings, bot, feeds, all_feeds))
    for outcome in result.failed:
        print(f"{outcome.feed}: {outcome.words}", file=sys.stderr)
    print(result.sentence, file=sys.stdout if result.is_good else sys.stderr)
    return 0 if result.is_good else 1


async def _one_round(settings: Settings, bot: Bot, feeds: tuple[str, ...], all_feeds: bool) -> RoundResult:
    async with poller_of(settings, bot) as poller:
        chosen = poller.chosen(feeds) if feeds else None
        with bar() as shown:
            task = shown.add_task("polling", total=None)

            def show(outcome: Outcome, done: int, total: int) -> None:
                shown.update(task, completed=done, total=total, description=f"polling {outcome.feed:.30}")

            return await poller.round(chosen, force=all_feeds, progress=show)


def bar() -> Progress:
    """A progress bar on stderr, for people only."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<40}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def release_dead(bot: Bot) -> None:
    """Gives back the feeds that a process of this computer was polling when it died; nobody need wait for them."""
    host = platform.node()
    with bot.store.read() as q:
        owners = {s.owner for s in q.feeds.states().values() if s.owner.startswith(f"{host}:")}
    dead = {owner for owner in owners if not _is_alive(owner.rpartition(":")[2])}

    def release(q: Questions) -> None:
        for state in q.feeds.states().values():
            if state.owner in dead:
                q.feeds.release([state.feed], state.owner)

    if dead:
        bot.store.write(release)


def _is_alive(pid: str) -> bool:
    if os.name != "posix" or not pid.isdecimal():
        return True  # not known: the lease runs out by itself
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@asynccontextmanager
async def poller_of(
    settings: Settings, bot: Bot, on_change: OnChange | None = None, get: Get | None = None
) -> AsyncIterator[Poller]:
    """A poller over a bot's feeds and store, with the real clock and chance; `get` stands in for the network.

    What it finds is queued for those who subscribed to it; a bot that runs beside posts it.
    """
    release_dead(bot)
    owner = f"{platform.node()}:{os.getpid()}"
    async with Fetcher(user_agent(version(), settings.contact)) as fetcher:
        ports = Ports(bot.clock, SystemRandom().random, get or fetcher.get)
        async with polling(
            bot.knowledge.feeds,
            bot.store,
            bot.knowledge.annotator,
            ports,
            owner=owner,
            make=partial(wiring.read_annotator, settings),
            on_change=on_change or partial(tell, wiring.announcer_of(bot)),
        ) as poller:
            yield poller


async def keep_polling(settings: Settings, bot: Bot, on_change: OnChange) -> None:
    """Polls until cancelled; how the first round went is told in one line, also when it is cut short."""
    async with poller_of(settings, bot, on_change) as poller:
        outcomes: list[Outcome] = []
        try:
            await poller.round(progress=lambda outcome, done, total: outcomes.append(outcome))
        finally:
            if outcomes:
                _tell_first(settings, RoundResult(tuple(outcomes)).sentence)
        await poller.run(asyncio.Event())


def _tell_first(settings: Settings, sentence: str) -> None:
    """To whom sits at the terminal as a sentence; where a chat platform is served, as a line of the log."""
    if settings.has_chat:
        log.info("first round polled", said=sentence)
    else:
        print(sentence, file=sys.stderr)
