"""Whatever a briefing holds, Slack takes it, nobody is pinged, and no foreign word has an effect."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing import Action, Briefing, Chart, Field, Line, Section, Source
from bot.platforms.slack_payloads import VALUE, press_of
from bot.platforms.slack_render import Shown, inert, link, metadata, plain, render, summary, when
from bot.pressing import Manner, Press, mark
from bot.texts import LANGUAGES, texts
from tests.fakes.slack import limits

EN, AR = texts("en"), texts("ar")
AT = datetime(2026, 1, 28, 2, 13, tzinfo=UTC)
EVIL = "<!channel> <!here> <@U1> <#C2> <https://evil.example|x> *b* _i_ ~s~ `c` &amp; :fire: \u202e\x07 <!date^0^{d}|x>"

CARD = Briefing(
    "events",
    "Events: Badr",
    "2 stories",
    "badr",
    (Field("Status", "active", (2,)),),
    (
        Section(
            "Latest", (Line("Clash · Balad", AT, sources=(1,), quote="Clash in <Balad>"), Line("Threat", struck="KH"))
        ),
    ),
    (
        Source(1, "Rudaw", "Clash", "https://www.rudaw.net/a?x=<y>&b=1", AT, "B"),
        Source(2, "State", "Listing", "https://state.example/1"),
    ),
    (Chart("activity", "3 in 7 days"),),
    (Action("Older", "/events badr before:9"), Action("Profile", "/actor badr")),
    AT,
    ("9 of 11 outlets readable",),
)


def _texts(rendered):
    return [t for b in rendered.blocks if b["type"] in ("section", "context") for t in limits.mrkdwn(b)]


def _whole(rendered):
    return "\n".join(_texts(rendered))


def _buttons(rendered):
    return [e for b in rendered.blocks if b["type"] == "actions" for e in b["elements"]]


def test_a_briefing_reads_as_a_tidy_message():
    """Header, lines with time and honest link, notes, buttons."""
    rendered = render(CARD, EN, Manner(command="/events badr"))
    text = _whole(rendered)
    assert rendered.blocks[0]["text"] == {"type": "plain_text", "text": "Events: Badr", "emoji": False}
    assert text.startswith("2 stories\n*Status*  active [2]\n*Latest*\n")
    assert (
        f"<!date^{int(AT.timestamp())}^{{date_short_pretty}} {{time}}|2026-01-28 02:13 UTC> · Clash · Balad\n" in text
    )
    assert ">“Clash in &lt;Balad&gt;”\n" in text
    assert "<https://www.rudaw.net/a?x=%3Cy%3E&amp;b=1|Rudaw (B)> rudaw.net" in text
    assert "• ~KH~ · Threat" in text
    assert "[2] <https://state.example/1|State> state.example · Listing" in text
    assert "[1]" not in text
    assert "⚠ 9 of 11 outlets readable" in text
    assert limits.message_problems(rendered.body) == []


def test_a_notification_says_what_it_is_about():
    """Title and first words, inert."""
    assert summary(CARD) == "Events: Badr: 2 stories"
    assert summary(Briefing("x", EVIL)).startswith("&lt;!channel&gt;")
    assert not render(CARD, EN).body["unfurl_links"]


def test_pictures_carry_their_words():
    """A chart is an uploaded file shown in the message, with alternative text."""
    rendered = render(CARD, EN, pictures=[Shown("F1", "3 in 7 days")])
    image = next(b for b in rendered.blocks if b["type"] == "image")
    assert image == {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "3 in 7 days"}
    assert limits.message_problems(rendered.body) == []


def test_buttons_say_whose_question_they_answer():
    """A list goes on in place for its asker, a card is a new answer."""
    found = {b["text"]["text"]: b for b in _buttons(render(CARD, EN, Manner(command="/events badr"), asked_by="U7"))}
    assert press_of({"actions": [found["Older"]]}) == ("U7", Press("/events badr before:9", turns=True))
    assert press_of({"actions": [found["Profile"]]}) == ("U7", Press("/actor badr"))


def test_every_post_bears_its_key():
    """In its metadata, by the kind of post."""
    assert metadata("story", "k1") == {"event_type": "factionwatch_story", "event_payload": {"key": "k1"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_briefing_goes_on_over_pages_without_losing_a_line(language):
    """Each line stands on one page, each page within the limits, each button leads on."""
    t = texts(language)
    lines = tuple(Line(f"line {n} " + "w" * 300, AT, quote="q" * 200) for n in range(60))
    briefing = Briefing("digest", "Digest", sections=tuple(Section(f"S{n}", lines[n : n + 6]) for n in range(0, 60, 6)))
    first = render(briefing, t, Manner(command="/digest"))
    pages = [first, *(render(briefing, t, Manner(n, "/digest")) for n in range(2, first.pages + 1))]
    assert first.pages > 2
    for page in pages:
        assert limits.message_problems(page.body) == []
    found = re.findall(r"line (\d+) ", "\n".join(map(_whole, pages)))
    assert found == [str(n) for n in range(60)]


def test_many_short_sections_stay_below_fifty_blocks():
    """Further headings share a section."""
    briefing = Briefing("digest", "x", sections=tuple(Section(f"S{n}", (Line("y"),)) for n in range(200)))
    rendered = render(briefing, EN)
    assert limits.message_problems(rendered.body) == []
    assert _whole(rendered).count("*S") == 200


@pytest.mark.parametrize("rendered", [render, plain])
def test_foreign_words_have_no_effect_wherever_they_stand(rendered):
    """Titles, lines, quotes, names of outlets, warnings and labels ping nobody and link nowhere."""
    source = Source(1, EVIL, EVIL, "javascript:alert(1)", AT, EVIL)
    line = Line(EVIL, AT, sources=(1,), quote=EVIL, struck=EVIL)
    briefing = Briefing(
        "story", EVIL, EVIL, None, (Field(EVIL, EVIL, (1,)),), (Section(EVIL, (line,)),), (source,), (),
        (Action(EVIL, "/help"),), AT, (EVIL,),
    )  # fmt: skip
    found = rendered(briefing, EN, Manner(command="/story 1", note=""))
    assert limits.pings(found.body) == []
    assert limits.message_problems(found.body) == []
    for text in (*_texts(found), found.text):
        assert set(re.findall(r"<([^>]*)>", text)) <= {
            s for s in re.findall(r"<([^>]*)>", text) if s.startswith("!date^1769")
        }
        assert ":fire:" not in text
        assert "\u202e" not in text
    for part in (b["text"] for b in found.blocks if b["type"] == "section"):
        assert part["verbatim"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("min_sources:2", "min_sources:2"),
        ("_x_", "ˍxˍ"),
        ("12:30", "12:30"),
    ],
)
def test_words_stay_readable(written, shown):
    """Escaped is only what would mean something."""
    assert inert(written) == shown


def test_a_link_leads_where_it_says():
    """The host stands behind it; what is no address is no link."""
    assert link("A|B", "https://x.example/a|b") == "<https://x.example/a%7Cb|A¦B> x.example"
    assert link("A", "ftp://x.example") == "A"
    assert when(None) == ""


def test_arabic_reads_from_the_right():
    """Each row begins so, also a quoted one."""
    if not AR.right_to_left:
        pytest.skip("there is no Arabic catalogue")
    for text in _texts(render(CARD, AR)):
        assert all(row.lstrip(">").startswith("\u200f") for row in text.split("\n") if row)


WORDS = st.text(max_size=600) | st.sampled_from(["&" * 500, "<>" * 300, EVIL, "", " ", "م" * 700])
URLS = st.sampled_from(
    ["", "https://x.example/" + "&" * 280, "https://" + "h" * 240 + ".example", "https://x.example/a"]
)
LINES = st.builds(
    Line, WORDS, st.sampled_from([None, AT]), sources=st.lists(st.integers(1, 6), max_size=6).map(tuple), quote=WORDS,
    struck=WORDS,
)  # fmt: skip
SOURCES = st.builds(Source, st.integers(1, 6), WORDS, WORDS, URLS, st.sampled_from([None, AT]), st.just("B2"))
BRIEFINGS = st.builds(
    Briefing,
    st.sampled_from(["story", "digest", "error"]),
    WORDS,
    WORDS,
    st.none(),
    st.lists(st.builds(Field, WORDS, WORDS, st.lists(st.integers(1, 6), max_size=9).map(tuple)), max_size=6).map(tuple),
    st.lists(st.builds(Section, WORDS, st.lists(LINES, max_size=6).map(tuple)), max_size=5).map(tuple),
    st.lists(SOURCES, max_size=6).map(tuple),
    st.just(()),
    st.lists(st.builds(Action, WORDS, st.sampled_from(["/help", "/actor x", "/find " + "w" * 3000])), max_size=30).map(
        tuple
    ),
    st.sampled_from([None, AT]),
    st.lists(WORDS, max_size=5).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(
    BRIEFINGS, st.sampled_from(["", "/digest days:7"]), st.sampled_from(["", "story:1"]), st.sampled_from(["", "U1"])
)
def test_any_briefing_fits(briefing, command, key, asked_by):
    """Every page is taken by the library's validators and the table of limits, and pings nobody."""
    pictures = [Shown("F1", "&" * 900)] * 5
    first = render(briefing, EN, Manner(1, command, mark(key)), pictures, asked_by)
    pages = [render(briefing, EN, Manner(n, command, mark(key)), (), asked_by) for n in range(2, first.pages + 1)]
    for page in (first, *pages, plain(briefing, EN)):
        assert limits.message_problems(page.body) == []
        assert limits.pings(page.body) == []
        assert all(len(b["value"]) <= VALUE for b in _buttons(page))
        assert not key or page.blocks == () or _buttons(page)
