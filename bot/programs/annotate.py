"""`factionwatch annotate`: JSON lines in, findings out, one line for each, in order."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, TextIO

from intel.annotate import Annotator, names_to_json, to_json
from intel.stories import group, report_of
from model.feed import Outlet
from model.finding import Annotation
from model.item import Document, Item

Row = dict[str, Any]
Line = Document | Row
_TEXTS = ("title", "summary", "content", "url", "outlet", "lang")


class BadLine(Exception):
    """A line that is no item; its text says why."""


def annotate(lines: Iterable[str], out: TextIO, annotator: Annotator, only_names: bool, stories: bool) -> int:
    """Writes a line for each; the exit status: 1 if one was no item. Stories need all lines, the rest streams."""
    if only_names:
        rows = _streamed(_read(lines), lambda d: _names_row(d, annotator))
    elif stories:
        rows = _grouped(list(_read(lines)), annotator)
    else:
        rows = _streamed(_read(lines), lambda d: to_json(annotator.annotate(d), d.id))
    status = 0
    for row in rows:
        status = 1 if "error" in row else status
        out.write(_dump(row) + "\n")
    return status


def _names_row(document: Document, annotator: Annotator) -> Row:
    names = names_to_json(annotator.names(document))
    return {"id": document.id, **names, "rules_version": annotator.rules_version}


def _streamed(read: Iterable[Line], work: Callable[[Document], Row]) -> Iterator[Row]:
    for one in read:
        yield work(one) if isinstance(one, Document) else one


def _grouped(read: Sequence[Line], annotator: Annotator) -> Iterator[Row]:
    found = [(d, annotator.annotate(d)) for d in read if isinstance(d, Document)]
    told = zip(found, story_ids(found), strict=True)
    for one in read:
        if isinstance(one, Document):
            (_, annotation), story = next(told)
            yield to_json(annotation, story)
        else:
            yield one


def story_ids(found: Sequence[tuple[Document, Annotation]]) -> tuple[str, ...]:
    """The story of each document: items of one story share it; alone, or without a date, it is the item's own."""
    reports = [report_of(_item(n, d), a, Outlet(d.outlet, d.outlet)) for n, (d, a) in enumerate(found) if d.published]
    _, joins, _ = group(reports)
    stories = {join.item: join.story for join in joins}
    return tuple(stories.get(n, f"s-{_key(d).hex()[:12]}") for n, (d, _) in enumerate(found))


def _item(number: int, document: Document) -> Item:
    """The document as an item whose id is its number among the lines."""
    at = document.published
    assert at is not None  # asked for dated documents only
    return Item(number, _key(document), document, "", document.outlet, at, at, link=document.url)


def _key(document: Document) -> bytes:
    """By what it says, so that a story's name does not hang on its place among the lines."""
    parts = "\0".join((document.id, document.url, document.title))
    return blake2b(parts.encode(errors="surrogatepass"), digest_size=16).digest()


def _dump(row: Row) -> str:
    """Readable JSON; a lone surrogate, which UTF-8 cannot carry, is written as an escape."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True)
    return text if text.isprintable() or _encodes(text) else json.dumps(row, sort_keys=True)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        try:
            yield document_of(line, number)
        except BadLine as bad:
            yield {"id": None, "error": f"line {number}: {bad}"}


def document_of(line: str, number: int = 0) -> Document:
    """The document of a JSON line; null or missing is empty, and a missing id is the line's number."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadLine(f"not JSON ({error})") from error
    if not isinstance(row, dict):
        raise BadLine("not a JSON object")
    text = {key: _text(row, key) for key in _TEXTS}
    return Document(
        id=str(row.get("id") or f"line-{number}"),
        title=text["title"],
        summary=text["summary"],
        content=text["content"],
        published=moment_of(_text(row, "published")),
        language=text["lang"],
        url=text["url"],
        outlet=text["outlet"],
    )


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"{key} is not text")
    return value


def moment_of(written: str) -> datetime | None:
    """A day or moment in ISO 8601, in UTC where it names no zone; unreadable is unknown."""
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
