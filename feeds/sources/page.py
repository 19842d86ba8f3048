"""A plain index page, read by CSS selectors: `item` for each entry; within it `title`, `link`, `date`, `summary`.

Without `title` or `link` the first link of the item serves as both.
"""

from typing import Any

from cssselect import SelectorError

from feeds.errors import ReadError
from feeds.links import clean_link
from feeds.moments import read_moment
from feeds.page import first, markup_of, tree_of
from feeds.parse import MOST_ENTRIES
from feeds.reading import Job, Reading
from feeds.source import Kind
from feeds.text import to_line, to_text
from model.feed import Feed
from model.item import Entry

NAMES = ("item", "title", "link", "date", "summary")


def read(job: Job) -> Reading:
    """The entries that the feed's selectors find."""
    selectors = job.feed.selectors
    if not selectors.get("item"):
        raise ReadError(job.feed.id, "a page needs the selector `item`, which finds each entry", "format")
    page = tree_of(job.body, job.feed.id, job.feed.language)
    try:
        items = page.cssselect(selectors["item"])[:MOST_ENTRIES]
        entries = tuple(e for e in (_entry(item, job.feed, job.body.url) for item in items) if e.title)
    except SelectorError as error:
        raise ReadError(job.feed.id, f"a selector of the page is wrong: {error}", "format") from error
    if not entries:
        found = f"{len(items)} items without a headline" if items else "nothing"
        words = f"the selector `item` finds {found} on the page; it has changed, or the selectors are wrong"
        raise ReadError(job.feed.id, words, "html")
    title = page.findtext(".//title")
    return Reading(entries, title=to_line(title or ""))


def _entry(item: Any, feed: Feed, base: str) -> Entry:
    link = item if item.tag == "a" else _find(item, feed, "link", "a[href]")
    title = _find(item, feed, "title", "a[href]") if item.tag != "a" or "title" in feed.selectors else item
    date, summary = _find(item, feed, "date", "time"), _find(item, feed, "summary", "")
    return Entry(
        title=to_line(markup_of(title)) if title is not None else "",
        summary=to_text(markup_of(summary)) if summary is not None else "",
        link=clean_link(link.get("href") or "", base) if link is not None else "",
        published=read_moment(date.get("datetime") or " ".join(date.text_content().split()))
        if date is not None
        else None,
    )


def _find(item: Any, feed: Feed, name: str, usual: str) -> Any | None:
    selector = feed.selectors.get(name) or usual
    return first(item, selector) if selector else None


kind = Kind(name="page", read=read, accept="text/html, application/xhtml+xml;q=0.9", scrapes=True)
