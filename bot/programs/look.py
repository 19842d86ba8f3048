"""What `factionwatch check` finds in the store and at the chat services."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import wiring
from bot.platforms.slack_keys import slack_keys
from bot.settings import Settings
from model.delivery import Channel
from model.errors import FactionwatchError
from model.feed import FeedList, FeedState
from model.subscription import Subscriber
from store import Questions

FAILING = 3  # failures in a row
LATE = timedelta(hours=1)  # what should have been posted by now
AHEAD = timedelta(minutes=10)  # how far the store may be ahead of the clock
SILENT = timedelta(days=1)  # without an answer from any feed
NAMED = 5
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `remedy` is empty where all is well."""

    subject: str
    words: str
    remedy: str = ""


def in_store(q: Questions, feeds: FeedList | None, now: datetime) -> Iterator[Finding]:
    """Clock, feeds, deliveries, channels, readers' reports."""
    states = q.feeds.states()
    yield _clock([s.last_try for s in states.values()], now)
    if feeds is not None:
        yield _polled({id: s for id, s in states.items() if id in feeds.feeds and feeds.feeds[id].enabled}, now)
    yield _deliveries(q, now)
    yield _channels(q.channels.all())
    if waiting := len(q.reports.open()):
        yield Finding("reports", f"{waiting} of readers and emerging names wait: factionwatch reports")


def _clock(tries: Sequence[datetime | None], now: datetime) -> Finding:
    latest = max((at for at in tries if at), default=now)
    if latest > now + AHEAD:
        words = f"it says {now:%Y-%m-%d %H:%M} UTC, but the store was written at {latest:%Y-%m-%d %H:%M}"
        return Finding("clock", words, "set the clock of this computer, by NTP")
    return Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _polled(states: dict[str, FeedState], now: datetime) -> Finding:
    failing = sorted(id for id, s in states.items() if s.errors >= FAILING)
    if not any(s.last_try for s in states.values()):
        return Finding("polling", "nothing was polled yet")
    if failing:
        named = ", ".join(failing[:NAMED]) + (f" and {len(failing) - NAMED} more" if len(failing) > NAMED else "")
        return Finding("polling", f"{len(failing)} of {len(states)} feeds fail: {named}", "see: factionwatch feeds")
    latest = max((s.last_success for s in states.values() if s.last_success), default=None)
    if latest is None or now - latest > SILENT:
        since = f"since {latest:%Y-%m-%d %H:%M} UTC" if latest else "ever"
        return Finding("polling", f"no feed has answered {since}", "look at the network, then: factionwatch poll --all")
    return Finding("polling", f"{len(states)} feeds were polled; none fails")


def _deliveries(q: Questions, now: datetime) -> Finding:
    counts = q.outbox.counts()
    words = ", ".join(f"{n} {state}" for state, n in sorted(counts.items())) or "nothing was ever queued"
    late = [d for d in q.outbox.latest(("pending", "retrying", "unsure"), 1000) if now - d.due > LATE]
    if late:
        remedy = "see: factionwatch deliveries --state pending --state retrying; a running bot posts them"
        return Finding("deliveries", f"{words}; {len(late)} should have been posted an hour ago", remedy)
    return Finding("deliveries", words)


def _channels(subscribers: Sequence[Subscriber]) -> Finding:
    ill = [s for s in subscribers if s.state in ("missing", "revoked")]
    words = f"{len(subscribers)} known, {sum(s.is_active for s in subscribers)} active"
    if ill:
        named = "; ".join(f"{s.channel.address} {s.reason or s.state}" for s in ill[:NAMED])
        return Finding("channels", f"{words}; {named}", "give the bot what is missing there")
    return Finding("channels", words)


def private_files(settings: Settings) -> Iterator[Finding]:
    """Files with tokens and users in them are nobody else's business."""
    for path in (Path(settings.db), Path(".env")):
        if path.is_file() and path.stat().st_mode & OTHERS:
            yield Finding("rights", f"{path} can be read by other users", f"chmod 600 {path}")


def services(settings: Settings, channels: Sequence[Channel]) -> Iterator[Finding]:
    """Whether the tokens are good, and what is missing in the subscribed channels."""
    if settings.discord_token.get_secret_value():
        yield from _asked("discord", lambda: _discord(settings, [c for c in channels if c.platform == "discord"]))
    else:
        yield Finding("discord", "no token: off")
    if slack_keys(settings):
        yield from _asked("slack", lambda: _slack(settings, [c for c in channels if c.platform == "slack"]))
    else:
        yield Finding("slack", "no token: off")


def _asked(name: str, ask: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return ask()
    except FactionwatchError as error:
        return [Finding(name, str(error), f"see: factionwatch setup {name}")]
    except (OSError, TimeoutError) as error:
        return [Finding(name, f"cannot be reached ({type(error).__name__})", "check the network and try again")]


def _discord(settings: Settings, channels: Sequence[Channel]) -> list[Finding]:
    from bot.platforms.discord_bot import DiscordBot

    token = settings.discord_token.get_secret_value()
    found = asyncio.run(DiscordBot(token, wiring.system_clock).look(channels))
    missing = {seen.name: seen.missing for seen in found.channels.values()}
    return [Finding("discord", f"{found.name}, in {counted(found.servers)}"), *_missing("discord", missing)]


def _slack(settings: Settings, channels: Sequence[Channel]) -> list[Finding]:
    from bot.platforms.slack_workspaces import look

    keys = slack_keys(settings)
    if keys is None:
        return []
    found = asyncio.run(look(keys, channels, wiring.slack_secrets(settings, keys, wiring.system_clock)))
    words = f"@{found.handle} in {found.team}" if found.handle else "installed in workspaces of their own"
    return [Finding("slack", words), *_missing("slack", {c.address: words for c, words in found.missing.items()})]


def counted(servers: int) -> str:
    """A number of servers, in words."""
    return "1 server" if servers == 1 else f"{servers} servers"


def subscribed(settings: Settings, platform: str) -> tuple[Channel, ...]:
    """Channels that are to be posted to, and those where something was missing; none before the first run."""
    if not Path(settings.db).exists():
        return ()
    with wiring.open_store(settings, wiring.system_clock) as store, store.read() as q:
        return tuple(s.channel for s in q.channels.all() if s.channel.platform == platform and s.state != "ended")


def _missing(name: str, missing: Mapping[str, str]) -> list[Finding]:
    told = [(where, words) for where, words in missing.items() if words]
    return [Finding(name, f"{where}: {words}", "give the bot what is missing there") for where, words in told]
