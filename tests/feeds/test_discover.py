"""From any address to a feed; OPML."""

import pytest

from feeds.discover import leads_of, read_as_feed
from feeds.fetch import Answer
from feeds.opml import from_opml, to_opml
from model.errors import UsageError
from model.feed import Feed, FeedList, Outlet
from tests.fakes.web import rss

PAGE = b"""<html><head><title>News</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/rss+xml" title="All" href="/all.xml">
<link rel="alternate" type="application/feed+json" href="https://a.org/feed.json">
<link rel="alternate" hreflang="ar" href="/ar"></head>
<body><a href="/en/rss?x=1">RSS</a><a href="/about">x</a></body></html>"""


def test_a_page_leads_to_its_feeds_the_declared_ones_first():
    """Comment feeds are left out; usual places come last."""
    leads = leads_of(Answer(200, "https://a.org/news", PAGE))
    assert [(x.url, x.kind) for x in leads[:3]] == [
        ("https://a.org/all.xml", "rss"),
        ("https://a.org/feed.json", "json"),
        ("https://a.org/en/rss?x=1", "rss"),
    ]
    assert leads[3].url == "https://a.org/feed"


def test_a_body_is_known_for_what_it_is():
    """RSS, JSON Feed, or a page."""
    feed = Feed("f", "https://a.org/", "en", "a")
    assert read_as_feed(feed, Answer(200, feed.url, rss("t").encode()))[0] == "rss"
    assert read_as_feed(feed, Answer(200, feed.url, b'{"items": [{"title": "t"}]}')) is not None
    assert read_as_feed(feed, Answer(200, feed.url, PAGE)) is None


def test_opml_goes_out_and_comes_back():
    """Addresses, names and languages survive."""
    feeds = FeedList(
        {"a": Outlet("a", 'A "quoted" & Co', homepage="https://a.org/")},
        {"f": Feed("f", "https://a.org/rss?a=1&b=2", "ar", "a"), "x": Feed("x", "local.xml", "en", "a", kind="file")},
    )
    ((lead, language),) = from_opml("x.opml", to_opml(feeds).encode()).feeds
    assert (lead.url, lead.title, language) == ("https://a.org/rss?a=1&b=2", "f", "ar")


@pytest.mark.parametrize("data", [b"", b"<html/>", b"{}", b"\0"])
def test_what_is_no_opml_is_said(data):
    """One clear sentence."""
    with pytest.raises(UsageError, match=r"x\.opml is no OPML file"):
        from_opml("x.opml", data)
