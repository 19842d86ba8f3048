"""Whatever a briefing holds, Discord takes it, nobody is pinged, and no foreign word has an effect."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing import Action, Briefing, Chart, Field, Line, Section, Source
from bot.platforms.discord_payloads import CUSTOM_ID
from bot.platforms.discord_render import inert, link, plain, render
from bot.pressing import Manner, long_commands, mark, pressed
from bot.rendering import Picture
from bot.texts import LANGUAGES, texts
from tests.fakes.discord import limits, openapi

EN, AR = texts("en"), texts("ar")
AT = datetime(2026, 1, 28, 2, 13, tzinfo=UTC)
POST = ("POST", "/channels/{channel_id}/messages")
EVIL = "@everyone <@1> <#2> <t:0:R> </help:1> [x](https://evil.example) **b** _i_ ~~s~~ ||sp|| `c` \u202e \x07 <:a:1> https://x"


def _problems(rendered):
    files = [(p.name, p.data) for p in rendered.files]
    return limits.message_problems(rendered.body, files)


def _text(rendered):
    return "\n".join(c["content"] for c in limits.walk(rendered.body["components"]) if c["type"] == 10)


def _buttons(rendered):
    return [c for c in limits.walk(rendered.body["components"]) if c["type"] == 2]


CARD = Briefing(
    "events",
    "Events: Badr",
    "2 stories",
    "badr",
    (Field("Status", "active", (2,)),),
    (
        Section(
            "Latest", (Line("Clash · Balad", AT, sources=(1,), quote="Clash in (Balad)"), Line("Threat", struck="KH"))
        ),
    ),
    (
        Source(1, "Rudaw", "Clash", "https://www.rudaw.net/a_(b)?x=<y>", AT, "B"),
        Source(2, "State", "Listing", "https://state.example/1"),
    ),
    (Chart("activity", "3 in 7 days"),),
    (Action("Older", "/events badr before:9"), Action("Profile", "/actor badr")),
    AT,
    ("9 of 11 outlets readable",),
)


def test_a_briefing_reads_as_a_tidy_message():
    """Head, lines with time and honest link, notes, buttons."""
    text = _text(render(CARD, EN, Manner(command="/events badr")))
    assert text.startswith("## Events: Badr\n2 stories\n**Status** active \\[2\\]\n### Latest\n")
    assert f"<t:{int(AT.timestamp())}:f> · Clash · Balad\n> “Clash in (Balad)”\n" in text
    assert "-# [Rudaw (B)](<https://www.rudaw.net/a_%28b%29?x=%3Cy%3E>) rudaw.net" in text
    assert "- ~~KH~~ · Threat" in text
    assert "-# \\[2\\] [State](<https://state.example/1>) state.example · Listing" in text
    assert "\\[1\\]" not in text
    assert "-# ⚠ 9 of 11 outlets readable" in text


def test_pictures_carry_their_words():
    """A chart is an attachment shown in the message, with alternative text."""
    rendered = render(CARD, EN, pictures=[Picture("activity-1.png", b"png", "3 in 7 days")])
    assert _problems(rendered) == []
    assert rendered.body["attachments"] == [{"id": 0, "filename": "activity-1.png", "description": "3 in 7 days"}]


def test_buttons_turn_lists_and_open_cards():
    """A list goes on in place, a card is a new answer, and one command gets one button."""
    found = {b["label"]: pressed(b["custom_id"]) for b in _buttons(render(CARD, EN, Manner(command="/events badr")))}
    assert found["Older"].turns
    assert not found["Profile"].turns
    doubled = Briefing("x", "x", actions=(Action("a", "/help"), Action("b", "/help")))
    assert len(_buttons(render(doubled, EN))) == 1


def test_every_post_carries_its_mark():
    """So that it can be found again when its answer was lost, whatever it holds."""
    for briefing in (CARD, Briefing("story", "x")):
        for shape in (render, plain):
            rendered = shape(briefing, EN, Manner(key=mark("k1")))
            assert {pressed(b["custom_id"]).key for b in _buttons(rendered)} == {mark("k1")}
            assert _problems(rendered) == []


def test_a_long_command_goes_by_the_row_that_keeps_it():
    """Without the row the button is left out rather than broken."""
    long = Briefing("events", "x", actions=(Action("Go on", "/events " + "x" * 100),))
    assert long_commands(long, Manner(), CUSTOM_ID) == ("/events " + "x" * 100,)
    assert _buttons(render(long, EN)) == []
    kept = render(long, EN, Manner(kept={"/events " + "x" * 100: "a1b2"}))
    assert pressed(_buttons(kept)[0]["custom_id"]).kept


@pytest.mark.parametrize("t", [EN, AR], ids=["en", "ar"])
def test_long_briefings_go_on_over_pages_and_lose_no_line(t):
    """500 lines stand somewhere, each page within the limits, and the buttons lead through."""
    lines = tuple(Line(f"Strike number {n}", AT, sources=(n % 60 + 1,), quote="q" * 100) for n in range(500))
    sources = tuple(
        Source(n, f"Outlet {n}", "t" * 100, f"https://x.example/{n}/{'y' * 80}", AT, "A") for n in range(1, 61)
    )
    sections = tuple(Section(f"Faction {n}", lines[n * 20 : n * 20 + 20]) for n in range(25))
    briefing = Briefing(
        "digest", "Digest", fields=(Field("a", "b", (60,)),), sections=sections, sources=sources, as_of=AT
    )
    first = render(briefing, t, Manner(command="/digest"))
    pages = [render(briefing, t, Manner(n, "/digest")) for n in range(1, first.pages + 1)]
    seen = re.findall(r"Strike number (\d+)", "\n".join(map(_text, pages)))
    assert seen == [str(n) for n in range(500)]
    assert [_problems(p) for p in pages if _problems(p)] == []
    assert pressed(_buttons(pages[1])[1]["custom_id"]).page == 3


@pytest.mark.skipif("ar" not in LANGUAGES, reason="there is no Arabic catalogue")
def test_arabic_rows_begin_from_the_right():
    """A time or Latin name at the start does not turn the row around."""
    for row in _text(render(CARD, AR)).splitlines():
        assert re.match(r"(#{1,3} |-# |> |- )?\u200f", row), row


@pytest.mark.parametrize("sign", ["# x", "## x", "-# x", "- x", "> x", ">>> x", "1. x", "* x", "+ x"])
def test_foreign_text_makes_no_heading_list_or_quote(sign):
    """A sign at the start of a line is a sign and no more."""
    assert inert(sign).lstrip()[0] == "\\" or inert(sign).startswith("1\\.")


@pytest.mark.parametrize(("written", "shown"), [("0.07 a day", "0.07 a day"), ("12. x", "12\\. x"), ("-5 °C", "-5 °C")])
def test_numbers_at_the_start_of_a_line_are_numbers(written, shown):
    """A backslash before a digit would be seen."""
    assert inert(written) == shown


def test_a_card_comes_a_screen_at_a_time():
    """Its first page is one to read, whatever the message could hold; a digest fills its message."""
    fields = tuple(Field(f"Fact {n}", "v" * 200) for n in range(12))
    card, digest = (render(Briefing(kind, "x", fields=fields), EN) for kind in ("actor", "digest"))
    assert (card.pages, digest.pages) == (2, 1)
    assert len(_text(card)) < 2500


def test_foreign_text_has_no_effect():
    """Mentions, links, styles, spoilers and control characters are inert."""
    found = inert(EVIL)
    assert "@everyone" not in found
    for sign in ("<@", "<#", "<t:", "</", "<:", "](", "**", "~~", "||"):
        assert not re.search(rf"(?<!\\){re.escape(sign)}", found), sign
    assert not set(found) & set("\u202e\x07")


def test_a_link_needs_an_address():
    """What is no web address stays a name."""
    assert link("Rudaw", "javascript:alert(1)") == "Rudaw"


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        [EVIL, "x" * 5000, "*" * 3000, "\u2068" * 50, "كتائب " * 300, "\n" * 30, "\u202e", " ", "😀" * 400]
    ),
)
URLS = st.one_of(
    WORDS, st.sampled_from(["https://x.example/" + "(" * 280, "https://x.example/" + "é" * 50, "http://a@b"])
)
TIMES = st.one_of(st.none(), st.datetimes(datetime(2003, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
NUMBERS = st.lists(st.integers(0, 12), max_size=9).map(tuple)
LINES = st.builds(Line, WORDS, TIMES, sources=NUMBERS, quote=WORDS, struck=WORDS)
BRIEFINGS = st.builds(
    Briefing,
    kind=st.sampled_from(["actor", "story", "digest", "error", "events"]),
    title=WORDS,
    text=WORDS,
    fields=st.lists(st.builds(Field, WORDS, WORDS, NUMBERS), max_size=8).map(tuple),
    sections=st.lists(st.builds(Section, WORDS, st.lists(LINES, max_size=6).map(tuple)), max_size=5).map(tuple),
    sources=st.lists(st.builds(Source, st.integers(0, 12), WORDS, WORDS, URLS, TIMES, WORDS), max_size=9).map(tuple),
    actions=st.lists(st.builds(Action, WORDS, WORDS), max_size=30).map(tuple),
    as_of=TIMES,
    warnings=st.lists(WORDS, max_size=5).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(BRIEFINGS, st.sampled_from([EN, AR]), st.sampled_from(["", "/events badr"]), st.sampled_from(["", "k"]))
def test_the_strangest_briefings_stay_within_every_limit(briefing, t, command, key):
    """On every page, by the table of limits; nobody is pinged."""
    how = Manner(1, command, mark(key), note="possibly repeated")
    first = render(briefing, t, how)
    pages = [first, *(render(briefing, t, Manner(n, command, mark(key))) for n in range(2, first.pages + 1))]
    for rendered in [*pages, plain(briefing, t, how)]:
        assert _problems(rendered) == []
        assert rendered.body["allowed_mentions"] == {"parse": []}


@pytest.mark.skipif(not openapi.is_present(), reason="the OpenAPI description is not in ../shared")
@settings(max_examples=15, deadline=None)
@given(BRIEFINGS)
def test_the_strangest_briefings_fit_discords_own_description(briefing):
    """The service's OpenAPI description has nothing against them."""
    for rendered in (render(briefing, EN), plain(briefing, AR)):
        assert openapi.body_problems(*POST, rendered.body) == []
