"""RSS and Atom in any shape to entries, by feedparser; its dicts end here."""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any

from feeds import charset, quick
from feeds.errors import ReadError
from feeds.links import clean_link
from feeds.moments import plausible, read_moment
from feeds.reading import Body, Reading
from feeds.text import CONTENT_LIMIT, to_line, to_text
from model.item import Entry

MOST_ENTRIES = 20_000
LONGEST_KEY = 1_000
_ENTITY = re.compile(rb"<!ENTITY\s+(%\s+)?([^\s\"'>]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[a-zA-Z_]|%[a-zA-Z_]+;")
_LONGEST_ENTITY = 1_000
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


def parse(body: Body, feed: str, language: str = "") -> Reading:
    """The entries of an RSS or Atom body, or ReadError that says why it is none."""
    refuse_oddities(body.data, feed)
    found = quick.read(body.data, body.url, body.content_type)
    if found is not None:
        return _reading(*found, body)
    try:
        parsed = parse_fully(body, language)
    except (ValueError, OverflowError) as error:  # a reference to no character, such as half a surrogate pair
        raise ReadError(feed, "the feed refers to a character that does not exist", "format") from error
    if not parsed.get("version") and not parsed.entries:
        raise _no_feed(body, feed)
    note = f"the feed is malformed ({type(parsed.bozo_exception).__name__})" if parsed.bozo else ""
    return _reading(parsed.feed, parsed.entries, body, note)


def parse_fully(body: Body, language: str = "") -> Any:
    """What feedparser, the reader of record, makes of a body."""
    import feedparser  # 20 MB a process, that plain feeds do not need

    data, headers = _with_sure_letters(body, language)
    # Texts are made safe by ours afterwards, once for every kind of source.
    return feedparser.parse(BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _reading(own: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], body: Body, note: str = "") -> Reading:
    return Reading(
        entries=tuple(to_entry(e, body.url) for e in entries[:MOST_ENTRIES]),
        title=to_line(_text(own, "title")),
        home=clean_link(_text(own, "link"), body.url),
        language=_text(own, "language")[:10].lower(),
        ttl=_ttl(own),
        note=note,
    )


def refuse_oddities(data: bytes, feed: str) -> None:
    """ReadError for what no feed reader should be given: nothing at all, or entities that unfold without end."""
    if not data.strip():
        raise ReadError(feed, "the server answered 200 with an empty body", "empty")
    head = data[: data.find(b"]>", 0, 1 << 20) + 1] if b"<!ENTITY" in data[: 1 << 16] else b""
    for _, _, double, single in _ENTITY.findall(head):
        value = double or single
        if len(value) > _LONGEST_ENTITY or _NAMED.search(value):
            raise ReadError(feed, "the feed declares XML entities that unfold into each other (refused)", "bomb")


def _no_feed(body: Body, feed: str) -> ReadError:
    if _HTML.match(body.data[:5_000]) or b"<html" in body.data[:2_000].lower():
        return ReadError(feed, "an HTML page came instead of a feed", "html")
    return ReadError(feed, "what came is no feed that can be read (RSS, RDF or Atom expected)", "format")


def _with_sure_letters(body: Body, language: str) -> tuple[bytes, Mapping[str, str]]:
    """The body and the headers for feedparser; where the bytes speak against the declaration, as UTF-8."""
    headers = {"content-location": body.url}
    if body.content_type:
        headers["content-type"] = body.content_type
    sure = charset.guess(body.data, body.content_type, language)
    if sure is None:
        return body.data, headers
    data = body.data.decode(sure, "replace").encode()
    return data, {**headers, "content-type": "application/xml; charset=utf-8"}


def to_entry(raw: Mapping[str, Any], base: str) -> Entry:
    """One entry of feedparser as ours."""
    summary, content = _text(raw, "summary"), _longest(raw.get("content") or ())
    source = raw.get("source") or {}
    title = to_line(_text(raw, "title"))
    short = to_text(summary)
    return Entry(
        title=title,
        summary="" if short == title else short,
        content="" if not content or content == summary else to_text(content, CONTENT_LIMIT),
        link=clean_link(_text(raw, "link"), base),
        guid=_text(raw, "id")[:LONGEST_KEY],
        published=_moment(raw, "published") or _moment(raw, "created") or _moment(raw, "updated"),
        updated=_moment(raw, "updated"),
        language=_language(raw),
        publisher=to_line(_text(source, "title"), 200),
        publisher_home=clean_link(_text(source, "href") or _text(source, "link")),
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    # dict.get by its own name: feedparser's get() maps `updated` to `published` and warns.
    value = dict.get(raw, name) if isinstance(raw, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _longest(contents: Sequence[Mapping[str, Any]]) -> str:
    return max((_text(c, "value") for c in contents), key=len, default="")


def _language(raw: Mapping[str, Any]) -> str:
    detail = dict.get(raw, "title_detail") if isinstance(raw, dict) else None
    return _text(detail, "language")[:10].lower() if isinstance(detail, Mapping) else ""


def _moment(raw: Mapping[str, Any], name: str) -> datetime | None:
    parsed = dict.get(raw, f"{name}_parsed") if isinstance(raw, dict) else None
    if isinstance(parsed, datetime):
        return plausible(parsed)
    if isinstance(parsed, struct_time):
        try:
            return plausible(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
        except (ValueError, OverflowError, OSError):
            return None
    return read_moment(_text(raw, name))


def _ttl(own: Mapping[str, Any]) -> int:
    minutes = _text(own, "ttl")
    if minutes.isascii() and minutes.isdigit():
        return int(minutes[:6]) * 60
    period = _PERIODS.get(_text(own, "sy_updateperiod").lower(), 0)
    times = _text(own, "sy_updatefrequency")
    return period // max(1, int(times[:4]) if times.isascii() and times.isdigit() else 1)
