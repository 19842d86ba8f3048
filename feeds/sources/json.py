"""JSON Feed, versions 1 and 1.1."""

import json
from collections.abc import Mapping
from typing import Any

from feeds import charset
from feeds.errors import ReadError
from feeds.links import clean_link
from feeds.moments import read_moment
from feeds.parse import LONGEST_KEY, MOST_ENTRIES, refuse_oddities
from feeds.reading import Job, Reading
from feeds.source import Kind
from feeds.text import CONTENT_LIMIT, to_line, to_text
from model.item import Entry


def read(job: Job) -> Reading:
    """The entries of the body."""
    refuse_oddities(job.body.data, job.feed.id)
    whole = read_json(job)
    if not isinstance(whole, dict) or not isinstance(whole.get("items"), list):
        raise ReadError(job.feed.id, "what came is no JSON Feed (it has no list of items)", "format")
    return Reading(
        entries=tuple(_entry(i, job.body.url) for i in whole["items"][:MOST_ENTRIES] if isinstance(i, dict)),
        title=to_line(text_of(whole, "title")),
        home=clean_link(text_of(whole, "home_page_url"), job.body.url),
        language=text_of(whole, "language")[:10].lower(),
    )


def read_json(job: Job) -> Any:
    """The value of a JSON body, or ReadError."""
    try:
        return json.loads(charset.decode(job.body.data, job.body.content_type, job.feed.language))
    except (ValueError, RecursionError) as error:
        said = to_line(job.body.data[:200].decode("utf-8", "replace"), 100)
        raise ReadError(job.feed.id, f'what came is no JSON; it begins "{said}"', "format") from error


def text_of(row: Mapping[str, Any], name: str) -> str:
    """A text or number of a row as text, anything else as nothing."""
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _entry(row: Mapping[str, Any], base: str) -> Entry:
    title, plain, markup = to_line(text_of(row, "title")), text_of(row, "content_text"), text_of(row, "content_html")
    content = plain[:CONTENT_LIMIT] if plain else to_text(markup, CONTENT_LIMIT)
    return Entry(
        title=title,
        summary=to_text(text_of(row, "summary")),
        content=content,
        link=clean_link(text_of(row, "url") or text_of(row, "external_url"), base),
        guid=text_of(row, "id")[:LONGEST_KEY],
        published=read_moment(text_of(row, "date_published")) or read_moment(text_of(row, "date_modified")),
        updated=read_moment(text_of(row, "date_modified")),
        language=text_of(row, "language")[:10].lower(),
    )


kind = Kind(name="json", read=read, accept="application/feed+json, application/json;q=0.9, */*;q=0.5")
