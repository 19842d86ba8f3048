"""What feeds carry: an entry as it came, a document to read, an item that was stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed as it came, its HTML already made safe plain text."""

    title: str = ""
    summary: str = ""
    content: str = ""
    link: str = ""
    guid: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    publisher: str = ""  # who published it, where an aggregator says so
    publisher_home: str = ""  # and that publisher's address
    origin: str = ""  # whence a forwarded post came


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be annotated; offsets of findings count code points in these very strings."""

    id: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    language: str = ""
    url: str = ""
    outlet: str = ""

    def fields(self) -> Iterator[tuple[str, str]]:
        """Name and text of each field that has text, in reading order."""
        for name, text in (("title", self.title), ("summary", self.summary), ("content", self.content)):
            if text:
                yield name, text


@dataclass(frozen=True, slots=True)
class Item:
    """A stored document. Its id orders by time: (unix seconds << 31) | 31 bits of the key."""

    id: int
    key: bytes  # 128-bit BLAKE2 hash of the canonical key
    document: Document
    feed: str
    outlet: str  # outlet id
    first_seen: datetime
    published: datetime  # clamped; first_seen where the feed gave none
    link: str = ""
    dated: bool = True  # False: published is first_seen
    party_to: tuple[str, ...] = ()
    origin: str = ""  # whence a forwarded post came
    history: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """The title and summary an item had until an edit."""

    at: datetime
    title: str
    summary: str


def item_id(published: datetime, key: bytes) -> int:
    """The id an item would like: its second, then 31 bits of its key; the next free one is taken on a clash."""
    seconds = min(max(int(published.timestamp()), 0), (1 << 32) - 1)
    return seconds << 31 | int.from_bytes(key[:4], "big") >> 1
