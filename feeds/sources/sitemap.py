"""News sitemaps: what a site tells search engines that it published in the last days."""

from typing import Any

from lxml import etree

from feeds.errors import ReadError
from feeds.links import clean_link
from feeds.moments import read_moment
from feeds.parse import MOST_ENTRIES, refuse_oddities
from feeds.reading import Job, Reading
from feeds.source import Kind
from feeds.text import to_line
from model.item import Entry

NEWEST = 3  # parts of an index that are read


def read(job: Job) -> Reading:
    """The articles of a sitemap, or the newest parts of an index of sitemaps."""
    refuse_oddities(job.body.data, job.feed.id)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(job.body.data, parser)
    except etree.LxmlError as error:
        raise ReadError(job.feed.id, "what came is no XML", "format") from error
    kind = etree.QName(root).localname if root is not None else ""
    if kind == "sitemapindex":
        return Reading((), next_pages=_parts(root, job.body.url))
    if kind != "urlset":
        raise ReadError(job.feed.id, "what came is no sitemap (urlset or sitemapindex expected)", "format")
    entries = (_entry(url, job.body.url) for url in root.iterchildren("{*}url"))
    found = tuple(e for _, e in zip(range(MOST_ENTRIES), entries, strict=False) if e.title)
    if not found and len(root):
        raise ReadError(job.feed.id, "the sitemap names pages without headlines; a news sitemap is needed", "format")
    return Reading(found)


def _parts(root: Any, base: str) -> tuple[str, ...]:
    rows = [(_text(part, "{*}lastmod"), clean_link(_text(part, "{*}loc"), base)) for part in root.iterchildren()]
    return tuple(url for _, url in sorted(rows, reverse=True) if url)[:NEWEST]


def _entry(url: Any, base: str) -> Entry:
    news = url.find("{*}news")
    where = url if news is None else news
    return Entry(
        title=to_line(_text(where, "{*}title")),
        link=clean_link(_text(url, "{*}loc"), base),
        published=read_moment(_text(where, "{*}publication_date")) or read_moment(_text(url, "{*}lastmod")),
        updated=read_moment(_text(url, "{*}lastmod")),
        language=_text(where, "{*}publication/{*}language")[:10].lower(),
    )


def _text(node: Any, path: str) -> str:
    return (node.findtext(path) or "").strip()


kind = Kind(name="sitemap", read=read, accept="application/xml, text/xml;q=0.9, */*;q=0.5")
