"""Adding a feed to a feeds.yaml as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.append import Addition, appended, id_for, outlet_for, written
from feeds.config import parse_feeds
from model.errors import UsageError
from model.feed import Outlet

NEW = Addition("new", "https://b.org/rss?a=1", "ar", name="B: news", homepage="https://b.org/")
TEXT = """# my feeds
version: 1
feeds:
  # the first
  - id: one   # keep me
    url: "https://a.org/rss"
    language: en
    name: A
    selectors: {item: a, title: b}
  # a last word
outlets:  # further down
  x: {name: X}
"""


def test_everything_else_stays_as_it_was_written():
    """Comments, quotes and order are kept; the new feed stands behind the last."""
    after = appended(TEXT, [NEW])
    added = after.splitlines()
    for line in written(NEW).splitlines():
        added.remove(line)
    assert added == TEXT.splitlines()
    feeds = parse_feeds([("f", after)]).feeds
    assert list(feeds) == ["one", "new"]
    assert feeds["new"].url == NEW.url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "version: 1\n",
        "feeds:\n",
        "feeds:\n- id: one\n  url: https://a.org/\n  language: en\n  name: A",
    ],
)
def test_any_shape_of_file_takes_a_feed(text):
    """Empty, without feeds, with an empty list, without indentation, without a last line end."""
    assert "new" in parse_feeds([("f", appended(text, [NEW]))]).feeds


def test_a_list_in_brackets_is_left_alone():
    """Nobody's file is rewritten."""
    with pytest.raises(UsageError, match="one below the other"):
        appended("feeds: [{id: a, url: 'https://a.org', language: en, name: A}]", [NEW])


def test_ids_say_where_a_feed_comes_from():
    """And never clash."""
    assert id_for("https://www.shafaq.com/en/rss", set()) == "shafaq"
    assert id_for("https://www.shafaq.com/en/rss", {"shafaq"}) == "shafaq-2"


def test_a_known_outlet_is_found_by_its_host():
    """A second feed of an outlet joins it."""
    known = [Outlet("s", "Shafaq", homepage="https://shafaq.com/en")]
    assert outlet_for("https://www.shafaq.com/ar/rss", "", known).id == "s"
    assert outlet_for("https://other.org/rss", "", known) is None


@given(st.text(max_size=60), st.integers(0, 3))
def test_whatever_a_feed_calls_itself_reads_back_the_same(name, many):
    """Titles are hostile; the file stays readable."""
    text = ""
    for n in range(many + 1):
        text = appended(text, [Addition(f"f{n}", f"https://a{n}.org/", "en", name="x" + name)])
    outlets = parse_feeds([("f", text)]).outlets
    shown = "".join(c for c in "x" + name if c.isprintable()).split()
    assert all(outlets[f"f{n}"].name.split() == shown for n in range(many + 1))
