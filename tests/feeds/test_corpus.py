"""feedparser is the reader of record: what its own tests state, and a quick reader that never differs from it."""

from contextlib import suppress
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import quick
from feeds.errors import ReadError
from feeds.parse import _reading, parse, parse_fully
from feeds.reading import Body
from tests.feeds.corpus import body_of, disagreements, files, folder, quick_differs

# Where we differ on purpose, or where the file counts on a base address that it does not name.
KNOWN = {"bozo_linenoise.xml", "entry_id_no_normalization_4.xml", "entry_id_with_attributes.xml"}

corpus = pytest.mark.skipif(folder() is None, reason="feedparser's test files are not here (see tests/feeds/corpus.py)")


@corpus
def test_no_file_of_the_corpus_brings_the_reader_down():
    """Read, or refused in words."""
    for path in files(folder()):
        with suppress(ReadError):
            assert parse(body_of(path), "f") is not None, path


@corpus
def test_titles_links_ids_summaries_and_dates_are_what_the_files_state():
    """Where we keep them."""
    wrong = [row for path in files(folder()) for row in disagreements(path)[0] if row[0] not in KNOWN]
    assert wrong == []


@corpus
def test_the_quick_reader_agrees_with_feedparser_on_its_corpus():
    """Wherever it dares to read."""
    found = [quick_differs(path) for path in files(folder())]
    assert sum(read for read, _ in found) > 500
    assert not any(differs for _, differs in found)


words = st.text(
    st.sampled_from("ab &<>\"'éü\u0628\u0645\u200c\u00a0\u2019\x92\x85\n\t;#1&amp;") | st.characters(codec="utf-8"),
    max_size=25,
).filter(lambda text: all(c in "\t\n\r" or ord(c) >= 0x20 for c in text) and not {"\ufffe", "\uffff"} & set(text))
markup = st.one_of(
    words, words.map(lambda t: f"<p>{escape(t)}</p><br/>"), st.just("<b>x</b> &lt;i&gt; &amp;amp; &#146;")
)
links = st.sampled_from(
    ["https://a.org/1?a=1&b=2", "/rel/ative", "http:////odd/", "HTTP://A.org/X", "mailto:x@y", "", " https://a.org/ "]
)
dates = st.sampled_from(
    ["Tue, 27 Jan 2026 15:00:00 +0300", "27 Jan 2026 15:00:00 GMT", "2026-01-27T15:00:00Z", "2026-01-27T15:00:00+03:30",
     "2026-01-27", "Tue, 27 Jan 26 15:00 EST", "Tue, 27 Jan 2026 24:00:00 GMT", "yesterday", ""]
)  # fmt: skip


def text_element(name, values, attributes=("",)):
    """An element with text, escaped or as CDATA, at times with an attribute or twice."""

    def write(value, style, attribute, times):
        inner = f"<![CDATA[{value}]]>" if style and "]]>" not in value else escape(value)
        return f"<{name}{attribute}>{inner}</{name}>" * times

    return st.builds(write, values, st.booleans(), st.sampled_from(attributes), st.sampled_from([1] * 20 + [2]))


def of(elements):
    """Some of these elements, in any order."""
    return st.lists(st.one_of(elements), max_size=7, unique_by=lambda e: e.split(">")[0].split(" ")[0]).map("".join)


rss_item = of([
    text_element("title", markup), text_element("link", links), text_element("description", markup),
    text_element("guid", links | words, ("", ' isPermaLink="false"', ' isPermaLink="true"', ' x="1"')),
    text_element("pubDate", dates), text_element("content:encoded", markup), text_element("category", words),
    text_element("dc:creator", words), text_element("source", words, ('', ' url="https://s.org/"')),
    text_element("dc:date", dates), text_element("author", words), text_element("media:title", words),
    st.just('<enclosure url="https://a.org/x.mp3" length="1" type="audio/mpeg"/>'),
    st.just('<media:content url="https://a.org/x.jpg" medium="image"/>'), st.just("<!-- a comment -->"),
])  # fmt: skip
atom_entry = of([
    text_element("title", markup, ("", ' type="html"', ' type="text"', ' type="xhtml"')),
    text_element("id", links | words), st.just("<author><name>n</name></author>"),
    text_element("summary", markup, ("", ' type="html"', ' xml:lang="ar"')), text_element("published", dates),
    text_element("content", markup, ("", ' type="html"', ' type="text/plain"', ' type="image/png"', ' src="x"')),
    text_element("updated", dates), st.just('<link href="/a" rel="alternate"/>'),
    st.just('<link href="/b.atom" rel="self" type="application/atom+xml"/>'), st.just('<category term="t"/>'),
])  # fmt: skip


def rss_of(items, language):
    """An RSS 2.0 body of such items."""
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    inner = "".join(f"<item>{i}</item>" for i in items)
    return (
        f'<rss version="2.0" {spaces}{language}><channel><title>T</title><link>https://a.org/</link>'
        f'<atom:link href="https://a.org/f" rel="self"/><ttl>5</ttl>{inner}</channel></rss>'
    )


def atom_of(entries, language):
    """An Atom body of such entries."""
    inner = "".join(f"<entry>{e}</entry>" for e in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{language}><title>T</title><id>urn:f</id>{inner}</feed>'


attributes = st.sampled_from(["", "", "", ' xml:lang="en_US"', ' xml:base="https://b.org/"'])
feeds = st.one_of(
    st.builds(rss_of, st.lists(rss_item, max_size=4), attributes),
    st.builds(atom_of, st.lists(atom_entry, max_size=4), attributes),
)


@settings(max_examples=1000, deadline=None)
@given(feeds)
def test_the_quick_reader_agrees_with_feedparser_on_a_thousand_generated_feeds(text):
    """Plain and odd elements, attributes, dates, addresses and letters in any mixture."""
    body = Body(f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode(), "https://a.org/dir/feed.xml")
    found = quick.read(body.data, body.url)
    if found is not None:
        full = parse_fully(body)
        assert _reading(*found, body) == _reading(full.feed, full.entries, body)


def test_plain_feeds_are_read_quickly():
    """The quick reader is of use: no doubt where there is nothing to doubt."""
    item = '<title>t &amp; u</title><link>/x</link><guid isPermaLink="false">1</guid><description>d</description>'
    for text in (rss_of([item + "<pubDate>Tue, 27 Jan 2026 15:00:00 GMT</pubDate>"], ""), atom_of(["<id>1</id>"], "")):
        assert quick.read(text.encode(), "https://a.org/") is not None


@pytest.mark.parametrize("text", ["<rss", "<html/>", "", "<rss version='2.0'><channel><item><title>x</channel></rss>"])
def test_anything_else_is_left_to_feedparser(text):
    """No error, only a doubt."""
    assert quick.read(text.encode(), "https://a.org/") is None
