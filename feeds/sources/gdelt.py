"""Queries of GDELT's DOC 2.0 interface: articles of many publishers, headline and link only."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.errors import ReadError
from feeds.links import clean_link
from feeds.reading import Job, Reading
from feeds.source import Kind
from feeds.sources.json import read_json, text_of
from feeds.text import to_line
from model.feed import Feed
from model.item import Entry

_ASKED = {"mode": "artlist", "format": "json", "sort": "datedesc", "maxrecords": "75"}
_LANGUAGES = {"english": "en", "arabic": "ar", "persian": "fa", "kurdish": "ku", "turkish": "tr", "french": "fr",
              "spanish": "es", "german": "de", "russian": "ru", "hebrew": "he", "portuguese": "pt"}  # fmt: skip


def address(feed: Feed) -> str:
    """The query as written, the newest articles asked for as JSON where it does not say otherwise."""
    parts = urlsplit(feed.url)
    written = dict(parse_qsl(parts.query, keep_blank_values=True))
    return parts._replace(query=urlencode(_ASKED | written | {"mode": "artlist", "format": "json"})).geturl()


def read(job: Job) -> Reading:
    """The articles of the body; the service says what is wrong with a query, or with its pace, in plain words."""
    if not job.body.data.strip():
        raise ReadError(job.feed.id, "the server answered 200 with an empty body", "empty")
    whole = read_json(job)
    if not isinstance(whole, dict):
        raise ReadError(job.feed.id, "what came is no list of articles", "format")
    rows = whole.get("articles") or []
    return Reading(tuple(_entry(row) for row in rows if isinstance(row, dict)))


def _entry(row: Mapping[str, Any]) -> Entry:
    link, domain = clean_link(text_of(row, "url")), text_of(row, "domain")[:200]
    return Entry(
        title=to_line(text_of(row, "title")),
        link=link,
        published=_moment(text_of(row, "seendate")),
        language=_LANGUAGES.get(text_of(row, "language").lower(), ""),
        publisher=domain,
        publisher_home=clean_link(f"https://{domain}/") if domain else "",
    )


def _moment(text: str) -> datetime | None:
    """When GDELT first saw the article, within its quarter of an hour."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


kind = Kind(name="gdelt", read=read, address=address, accept="application/json, */*;q=0.5", aggregates=True)
