"""Feed lists as other readers write and want them (OPML 2.0)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from feeds.discover import Lead, kind_by_address
from feeds.links import clean_link
from feeds.text import to_line
from model.errors import UsageError
from model.feed import FeedList


def to_opml(feeds: FeedList) -> str:
    """All feeds, grouped by outlet; those switched off are marked so."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "<head><title>Factionwatch</title></head>",
    ]
    lines.append("<body>")
    for outlet in feeds.outlets.values():
        own = [f for f in feeds.feeds.values() if f.outlet == outlet.id and f.kind != "file"]
        if not own:
            continue
        lines.append(f"<outline text={quoteattr(outlet.name)}>")
        for feed in own:
            page = f" htmlUrl={quoteattr(outlet.homepage)}" if outlet.homepage else ""
            off = "" if feed.enabled else ' isComment="true"'
            lines.append(
                f'<outline type="rss" text={quoteattr(feed.id)} xmlUrl={quoteattr(feed.url)}{page} '
                f"language={quoteattr(feed.language)}{off}/>"
            )
        lines.append("</outline>")
    return "\n".join([*lines, "</body>", "</opml>", ""])


@dataclass(frozen=True, slots=True)
class Listed:
    """What an OPML file lists."""

    feeds: tuple[tuple[Lead, str], ...]  # with their languages, "" unknown
    unusable: tuple[str, ...]  # addresses of no web page


def from_opml(name: str, data: bytes) -> Listed:
    """The feeds of an OPML file, or UsageError where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise UsageError(f"{name} is no OPML file.")
    rows = [row for row in _rows(root) if row.get("xmlurl", "").strip()]
    feeds = dict.fromkeys(_lead(row, url) for row in rows if (url := clean_link(row["xmlurl"])))
    return Listed(tuple(feeds), tuple(row["xmlurl"] for row in rows if not clean_link(row["xmlurl"])))


def _rows(root: Any) -> Iterator[Mapping[str, str]]:
    for outline in root.iter("{*}outline"):
        yield {key.lower(): value for key, value in outline.attrib.items()}


def _lead(row: Mapping[str, str], url: str) -> tuple[Lead, str]:
    title = to_line(row.get("title") or row.get("text") or "", 200)
    return Lead(url, kind_by_address(url) or "rss", title), row.get("language", "")[:10].lower()
