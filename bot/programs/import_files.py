"""`factionwatch import PATH...`: articles and labelled lines from files into the store; analysed, never posted."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import html

from bot import wiring
from bot.core import Bot
from bot.jobs.take import Taken, Taker
from bot.jobs.workshop import Workshop
from bot.programs.annotate import BadLine, document_of, moment_of
from bot.programs.poll import bar
from bot.settings import Settings
from feeds import charset
from feeds.article import article_text
from feeds.keys import identify
from feeds.links import clean_link
from feeds.publisher import Publishers
from feeds.sift import sift
from feeds.text import CONTENT_LIMIT, SUMMARY_LIMIT, tidy, to_line, to_text
from model.errors import UsageError
from model.feed import Feed
from model.item import Entry

LINES, ARTICLES = (".jsonl",), (".txt", ".md", ".html", ".htm")
BATCH = 200
LARGEST = 30 << 20
NAME = "import"
Problem = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to import, and the outlet it says it is from."""

    entry: Entry
    outlet: str = ""


def run(settings: Settings, paths: Sequence[Path], published: str) -> int:
    """The program: a bar on stderr, problems in words, what was taken on stdout; 1 if something could not be read."""
    with bar() as shown:
        task = shown.add_task("importing", total=None)

        def show(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        taken, bad = import_paths(settings, paths, published=published, problem=_complain, progress=show)
    known = taken.seen - taken.new - taken.passed
    stored = f"{taken.new} item{'' if taken.new == 1 else 's'} stored"
    print(f"{stored}, {taken.passed} that name nobody who is followed left out, {known} known already")
    return 1 if bad else 0


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def import_paths(
    settings: Settings,
    paths: Sequence[Path],
    *,
    published: str = "",
    problem: Problem,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Taken, int]:
    """Store what files and folders hold; what was taken, and how many lines or files could not be read."""
    day = moment_of(published) if published else None
    if published and day is None:
        raise UsageError(f'--published takes a day like 2026-01-28, not "{published}"')
    files = list(files_of(paths))
    bad: list[str] = []

    def count(sentence: str) -> None:
        bad.append(sentence)
        problem(sentence)

    rows = [row for file in files for row in rows_of(file, day, count)]
    with wiring.opened(settings, wiring.system_clock) as bot:
        return asyncio.run(_take(bot, rows, progress)), len(bad)


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read: as named, and those of named folders that can be read."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in LINES + ARTICLES and p.is_file())
        elif not path.exists():
            raise UsageError(f"{path}: there is no such file.")
        elif path.suffix.lower() not in LINES + ARTICLES:
            raise UsageError(f"{path}: can import {', '.join(LINES + ARTICLES)}, not {path.suffix or 'such a file'}.")
        else:
            yield path


def rows_of(file: Path, published: datetime | None, problem: Problem) -> Iterator[Row]:
    """What a file holds; what cannot be read is told and passed over."""
    try:
        if file.stat().st_size > LARGEST and file.suffix.lower() in ARTICLES:
            raise UsageError(f"larger than {LARGEST >> 20} MB")
        if file.suffix.lower() in LINES:
            yield from _lines(file, published, problem)
        else:
            yield Row(_article(file, published))
    except OSError as error:
        problem(f"{file}: {error.strerror or 'cannot be read'}")
    except UsageError as error:
        problem(f"{file}: {error}")


def _lines(file: Path, published: datetime | None, problem: Problem) -> Iterator[Row]:
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                document = document_of(line, number)
            except BadLine as error:
                problem(f"{file} line {number}: {error}")
                continue
            entry = Entry(
                title=to_line(document.title),
                summary=to_text(document.summary, SUMMARY_LIMIT),
                content=to_text(document.content, CONTENT_LIMIT),
                link=clean_link(document.url),
                guid=f"{file.name}:{document.id}" if document.id == f"line-{number}" else document.id,
                published=document.published or published,
                language=document.language,
            )
            yield Row(entry, document.outlet)


def _article(file: Path, published: datetime | None) -> Entry:
    """A text file: its first line the title, the rest the text; of a page, what it calls its title and its text."""
    data = file.read_bytes()
    text = charset.decode(data)
    if file.suffix.lower() in (".html", ".htm"):
        title, body = _page(text)
    else:
        first, _, rest = tidy(text).partition("\n")
        title, body = first.lstrip("# "), rest
    if not (title or body):
        raise UsageError("nothing to read in it")
    when = published or datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    return Entry(title=to_line(title), content=body[:CONTENT_LIMIT], guid=file.name, published=when)


def _page(text: str) -> tuple[str, str]:
    if not text.strip():
        return "", ""
    tree = html.document_fromstring(text.replace("\0", "").encode(), parser=html.HTMLParser(encoding="utf-8"))
    heading = tree.findtext(".//title") or ""
    return to_line(heading), article_text(text) or to_text(text, CONTENT_LIMIT)


async def _take(bot: Bot, rows: list[Row], progress: Callable[[int, int], None]) -> Taken:
    """All rows, in time order, so that stories grow as they grew."""
    now = bot.clock()
    rows.sort(key=lambda row: row.entry.published or now)
    taken = Taken()
    async with Workshop(bot.knowledge.annotator, processes=0) as workshop:
        taker = Taker(bot.store, workshop, Publishers(bot.knowledge.feeds))
        for start in range(0, len(rows), BATCH):
            for outlet, own in _by_outlet(rows[start : start + BATCH]).items():
                taken += await _some(bot, taker, outlet, own, now)
            progress(min(start + BATCH, len(rows)), len(rows))
    return taken


def _by_outlet(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.outlet, []).append(row)
    return found


async def _some(bot: Bot, taker: Taker, outlet: str, rows: Sequence[Row], now: datetime) -> Taken:
    entries = [row.entry for row in rows]
    feed = Feed(NAME, "", "", outlet or NAME, kind="file")
    group = Publishers(bot.knowledge.feeds).of_feed(feed).group
    verdicts = sift(NAME, entries, identify(entries, group), {}, polled_before=False)
    taken, _ = await taker.take(feed, verdicts, None, now, news=False)
    return taken
