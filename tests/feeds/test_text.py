"""HTML to safe plain text."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text import _strip, _without_tags, tidy, to_line, to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("a <b>bold</b> word", "a bold word"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br/>two", "one\ntwo"),
        ("Asa&apos;ib Ahl al-Haq", "Asa'ib Ahl al-Haq"),
        ("Asa&amp;apos;ib", "Asa'ib"),
        ("&amp;lt;b&amp;gt;twice&amp;lt;/b&amp;gt;", "twice"),
        ("AT&T & others", "AT&T & others"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("x<script>alert(1)</script>y", "xy"),
        ("x<style>p{}</style>y", "xy"),
        ("<img src=x onerror=alert(1)>after", "after"),
        ("a&nbsp;&nbsp;b\t c", "a b c"),
        ("كتائب\u200cحزب <i>الله</i>", "كتائب\u200cحزب الله"),
        ("safe\u202etxt.exe\x00\x07", "safetxt.exe"),
        ("<![CDATA[x]]>", ""),
    ],
)
def test_markup_becomes_the_words_a_reader_would_see(markup, text):
    """Tags go, entities are read, blocks become lines, scripts and direction tricks vanish."""
    assert to_text(markup) == text


def test_a_headline_stays_on_one_line():
    """Blocks inside a title become spaces."""
    assert to_line("<p>one</p>\n<p>two</p>") == "one two"


@given(st.text(max_size=300))
def test_nothing_that_could_be_a_tag_of_consequence_survives(text):
    """Whatever comes in, no script tag comes out, and reading the result again changes nothing that matters."""
    once = to_text("<p>" + text + "<script>x</script>")
    assert "<script" not in once.lower()
    assert all(c == "\n" or c >= " " for c in once)


# What feeds are mostly made of, and what is just not that.
_SCRAPS = st.sampled_from([
    "<p>", "</p>", "<br>", "<br />", "<br/>", "</br>", "<b>", "</b>", "<i>", "</i>", "<div>", "</div>", "<ul><li>",
    "</ul>",
    '<a href="https://a.org/1">', "</a>", '<img src="x.jpg" alt="a picture"/>', '<p class="lead" id="x">', "<h2>",
    "</h2>",
    "<blockquote>", "</blockquote>", "<P>", "<pre>", "<table><tr><td>", "</table>", "<script>x", "</script>", "<style>",
    "<p", "<", ">", "<!-- c -->", '<a title="a>b">', "<a href=x>", "<scr", "ipt>", '="', "&amp;", "&lt;b&gt;", "&nbsp;",
    "&",
    " ", "  ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u202e", "\0", "\x85", "word", "two words", "كتائب", "5 > 4", ".",
])  # fmt: skip


@given(st.lists(_SCRAPS, max_size=12).map("".join))
def test_plain_markup_reads_the_same_without_a_parser_of_html(markup):
    """The short way for the tags that most feeds are made of leads where the careful one leads."""
    carefully = html.unescape(_without_tags(markup)) if "<" in markup else html.unescape(markup)
    assert tidy(_strip(markup)) == tidy(carefully)


@given(st.lists(_SCRAPS, max_size=12).map("".join))
def test_tidying_leaves_single_blanks_and_full_lines(text):
    """However the text came, and tidying twice is tidying once."""
    lines = tidy(text).split("\n")
    assert all(line == " ".join(line.split()) for line in lines)
    assert "" not in lines or lines == [""]
    assert tidy(tidy(text)) == tidy(text)
