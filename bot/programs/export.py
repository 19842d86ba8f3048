"""`factionwatch export`: stories of a stretch of time as CSV, JSON lines, RSS or a STIX 2.1 bundle."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TextIO

from bot import exports, wiring
from bot.briefing import Briefing
from bot.command import Asker, Request
from bot.commands.events import filter_of
from bot.kinds import Known, Mistake, Window, coerce
from bot.lookup import find
from bot.settings import Settings
from model.errors import UsageError
from store.stories import Filter

PAGE = 200
MOST_IN_A_BUNDLE = 20_000  # stories; a bundle and a feed are built whole


def export(settings: Settings, form: str, names: tuple[str, ...], days: str, file: Path | None, history: bool) -> int:
    """Writes to a file, or to stdout."""
    if form not in exports.FORMATS:
        raise UsageError(f"--format takes {', '.join(exports.FORMATS)}, not {form!r}")
    with wiring.opened(settings, wiring.system_clock) as bot:
        request = bot.request(Asker())
        wanted = _wanted(request, names, days, history)
        with _out(file) as out:
            for text in _texts(request, form, wanted):
                out.write(text)
    return 0


def _out(file: Path | None) -> "TextIO | nullcontext[TextIO]":
    if file is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # the same bytes on every system
        return nullcontext(sys.stdout)
    return file.open("w", encoding="utf-8", newline="")


def _wanted(request: Request, names: tuple[str, ...], days: str, history: bool) -> Filter:
    found = []
    for name in names:
        one = find(request, name)
        if isinstance(one, Briefing):
            nearest = ", ".join(a.label for a in one.actions) or "nothing"
            raise UsageError(f"{name!r} is nobody who is known for sure; nearest: {nearest}")
        found.append(one)
    wanted = filter_of(request, found, (), (), _window(request, days) if days else None)
    return Filter(wanted.actors, wanted.people, since=wanted.since, history=history)


def _window(request: Request, days: str) -> Window:
    try:
        window = coerce("days", "--days", days, Known(request.now, request.zone, {}))
    except Mistake as mistake:
        raise UsageError(request.texts.say(mistake.key, **mistake.values)) from mistake
    assert isinstance(window, Window)
    return window


def _texts(request: Request, form: str, wanted: Filter) -> Iterator[str]:
    found = stories(request, wanted)
    if form == "csv":
        yield from exports.csv_rows(request, found)
    elif form == "jsonl":
        yield from exports.json_lines(request, found)
    else:
        whole = list(islice(found, MOST_IN_A_BUNDLE))
        yield from exports.rss(request, whole) if form == "rss" else [exports.stix(request, whole)]


def stories(request: Request, wanted: Filter, page_size: int = PAGE) -> Iterator[exports.Exported]:
    """Newest first, a page at a time, so that an export of any length needs little memory."""
    after: str | None = None
    while True:
        with request.store.read() as q:
            page = q.stories.page(wanted, limit=page_size, after=after)
            items = {i.id: i for i in q.items.many(i for s in page.stories for i in s.items)}
        for s in page.stories:
            yield exports.Exported(s, tuple(items[i] for i in s.items if i in items))
        if page.after is None:
            return
        after = page.after
