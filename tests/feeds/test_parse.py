"""RSS and Atom to entries."""

from datetime import UTC, datetime

import pytest

from feeds.errors import ReadError
from feeds.parse import parse
from feeds.reading import Body
from tests.fakes.web import rss


def read(data, content_type="", language="en"):
    body = data if isinstance(data, bytes) else data.encode()
    return parse(Body(body, "https://a.org/feed", content_type), "f", language)


def test_an_entry_carries_what_the_feed_says_in_safe_words():
    """Title, summary, link, guid and date of an RSS item."""
    item = {
        "title": "A &lt;b&gt;strike&lt;/b&gt;",
        "description": "&lt;p&gt;Two &lt;i&gt;wounded&lt;/i&gt;&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;",
        "link": "https://a.org/x?utm_source=rss",
        "guid": "urn:7",
        "pubDate": "Tue, 27 Jan 2026 15:00:00 +0300",
    }
    reading = read(rss(item, title="Outlet", extra="<ttl>30</ttl><language>en-US</language>"))
    (entry,) = reading.entries
    assert (entry.title, entry.summary) == ("A strike", "Two wounded")
    assert (entry.link, entry.guid) == ("https://a.org/x", "urn:7")
    assert entry.published == datetime(2026, 1, 27, 12, tzinfo=UTC)
    assert (reading.title, reading.ttl, reading.language) == ("Outlet", 1800, "en-us")


def test_an_atom_entry_keeps_both_dates_and_its_text():
    """Atom has a summary and a content, a published and an updated."""
    (entry,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>urn:1</id><title type="html">&lt;i&gt;x'
        '&lt;/i&gt;</title><link href="/one"/><published>2026-01-27T10:00:00Z</published><updated>2026-01-28T10:00:00Z'
        '</updated><summary>short</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>long</p>'
        "<p>text</p></div></content></entry></feed>"
    ).entries
    assert (entry.title, entry.link, entry.guid) == ("x", "https://a.org/one", "urn:1")
    assert (entry.summary, entry.content) == ("short", "long\ntext")
    assert (entry.published.day, entry.updated.day) == (27, 28)


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("27 كانون الثاني 2026", 27),
        ("٢٧ يناير ٢٠٢٦ 10:30 م", 27),
        ("الثلاثاء، 27 شباط / فبراير 2026", 27),
        ("2026-01-27T23:30:00-05:00", 28),
        ("Tue, 27 Jan 2026 10:00:00 EST", 27),
    ],
)
def test_dates_are_understood_in_the_ways_feeds_write_them(date, day):
    """Arabic months and digits included."""
    (entry,) = read(rss({"title": "t", "pubDate": date})).entries
    assert entry.published.day == day


@pytest.mark.parametrize("date", ["", "yesterday", "99 Foo 2026", "9999999999999"])
def test_a_date_that_means_nothing_is_none(date):
    """Undated is undated, never now."""
    (entry,) = read(rss({"title": "t", "pubDate": date})).entries
    assert entry.published is None


def test_arabic_without_a_declaration_is_read():
    """cp1256 with no word of it, and UTF-8 that claims to be Latin."""
    body = rss({"title": "كتائب حزب الله تتبنى الهجوم"}).replace(' encoding="utf-8"', "")
    assert read(body.encode("cp1256")).entries[0].title == "كتائب حزب الله تتبنى الهجوم"
    latin = body.replace("?>", ' encoding="iso-8859-1"?>', 1)
    assert read(latin.encode()).entries[0].title == "كتائب حزب الله تتبنى الهجوم"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "html"),
        (b"<html><head><title>x</title></head></html>", "html"),
        (b"just words", "format"),
        (b"{}", "format"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "format"),
        (b'<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>', "bomb"),
        (b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 5000 + b'">]><rss version="2.0"><channel/></rss>', "bomb"),
    ],
)
def test_what_is_no_feed_is_said_in_words(body, kind):
    """Empty, HTML, other formats and entity bombs."""
    with pytest.raises(ReadError) as caught:
        read(body)
    assert caught.value.kind == kind


def test_a_feed_cut_off_gives_what_came():
    """Half a feed is better than none."""
    whole = rss("one", "two", "three")
    reading = read(whole[: whole.index("three")])
    assert [e.title for e in reading.entries][:2] == ["one", "two"]
    assert reading.note


def test_a_feed_without_entries_is_a_feed():
    """Quiet is no error."""
    assert read(rss()).entries == ()


def test_declared_harmless_entities_are_read():
    """Old feeds declare nbsp and the like."""
    (entry,) = read(
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY eacute "&#233;">]><rss version="2.0"><channel><item>'
        "<title>Caf&eacute;</title></item></channel></rss>"
    ).entries
    assert entry.title == "Café"
