"""From any address to a feed: what a body is, and where its page says that feeds are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from feeds.errors import ReadError
from feeds.fetch import Answer
from feeds.links import clean_link, host_of
from feeds.page import tree_of
from feeds.reading import Body, Job, Reading
from feeds.source import read
from feeds.text import to_line
from model.feed import Feed

TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "rss",
    "application/rdf+xml": "rss",
    "application/feed+json": "json",
}
USUAL = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")  # where feeds stand that nobody links
MOST = 8
_HINTS = ("rss", "feed", "atom")


@dataclass(frozen=True, slots=True)
class Lead:
    """An address where a feed may be."""

    url: str
    kind: str = "rss"
    title: str = ""


def kind_by_address(url: str) -> str | None:
    """The kind that an address alone tells, None where the body must say."""
    host = host_of(url)
    if host in ("t.me", "telegram.me"):
        return "telegram"
    if host == "news.google.com":
        return "gnews"
    return "gdelt" if host == "api.gdeltproject.org" else None


def read_as_feed(feed: Feed, answer: Answer) -> tuple[str, Reading] | None:
    """The kind a body turns out to be and what it says, None where it is no feed."""
    body = Body(answer.body, answer.url, answer.headers.get("content-type", ""))
    by_address = kind_by_address(feed.url)
    for kind in (by_address,) if by_address else ("rss", "json", "sitemap"):
        try:
            return kind, read(Job(_as(feed, kind), body))
        except ReadError:
            continue
    return None


def leads_of(answer: Answer) -> tuple[Lead, ...]:
    """Where a page says that its feeds are, the declared ones first, then the usual places."""
    leads: dict[str, Lead] = {}
    for lead in (*_declared(answer), *_guessed(answer)):
        if lead.url:
            leads.setdefault(lead.url, lead)
    return tuple(leads.values())[:MOST]


def _declared(answer: Answer) -> Iterator[Lead]:
    try:
        page = tree_of(Body(answer.body, answer.url, answer.headers.get("content-type", "")), "")
    except ReadError:
        return
    for link in page.cssselect("link[rel~=alternate][href]"):
        kind = TYPES.get((link.get("type") or "").split(";")[0].strip().lower())
        if kind and "comment" not in (link.get("title") or "").lower():
            yield Lead(clean_link(link.get("href"), answer.url), kind, to_line(link.get("title") or ""))
    yield from _anchors(page, answer.url)


def _anchors(page: Any, base: str) -> Iterator[Lead]:
    for anchor in page.cssselect("a[href]"):
        parts = urlsplit(urljoin(base, anchor.get("href")))
        if any(hint in f"{parts.path}?{parts.query}".lower() for hint in _HINTS) and host_of(parts.geturl()):
            yield Lead(clean_link(parts.geturl()), "rss", to_line(anchor.text_content(), 80))


def _guessed(answer: Answer) -> Iterator[Lead]:
    for path in USUAL:
        yield Lead(urljoin(answer.url, path))


def _as(feed: Feed, kind: str) -> Feed:
    return Feed(feed.id, feed.url, feed.language, feed.outlet, kind=kind, private=feed.private)
