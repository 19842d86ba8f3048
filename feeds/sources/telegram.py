"""Public Telegram channels by the preview that their web page shows without a login.

A channel is the voice of whoever runs it: its outlet says of which faction by `party_to`.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from feeds.errors import ReadError
from feeds.links import clean_link
from feeds.moments import read_moment
from feeds.page import first, markup_of, tree_of
from feeds.reading import Job, Reading
from feeds.source import Kind
from feeds.text import CONTENT_LIMIT, to_line, to_text
from model.feed import Feed
from model.item import Entry

HEADLINE = 160
_CHANNEL = re.compile(r"^/(?:s/)?(?P<name>[A-Za-z0-9_]{3,64})/?$")
_SENTENCE = re.compile(r"(?<=[.!?؟۔])\s")


def address(feed: Feed) -> str:
    """The preview page of a channel, whichever way its address is written."""
    parts = urlsplit(feed.url)
    found = _CHANNEL.match(parts.path)
    return parts._replace(path=f"/s/{found['name']}", query="", fragment="").geturl() if found else feed.url


def read(job: Job) -> Reading:
    """The posts of the page, newest last as it shows them."""
    page = tree_of(job.body, job.feed.id, job.feed.language)
    posts = page.cssselect(".tgme_widget_message[data-post]")
    title = first(page, ".tgme_channel_info_header_title")
    if not posts and title is None:
        raise ReadError(job.feed.id, "the channel shows no public preview (private, renamed or closed)", "html")
    entries = (_entry(post) for post in posts)
    return Reading(
        tuple(e for e in entries if e.title), title=to_line(title.text_content()) if title is not None else ""
    )


def _entry(post: Any) -> Entry:
    name = post.get("data-post", "")
    body, time = first(post, ".tgme_widget_message_text.js-message_text"), first(post, "a time[datetime]")
    text = to_text(markup_of(body), CONTENT_LIMIT) if body is not None else ""
    headline = _headline(text)
    return Entry(
        title=headline,
        summary="" if text == headline else text,
        link=clean_link(f"https://t.me/{name}"),
        guid=f"telegram:{name}",
        published=read_moment(time.get("datetime")) if time is not None else None,
        origin=_origin(post),
    )


def _headline(text: str) -> str:
    """The first sentence of the first line, cut at a word."""
    sentence = _SENTENCE.split(text.partition("\n")[0], maxsplit=1)[0].strip()
    if len(sentence) <= HEADLINE:
        return sentence
    return sentence[:HEADLINE].rpartition(" ")[0].rstrip(" ,;:،؛") + " …"


def _origin(post: Any) -> str:
    """Whence a forwarded post came: the name, and the post where it is public."""
    found = first(post, ".tgme_widget_message_forwarded_from_name")
    if found is None:
        return ""
    name, link = to_line(found.text_content(), 200), clean_link(found.get("href") or "")
    return f"{name} ({link})" if link else name


kind = Kind(name="telegram", read=read, address=address, accept="text/html")
