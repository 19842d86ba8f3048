"""What goes into reading a body and what comes out; plain values that travel to worker processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from model.feed import Feed
from model.item import Entry

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of one answer, and what is known of them."""

    data: bytes
    url: str
    content_type: str = ""
    modified: datetime | None = None  # of a local file


@dataclass(frozen=True, slots=True)
class Reading:
    """What a body said."""

    entries: tuple[Entry, ...]
    title: str = ""
    home: str = ""
    language: str = ""
    ttl: int = 0  # seconds the feed itself asks to be left alone
    note: str = ""  # what was wrong and could be lived with, in words
    next_pages: Sequence[str] = ()  # further bodies that belong to this one (a sitemap index)


@dataclass(frozen=True, slots=True)
class Job:
    """One body to read as its feed's kind."""

    feed: Feed
    body: Body
