"""What platforms share: inert text, honest addresses, pages that lose nothing."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command import Call, commands
from bot.rendering import Block, address, calm, cut, host, pack, written
from bot.texts import texts
from bot.typed import parse

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(ANY)
def test_calm_text_is_one_line_that_turns_nothing_behind_it(text):
    """No control or direction character survives, and each isolate is closed."""
    found = calm(text)
    assert not set(found) & set("\n\r\t\x00\x1b\u202a\u202b\u202d\u202e\u2066\u2067\u200e\u200f\u2028")
    assert found.count("\u2068") == found.count("\u2069")
    assert calm(found) == found


def test_every_unseen_character_is_left_out():
    """By the categories of Unicode, whatever its version adds."""
    unseen = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in UNSEEN]
    kept = {"\u200c", "\u200d", "\u2068", "\u2069"}
    assert [c for c in unseen if c not in kept and c in calm(f"a{c}b")] == []
    assert calm("a\u200cb \u2068x\u2069") == "a\u200cb \u2068x\u2069"


@given(ANY, st.integers(2, 60))
def test_a_cut_keeps_the_limit_and_the_isolates(text, limit):
    """Cut text is short enough and closes what it opened."""
    found = cut(calm(text), limit)
    assert len(found) <= limit
    assert found.count("\u2068") == found.count("\u2069")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://apnews.com@evil.example/x", "evil.example"),
        ("https://www.rudaw.net/a", "rudaw.net"),
        ("https://аpnews.com/", "xn--pnews-3ve.com"),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
    ],
)
def test_the_host_shown_is_the_one_a_link_leads_to(url, shown):
    """User parts and look-alike letters do not pass for somebody else's address."""
    assert host(url) == shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.example", "//x.example", "", "https:///x", "https://x/" + "y" * 600]
)
def test_only_web_addresses_become_links(url):
    """Anything else is no link at all."""
    assert address(url) == ""


@given(ANY)
def test_an_address_cannot_leave_its_link(text):
    """Spaces, brackets and quotes of an address are written as percent codes."""
    assert not set(address(f"https://x.example/{text}")) & set(' <>()[]"\n|^`{}\\')


BLOCKS = st.lists(
    st.builds(Block, st.text("xy", min_size=1, max_size=40), st.sampled_from(["", "# A", "# B"])), max_size=30
)


@given(BLOCKS, st.integers(60, 200))
def test_pages_hold_every_block_once_in_order_and_keep_the_room(blocks, room):
    """Nothing is lost, doubled or too long."""
    pages = pack(blocks, room)
    assert [b for page in pages for b in page] == blocks
    assert all(len(_shown(page)) <= room for page in pages)


def _shown(page):
    rows, heading = [], ""
    for block in page:
        rows += [block.heading] if block.heading and block.heading != heading else []
        heading = block.heading
        rows.append(block.text)
    return "\n".join(rows)


def test_a_page_ends_at_a_section_where_it_can():
    """A section that would be torn goes whole to the next page when this one is half full."""
    blocks = [Block("x" * 30, "A"), Block("x" * 30, "A"), Block("y" * 20, "B"), Block("y" * 20, "B")]
    assert [[b.heading for b in page] for page in pack(blocks, 100)] == [["A", "A"], ["B", "B"]]


@pytest.mark.parametrize("name", ["badr", "Kataib Hezbollah", "كتائب حزب الله", 'the "KH"', "Asa'ib", "a, b"])
def test_a_call_is_written_as_it_can_be_typed(name):
    """A button asks again what was asked."""
    call = Call(commands()["events"], {"actor": name, "days": "30"})
    again = parse(written(call), commands(), texts("en"))
    assert again.raw["actor"].replace(" ", "") == name.replace(" ", "")
    assert again.raw["days"] == "30"
