"""`factionwatch check`: everything that can be wrong with an installation, each finding with its remedy."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage

from pydantic import SecretStr

from bot import wiring
from bot.data import texts_of
from bot.programs.look import Finding, in_store, private_files, services
from bot.settings import Settings
from feeds.config import parse_feeds
from model.delivery import Channel
from model.errors import FactionwatchError
from model.feed import FeedList

ALIVE_WITHIN = timedelta(seconds=120)  # `run` writes a heartbeat every 30 s
LITTLE_SPACE = 200 * 1024 * 1024


def look(settings: Settings, only_alive: bool) -> list[Finding]:
    """All findings, or the one on whether a bot runs."""
    return [alive(settings, wiring.system_clock)] if only_alive else list(findings(settings, wiring.system_clock))


def settings_lines(settings: Settings) -> Iterator[str]:
    """Each setting by its name in the environment; secrets only as set or not."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = "(set)" if value.get_secret_value() else ""
        yield f"{field.alias}={','.join(value) if isinstance(value, tuple) else value}"


def findings(settings: Settings, clock: wiring.Clock) -> Iterator[Finding]:
    """Looks at settings, data, disk and store."""
    yield Finding("settings", "read" if Path(".env").exists() else "read from the environment; there is no .env")
    yield from _data(settings)
    yield _disk(settings)
    yield from private_files(settings)
    channels: list[Channel] = []
    yield from _store(settings, clock, channels)
    yield from services(settings, channels)


def alive(settings: Settings, clock: wiring.Clock) -> Finding:
    """Whether a bot runs on this store: its last heartbeat is young."""
    if not Path(settings.db).exists():
        return Finding("alive", f"{settings.db} does not exist", "start `factionwatch run`")
    with wiring.open_store(settings, clock) as store, store.read() as q:
        beat = q.meta.heartbeat()
    return _pulse(beat.at if beat else None, clock())


def _pulse(beat: datetime | None, now: datetime) -> Finding:
    if beat is None:
        return Finding("alive", "no heartbeat has ever been written", "start `factionwatch run`")
    age = int((now - beat).total_seconds())
    if abs(age) > ALIVE_WITHIN.total_seconds():
        return Finding("alive", f"the last heartbeat is {age} s old", "restart `factionwatch run` and read its log")
    return Finding("alive", f"the last heartbeat is {age} s old")


def _data(settings: Settings) -> Iterator[Finding]:
    try:
        roster = wiring.read_roster(settings)
        yield Finding("actors", f"{len(roster.actors)} actors and {len(roster.people)} people")
    except FactionwatchError as error:
        yield Finding("actors", str(error), "mend the file named, or unset FACTIONWATCH_ACTORS")
    try:
        feeds = parse_feeds(texts_of(settings.feeds, "feeds.yaml")).feeds.values()
        yield Finding("feeds", f"{len(feeds)} feeds, {sum(f.enabled for f in feeds)} enabled")
    except FactionwatchError as error:
        yield Finding("feeds", str(error), "mend the file named, or unset FACTIONWATCH_FEEDS")


def _disk(settings: Settings) -> Finding:
    folder = Path(settings.db).absolute().parent
    if not folder.is_dir():
        return Finding("disk", f"{folder} is not a folder", "make it, or set FACTIONWATCH_DB")
    free = disk_usage(folder).free
    remedy = "make room: the store needs space to write" if free < LITTLE_SPACE else ""
    return Finding("disk", f"{free // (1024 * 1024)} MB free", remedy)


def _store(settings: Settings, clock: wiring.Clock, channels: list[Channel]) -> Iterator[Finding]:
    """What the store tells; the channels that are posted to are put into `channels`."""
    if not Path(settings.db).exists():
        yield Finding("store", f"{settings.db} is not there yet; the first run makes it")
        return
    try:
        with wiring.open_store(settings, clock) as store, store.read() as q:
            yield Finding("store", f"{settings.db}: {q.items.count()} items")
            yield from in_store(q, _feeds(settings), clock())
            channels += [s.channel for s in q.channels.all() if s.state not in ("ended", "paused")]
    except FactionwatchError as error:
        yield Finding("store", str(error), "see the sentence")


def _feeds(settings: Settings) -> FeedList | None:
    """The feeds, where their list can be read; a fault in it is told elsewhere."""
    with suppress(FactionwatchError):
        return parse_feeds(texts_of(settings.feeds, "feeds.yaml"))
    return None


def lines(found: list[Finding]) -> Iterator[str]:
    """Each finding on a line, its remedy behind it."""
    width = max(len(f.subject) for f in found)
    for f in found:
        mark = "!!" if f.remedy else "ok"
        yield f"{mark}  {f.subject:<{width}}  {f.words}" + (f"; {f.remedy}" if f.remedy else "")
