"""Outlets and feeds, as feeds.yaml declares them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
