"""Outlets and feeds, as feeds.yaml declares them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Outlet:
    """Somebody who publishes."""

    id: str
    name: str
    group: str = ""  # whose money or editors it shares; its own id where it stands alone
    homepage: str = ""
    country: str = ""
    ownership: str = "other"  # independent, state, party, faction, think-tank, official, aggregator, other
    reliability: str = "F"  # Admiralty letter A-F
    party_to: tuple[str, ...] = ()  # ids of the actors whose voice it is


@dataclass(frozen=True, slots=True)
class Feed:
    """Something that is polled."""

    id: str
    url: str
    language: str
    outlet: str  # id of its outlet
    kind: str = "rss"  # rss, json, gnews, gdelt, telegram, sitemap, page, file
    every: int | None = None  # seconds; None adapts to the feed's rhythm
    articles: bool = False
    enabled: bool = True
    private: bool = False  # loopback and private addresses are allowed
    selectors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FeedList:
    """All of feeds.yaml, checked."""

    outlets: Mapping[str, Outlet]
    feeds: Mapping[str, Feed]


@dataclass(frozen=True, slots=True)
class FeedState:
    """What polling remembers of one feed between two polls."""

    feed: str
    url: str = ""  # what feeds.yaml said when this was written
    address: str = ""  # in use instead of the one in feeds.yaml, after a permanent redirect held twice
    moved_to: str = ""  # where the last permanent redirect led
    moved_seen: int = 0  # how many polls in a row it led there
    etag: str = ""
    last_modified: str = ""
    body_hash: bytes = b""
    interval: int = 0  # seconds between polls as last decided
    gap: int = 0  # typical seconds between two entries of the feed; 0 unknown
    next_due: datetime | None = None  # None: never polled, due at once
    last_try: datetime | None = None
    first_success: datetime | None = None  # None: the next good poll is the first, whose items are not news
    last_success: datetime | None = None
    last_new: datetime | None = None  # when a new entry was last seen
    errors: int = 0  # failures in a row
    last_error: str = ""  # in words; stays after a success until the next error replaces it
    error_kind: str = ""
    failed_at: datetime | None = None
    ended: datetime | None = None  # the server said 410: polled no more
    owner: str = ""  # who polls it just now
    lease_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of an entry under one of its keys, whether it became an item or not."""

    key: bytes
    feed: str
    first_seen: datetime
    item: int | None = None  # None: it matched nothing, or was deleted
    mark: int = 0  # hash of its words, to notice an edit
    edits: int = 0
    deleted: bool = False  # stays deleted, whatever the feed says
