"""HTML pages as trees, and what several kinds of source read from them."""

from typing import Any

from lxml import html

from feeds import charset
from feeds.errors import ReadError
from feeds.reading import Body

MOST_HTML = 10 << 20


def tree_of(body: Body, feed: str, language: str = "") -> Any:
    """The page as a tree, or ReadError where it is none."""
    text = charset.decode(body.data[:MOST_HTML], body.content_type, language).replace("\0", "")
    if not text.strip():
        raise ReadError(feed, "the server answered 200 with an empty body", "empty")
    try:
        # As bytes: lxml refuses text that declares an encoding of its own.
        return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"), base_url=body.url)
    except (ValueError, html.etree.LxmlError) as error:
        raise ReadError(feed, "what came is no HTML page", "format") from error


def markup_of(node: Any) -> str:
    """The HTML of a node, for `to_text`."""
    return str(html.tostring(node, encoding="unicode", with_tail=False))


def first(node: Any, selector: str) -> Any | None:
    """The first node below that a CSS selector finds."""
    found = node.cssselect(selector)
    return found[0] if found else None
