"""Each kind of source: bytes to entries."""

import json
from datetime import UTC, datetime

import pytest

from feeds.errors import ReadError
from feeds.reading import Body, Job
from feeds.source import kind_of, kinds, read
from model.feed import Feed
from tests.fakes.web import rss

NOON = datetime(2026, 1, 27, 12, tzinfo=UTC)


def job(kind, data, url="https://a.org/x", **feed):
    body = data if isinstance(data, bytes) else data.encode()
    return Job(Feed("f", url, "en", "a", kind=kind, **feed), Body(body, url))


def test_every_kind_that_feeds_yaml_may_name_is_there():
    """One file a kind."""
    assert kinds() == ("file", "gdelt", "gnews", "json", "page", "rss", "sitemap", "telegram")
    assert all(kind_of(Feed("f", "https://a.org/", "en", "a", kind=name)).name == name for name in kinds())


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("body", [b"", b"\0\1\2", b"<html><body>Sorry</body></html>", b'{"a": 1', b"[" * 50_000, b"no"])
def test_what_is_none_of_its_kind_is_refused_in_words(kind, body):
    """A ReadError, never anything else, whatever comes."""
    with pytest.raises(ReadError):
        read(job(kind, body, selectors={"item": "article"}))


def test_a_json_feed_is_read():
    """Text and HTML content, ids that are numbers, relative links."""
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Outlet",
        "items": [
            {"id": 7, "url": "/7", "title": "A <b>strike</b>", "content_html": "<p>one</p><p>two</p>",
             "date_published": "2026-01-27T15:00:00+03:00"},
            {"id": "8", "content_text": "only text"},
            "nonsense",
        ],
    }  # fmt: skip
    one, two = read(job("json", json.dumps(body))).entries
    assert (one.guid, one.link, one.title, one.content) == ("7", "https://a.org/7", "A strike", "one\ntwo")
    assert one.published == NOON
    assert two.content == "only text"


def test_a_json_feed_at_an_rss_address_is_read_as_what_it_is():
    """Whatever the operator called it."""
    assert read(job("rss", '{"items": [{"title": "t"}]}')).entries[0].title == "t"


def test_google_news_names_the_publisher_of_each_entry():
    """The publisher leaves the headline, and a summary that repeats the headline goes."""
    item = {
        "title": "Strike hits base - Reuters",
        "link": "https://news.google.com/rss/articles/CBMi?oc=5",
        "description": "&lt;a href='x'&gt;Strike hits base&lt;/a&gt;&amp;nbsp;&lt;font&gt;Reuters&lt;/font&gt;",
    }
    body = rss(item).replace("</item>", '<source url="https://www.reuters.com">Reuters</source></item>')
    (entry,) = read(job("gnews", body)).entries
    assert (entry.title, entry.summary) == ("Strike hits base", "")
    assert (entry.publisher, entry.publisher_home) == ("Reuters", "https://www.reuters.com")


def test_gdelt_names_the_publisher_by_its_domain():
    """Headline, link, first seen and language of an article."""
    row = {"url": "https://a.org/x?utm_source=1", "title": "Strike , hits base", "seendate": "20260127T120000Z",
           "domain": "a.org", "language": "Arabic"}  # fmt: skip
    (entry,) = read(job("gdelt", json.dumps({"articles": [row]}))).entries
    assert (entry.link, entry.published, entry.publisher, entry.language) == ("https://a.org/x", NOON, "a.org", "ar")


def test_gdelt_is_asked_for_its_newest_articles_as_json():
    """What the operator wrote stays, but for the format."""
    feed = Feed(
        "f", "https://api.gdeltproject.org/api/v2/doc/doc?query=iraq&maxrecords=20&format=html", "en", "a", "gdelt"
    )
    asked = kind_of(feed).address(feed)
    assert "maxrecords=20" in asked
    assert "format=json" in asked
    assert "sort=datedesc" in asked


def test_a_gdelt_query_without_hits_is_an_empty_feed():
    """It answers with an empty object."""
    assert read(job("gdelt", "{}")).entries == ()


def test_gdelts_own_complaint_is_passed_on():
    """It answers 200 with a sentence."""
    with pytest.raises(ReadError, match="Please limit requests"):
        read(job("gdelt", "Please limit requests to one every 5 seconds"))


CHANNEL = """
<html><body><div class="tgme_channel_info_header_title"><span>Some channel</span></div>
<div class="tgme_widget_message js-widget_message" data-post="some/41">
 <div class="tgme_widget_message_forwarded_from">Forwarded from
  <a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/9"><span>Other channel</span></a></div>
 <div class="tgme_widget_message_text js-message_text">بيان صادر عن كتائب حزب الله<br/>نص <b>البيان</b></div>
 <a class="tgme_widget_message_date" href="https://t.me/some/41">
 <time datetime="2026-01-27T12:00:00+00:00">15:00</time></a>
</div>
<div class="tgme_widget_message js-widget_message" data-post="some/42"><div>a picture</div></div>
</body></html>
"""


def test_a_telegram_channel_is_read_from_its_preview():
    """Text, time and link; forwarded posts keep their origin; posts without words are passed over."""
    reading = read(job("telegram", CHANNEL))
    (entry,) = reading.entries
    assert (entry.title, entry.summary) == ("بيان صادر عن كتائب حزب الله", "بيان صادر عن كتائب حزب الله\nنص البيان")
    assert (entry.link, entry.guid, entry.published) == ("https://t.me/some/41", "telegram:some/41", NOON)
    assert entry.origin == "Other channel (https://t.me/other/9)"
    assert reading.title == "Some channel"


@pytest.mark.parametrize(
    "url", ["https://t.me/some_channel", "https://t.me/s/some_channel", "https://t.me/some_channel/"]
)
def test_a_channel_may_be_written_either_way(url):
    """The preview page is what is asked."""
    feed = Feed("f", url, "ar", "a", kind="telegram")
    assert kind_of(feed).address(feed) == "https://t.me/s/some_channel"


def test_a_channel_without_preview_is_said_in_words():
    """Private, renamed or closed."""
    with pytest.raises(ReadError, match="no public preview"):
        read(job("telegram", "<html><body><div class='tgme_page'>Telegram</div></body></html>"))


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.org/x</loc><news:news>
 <news:publication><news:name>A</news:name><news:language>ar</news:language></news:publication>
 <news:publication_date>2026-01-27T15:00:00+03:00</news:publication_date><news:title>A &amp; B</news:title>
 </news:news></url></urlset>"""


def test_a_news_sitemap_is_read():
    """Headline, date, link and language."""
    (entry,) = read(job("sitemap", SITEMAP)).entries
    assert (entry.title, entry.link, entry.published, entry.language) == ("A & B", "https://a.org/x", NOON, "ar")


def test_an_index_of_sitemaps_leads_to_its_newest_parts():
    """Three at most."""
    parts = "".join(
        f"<sitemap><loc>https://a.org/{n}</loc><lastmod>2026-01-{n:02}</lastmod></sitemap>" for n in range(1, 9)
    )
    body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>'
    assert read(job("sitemap", body)).next_pages == tuple(f"https://a.org/{n}" for n in (8, 7, 6))


def test_a_sitemap_without_headlines_is_said_in_words():
    """Addresses alone are no news."""
    body = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.org/x</loc></url></urlset>'
    with pytest.raises(ReadError, match="news sitemap"):
        read(job("sitemap", body))


PAGE = """<html><head><title>News</title></head><body><ul>
<li class="n"><h3><a href="/1?utm_source=x">First <b>one</b></a></h3>
<span class="d">27 يناير 2026 12:00</span><p>Lead</p></li>
<li class="n"><h3>No link</h3></li><li>not an item</li></ul></body></html>"""


def test_an_index_page_is_read_by_its_selectors():
    """Headline, link, date and summary, each found within its item."""
    selectors = {"item": "li.n", "title": "h3", "date": ".d", "summary": "p"}
    one, two = read(job("page", PAGE, selectors=selectors)).entries
    assert (one.title, one.link, one.summary) == ("First one", "https://a.org/1", "Lead")
    assert one.published == NOON
    assert (two.title, two.link) == ("No link", "")


def test_links_alone_are_enough_for_a_page():
    """An item that is a link is its own headline."""
    (entry,) = read(job("page", PAGE, selectors={"item": "h3 a"})).entries
    assert (entry.title, entry.link) == ("First one", "https://a.org/1")


@pytest.mark.parametrize(
    ("selectors", "words"),
    [({}, "needs the selector"), ({"item": "div.gone"}, "finds nothing"), ({"item": "li["}, "is wrong")],
)
def test_a_page_that_changed_is_said_in_words(selectors, words):
    """The operator learns which selector to mend."""
    with pytest.raises(ReadError, match=words):
        read(job("page", PAGE, selectors=selectors))
