"""`factionwatch feeds`: how each feed is doing; finding, testing and adding one; OPML out and in."""

import asyncio
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot import wiring
from bot.core import Bot
from bot.data import BUILTIN, read_text, texts_of
from bot.programs.poll import poller_of
from bot.settings import Settings
from bot.version import version
from feeds.append import Addition, appended, id_for, outlet_for
from feeds.config import parse_feeds
from feeds.discover import kind_by_address, leads_of, read_as_feed
from feeds.errors import FetchError
from feeds.fetch import Answer, Ask, Fetcher, user_agent
from feeds.health import Health, ago, health_of
from feeds.opml import from_opml, to_opml
from feeds.reading import Reading
from feeds.source import kind_of
from feeds.text import to_line
from model.errors import FactionwatchError, UsageError
from model.feed import Feed, FeedList
from model.item import Document, Entry

SHOWN = 5
STATES = ("fine", "quiet", "failing", "slow", "missed", "new", "ended", "off")
OWN_FILE = "feeds-own.yaml"
_ARABIC, _PERSIAN = re.compile("[\u0621-\u064a]"), re.compile("[پچژگ]")


# The list.


def listing(settings: Settings, everything: bool = False) -> Iterator[str]:
    """A line a feed, those in trouble with what is wrong and what to do."""
    with wiring.opened(settings, wiring.system_clock) as bot:
        yield from lines_of(bot, everything)


def lines_of(bot: Bot, everything: bool = False) -> Iterator[str]:
    """The same, of a bot that is open."""
    now, known = bot.clock(), bot.knowledge.feeds.feeds
    with bot.store.read() as q:
        states = q.feeds.states()
        items = q.counts.items_by_feed((now - timedelta(days=6)).date(), now.date())
    healths = [health_of(f, states.get(f.id), now, items.get(f.id, 0)) for f in known.values()]
    shown = [h for h in healths if everything or h.state != "off"]
    wide = max((len(h.feed) for h in shown), default=4)
    yield f"{'feed':{wide}}  {'state':8} {'last success':>13} {'next try':>10} {'items in 7 days':>15}"
    for health in shown:
        yield from _lines(health, wide, now)
    yield from _rest(healths, shown, [f for f in states if f not in known])


def _lines(health: Health, wide: int, now: datetime) -> Iterator[str]:
    success = ago(health.last_success, now)
    yield f"{health.feed:{wide}}  {health.state:8} {success:>13} {_due(health, now):>10} {health.items:>15}"
    for note in (health.words, health.advice):
        if note and health.state not in ("new", "missed"):  # these are told once for all of them
            yield f"{'':{wide}}    {note}"


def _due(health: Health, now: datetime) -> str:
    if health.state in ("off", "ended"):
        return "never"
    return ago(health.next_try, now) if health.next_try and health.next_try > now else "now"


def _rest(healths: Sequence[Health], shown: Sequence[Health], removed: Sequence[str]) -> Iterator[str]:
    counts = Counter(h.state for h in healths)
    yield f"{plural(len(healths), 'feed')}: {', '.join(f'{counts[s]} {s}' for s in STATES if counts[s]) or 'none'}"
    missed = next((h for h in healths if h.state == "missed"), None)
    if missed:
        yield f"missed: {missed.words}; is this machine online? All are asked again within minutes"
    if counts["new"]:
        yield "new: not asked yet; `factionwatch poll` asks them"
    hidden = len(healths) - len(shown)
    if hidden:
        yield f"{hidden} more {'is' if hidden == 1 else 'are'} switched off (`factionwatch feeds --all` shows them)"
    if removed:
        yield f"no longer in feeds.yaml, their items are kept: {', '.join(removed)}"


# Adding one.


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was found and read."""

    feed: Feed
    answer: Answer
    reading: Reading


async def find(fetcher: Fetcher, url: str, private: bool, language: str) -> Found:
    """The feed at an address or declared by its page, read once; UsageError where there is none."""
    first = _candidate(url if "://" in url else f"https://{url}", kind_by_address(url) or "rss", private, language)
    answer = await fetcher.get(Ask(first.url, kind_of(first).address(first), private=private))
    found = _read(first, answer)
    if found is not None:
        return found
    tried = []
    for lead in leads_of(answer):
        candidate = _candidate(lead.url, lead.kind, private, language)
        tried.append(lead.url)
        try:
            found = _read(candidate, await fetcher.get(Ask(lead.url, lead.url, private=private)))
        except FetchError:
            continue
        if found is not None and found.reading.entries:
            return found
    raise UsageError(f"no feed was found at {url}; tried {', '.join(tried) or 'nothing else'}")


def _candidate(url: str, kind: str, private: bool, language: str) -> Feed:
    return Feed("new", url, language or "mul", "new", kind=kind, private=private)


def _read(feed: Feed, answer: Answer) -> Found | None:
    read = read_as_feed(feed, answer)
    if read is None:
        return None
    kind, reading = read
    moved = answer.moved_to or feed.url
    return Found(replace(feed, kind=kind, url=moved if kind == "rss" else feed.url), answer, reading)


def preview(found: Found, bot: Bot) -> Iterator[str]:
    """What was found, with five items and the factions named in each."""
    reading, entries = found.reading, found.reading.entries
    size = plural(len(entries), "item")
    yield f"{reading.title or 'A feed without a title'}  ({found.feed.kind}, {size})  {found.feed.url}"
    for entry in entries[:SHOWN]:
        day = entry.published.strftime("%d %b %Y") if entry.published else "undated"
        yield f"  {day}  {entry.title or entry.summary[:100]}"
        yield f"      {_factions(bot, entry)}"
    relevant = sum(bool(_named(bot, entry)) for entry in entries)
    yield f"{relevant} of {size} name somebody who is followed"


def plural(n: int, noun: str) -> str:
    """So many of something."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _factions(bot: Bot, entry: Entry) -> str:
    return ", ".join(_named(bot, entry)) or "nobody who is followed"


def _named(bot: Bot, entry: Entry) -> tuple[str, ...]:
    document = Document(title=entry.title, summary=entry.summary, content=entry.content, published=entry.published)
    roster = bot.knowledge.roster
    names = bot.knowledge.annotator.names(document)
    return (
        *(roster.actors[actor].name for actor in names.actors),
        *(roster.people[person].name for person in names.people),
    )


def addition_of(found: Found, known: FeedList, language: str) -> Addition:
    """How the feed would be written down."""
    outlet = outlet_for(found.feed.url, found.reading.home, list(known.outlets.values()))
    return Addition(
        id=id_for(found.reading.home or found.feed.url, {*known.feeds, *known.outlets}),
        url=found.feed.url,
        language=language or _language(found.reading),
        kind=found.feed.kind,
        outlet=outlet.id if outlet else "",
        name=found.reading.title,
        homepage=found.reading.home,
        private=found.feed.private,
    )


def _language(reading: Reading) -> str:
    """What the feed says, else what its letters say."""
    said = re.match(r"[a-z]{2,3}", reading.language)
    if said:
        return said[0]
    text = " ".join(entry.title for entry in reading.entries[:20])
    if len(_ARABIC.findall(text)) < len(text) / 4:
        return "en"
    return "fa" if _PERSIAN.search(text) else "ar"


def add(
    settings: Settings,
    url: str,
    *,
    say: Callable[[str], None],
    agree: Callable[[str], bool],
    private: bool = False,
    language: str = "",
    file: Path | None = None,
) -> int:
    """Find, test and show a feed; on yes write it down and take its items from what was already fetched."""
    with wiring.opened(settings, wiring.system_clock) as bot:
        return asyncio.run(_add(settings, bot, url, say, agree, private, language, file))


async def _add(
    settings: Settings,
    bot: Bot,
    url: str,
    say: Callable[[str], None],
    agree: Callable[[str], bool],
    private: bool,
    language: str,
    file: Path | None,
) -> int:
    async with Fetcher(user_agent(version(), settings.contact)) as fetcher:
        try:
            found = await find(fetcher, url, private, language)
        except FetchError as error:
            hint = " If it is yours, add it with --private." if error.kind == "blocked" else ""
            words = error.message.partition(";")[0] if hint else error.message
            raise FactionwatchError(f"{url}: {words}.{hint}") from error
    known = next((f.id for f in bot.knowledge.feeds.feeds.values() if f.url == found.feed.url), None)
    if known:
        raise UsageError(f"{found.feed.url} is there already, as the feed {known}.")
    for line in preview(found, bot):
        say(line)
    addition = addition_of(found, bot.knowledge.feeds, language)
    place = file or own_file(settings)
    if not agree(f"Add it to {place} as {addition.id}?"):
        return 0
    feeds = write_down(settings, place, [addition])
    taken = await _take(settings, bot, feeds, addition.id, found.answer)
    say(f"Added as {addition.id}; {taken}")
    if str(place) not in settings.feeds.split(os.pathsep):
        say(f"Set FACTIONWATCH_FEEDS={settings.feeds}{os.pathsep}{place} so that it is polled.")
    return 0


async def _take(settings: Settings, bot: Bot, feeds: FeedList, feed: str, answer: Answer) -> str:
    """A first round for the new feed, with the answer that is already here: nothing is fetched twice."""
    held = [answer]

    async def get(ask: Ask) -> Answer:
        if held:
            return held.pop()
        raise FetchError(ask.feed, "nothing more is fetched now", "address")

    known = replace(bot.knowledge, feeds=feeds)
    async with poller_of(settings, replace(bot, knowledge=known), get=get) as poller:
        result = await poller.round(poller.chosen([feed]), force=True)
    return result.sentence


def own_file(settings: Settings) -> Path:
    """The operator's own list of feeds: the last that the settings name, or a new one beside us."""
    own = [part for part in settings.feeds.split(os.pathsep) if part and part != BUILTIN]
    return Path(own[-1]) if own else Path(OWN_FILE)


def write_down(settings: Settings, place: Path, additions: Sequence[Addition]) -> FeedList:
    """Append feeds to a file as text; the whole list as it is then. Nothing is written that could not be read again."""
    before = read_text(place) if place.exists() else ""
    after = appended(before, additions, place.name)
    others = [(name, text) for name, text in texts_of(settings.feeds, "feeds.yaml") if Path(name) != place]
    feeds = parse_feeds([*others, (str(place), after)])
    _replace_text(place, after)
    return feeds


def _replace_text(place: Path, text: str) -> None:
    """The new text in one step: a crash leaves the old file or the new one."""
    try:
        handle, name = tempfile.mkstemp(dir=place.absolute().parent, prefix=f".{place.name}-", text=True)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        if place.exists():
            os.chmod(name, place.stat().st_mode & 0o777)
        os.replace(name, place)
    except OSError as error:
        raise FactionwatchError(f"{place} cannot be written: {error.strerror}.") from error


# OPML.


def export(settings: Settings) -> str:
    """All feeds as OPML."""
    return to_opml(parse_feeds(texts_of(settings.feeds, "feeds.yaml")))


def import_opml(settings: Settings, source: Path, file: Path | None = None) -> Iterator[str]:
    """Add the feeds of an OPML file that are not known yet; what was done, in words."""
    known = parse_feeds(texts_of(settings.feeds, "feeds.yaml"))
    place = file or own_file(settings)
    try:
        listed = from_opml(source.name, source.read_bytes())
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror}.") from error
    addresses, taken = {f.url for f in known.feeds.values()}, {*known.feeds, *known.outlets}
    additions = []
    for lead, language in listed.feeds:
        if lead.url in addresses:
            continue
        outlet = outlet_for(lead.url, "", list(known.outlets.values()))
        name = id_for(lead.url, taken)
        taken.add(name)
        addresses.add(lead.url)
        additions.append(
            Addition(name, lead.url, language or "mul", lead.kind, outlet.id if outlet else "", lead.title)
        )
    if additions:
        write_down(settings, place, additions)
    there = len(listed.feeds) - len(additions)
    added = f"{plural(len(additions), 'feed')} added to {place}" if additions else "Nothing to add"
    yield f"{added}; {there} {'was' if there == 1 else 'were'} there already."
    for url in listed.unusable:
        yield f"Left out, as it is no http or https address: {to_line(url, 200)}"
    if additions and str(place) not in settings.feeds.split(os.pathsep):
        yield f"Set FACTIONWATCH_FEEDS={settings.feeds}{os.pathsep}{place} so that they are polled."
