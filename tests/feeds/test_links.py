"""Links as shown and as compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.links import _canonical_carefully, _clean_carefully, canonical_link, clean_link, host_of


@pytest.mark.parametrize(
    ("link", "cleaned"),
    [
        ("https://a.org/x?utm_source=rss&id=3&fbclid=1", "https://a.org/x?id=3"),
        ("/story/5", "https://base.org/story/5"),
        (" https://a.org/x ", "https://a.org/x"),
        ("https://user:secret@a.org/x", "https://a.org/x"),
        ("https://a.org/page?ref=12", "https://a.org/page?ref=12"),
        ('https://a.org/"><script>', "https://a.org/%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("http://[broken", ""),
        ("", "https://base.org/feed"),
    ],
)
def test_a_shown_link_is_absolute_and_carries_no_tracker(link, cleaned):
    """Trackers and passwords go; what is no web address is no link."""
    assert clean_link(link, "https://base.org/feed") == cleaned


@pytest.mark.parametrize(
    "link",
    ["http://a.org/x/", "https://www.a.org/x", "https://m.a.org/x/amp", "https://A.org/x?utm_medium=y#top"],
)
def test_all_ways_to_write_an_address_compare_equal(link):
    """Scheme, www, mobile and amp, slash, tracker and fragment make no other page."""
    assert canonical_link(link) == "a.org/x"


def test_the_order_of_parameters_makes_no_other_page():
    """Parameters are compared sorted."""
    assert canonical_link("https://a.org/?b=1&a=2") == canonical_link("http://a.org?a=2&b=1")


def test_different_pages_stay_different():
    """Parameters that choose the page count."""
    assert canonical_link("https://a.org/?p=1") != canonical_link("https://a.org/?p=2")


@given(st.text(max_size=80))
def test_cleaning_is_stable_and_never_fails(text):
    """A cleaned link is clean."""
    once = clean_link(text)
    assert clean_link(once) == once
    assert host_of(text) is not None


# Made of what links are made of, so that many of them are plain and many are just not.
_PIECES = st.sampled_from([
    "a", "www.", "m.", "A", "x-y", ".", "..", "/", "//", "amp", "/amp", "/amp.html", "?", "&", "=", "utm_source=rss",
    "fbclid=1", "&&", "%20", "%", ";", ":", ":80", "@", "#", "#!x", " ", "~", "ar/خبر", "1", "&amp;", "'", "(", ",",
    "?p=12", "&b=2", "&a=1", "&a-b=1", "&c=", "&d", "\u0661=1", "a,b=c",
])  # fmt: skip


@given(st.sampled_from(["http://a.org", "https://www.b.iq", "https://m.c-d.com", "//a.org", ""]), st.lists(_PIECES))
def test_the_short_way_for_plain_links_leads_to_the_same_as_the_careful_one(start, pieces):
    """Shown and compared forms alike."""
    link, base = start + "".join(pieces), "https://base.org/feed"
    cleaned = _clean_carefully(link, base)
    assert clean_link(link, base) == cleaned
    assert canonical_link(cleaned) == (_canonical_carefully(cleaned) if cleaned else "")
