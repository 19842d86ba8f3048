"""One parser reads what people type."""

import pytest

from bot.briefing import Briefing
from bot.command import Argument, Call, Command
from bot.texts import texts
from bot.typed import parse

EN = texts("en")


def run(request, **values):
    return Briefing("test", str(values))


KNOWN = {
    "actor": Command("actor", run, (Argument("name", required=True),), example="/actor badr"),
    "events": Command(
        "events",
        run,
        (Argument("actor"), Argument("type"), Argument("place"), Argument("days", also=("since",))),
        example="/events badr days:30",
    ),
    "find": Command("find", run, (Argument("words", kind="words"), Argument("days"))),
    "schedule": Command("schedule", run, (Argument("time"), Argument("zone")), positional=True),
    "about": Command("about", run),
}


def read(line):
    return parse(line, KNOWN, EN)


@pytest.mark.parametrize(
    ("line", "raw"),
    [
        ("/actor Kataib Hezbollah", {"name": "Kataib Hezbollah"}),
        ("actor kataeb", {"name": "kataeb"}),
        ("  /ACTOR   x  y ", {"name": "x y"}),
        ("/actor Asa'ib Ahl al-Haq", {"name": "Asa'ib Ahl al-Haq"}),
        ("/actor ‘Asa’ib Ahl al-Haq", {"name": "‘Asa’ib Ahl al-Haq"}),
        ('/actor "Kataib Hezbollah"', {"name": "Kataib Hezbollah"}),
        ("/actor «كتائب حزب الله»", {"name": "كتائب حزب الله"}),
        ("/actor كتائب حزب الله", {"name": "كتائب حزب الله"}),
        (
            '/events badr days:30 type:clash place:"Ain al-Asad"',
            {"actor": "badr", "days": "30", "type": "clash", "place": "Ain al-Asad"},
        ),
        ("/events days:30 badr", {"actor": "badr", "days": "30"}),
        ("/events badr since:2024-01-01", {"actor": "badr", "days": "since:2024-01-01"}),
        ("/events badr, nujaba type:clash، strike", {"actor": "badr, nujaba", "type": "clash، strike"}),
        ("/find drone at 10:30 https://example.org/a", {"words": "drone at 10:30 https://example.org/a"}),
        ("/schedule 08:00 Asia/Baghdad", {"time": "08:00", "zone": "Asia/Baghdad"}),
        ("/about", {}),
        ("/events", {}),
    ],
)
def test_words_become_arguments(line, raw):
    """The first argument takes the plain words; further ones are name:value in any order."""
    call = read(line)

    assert isinstance(call, Call)
    assert dict(call.raw) == raw


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/evnts badr", "/events"),
        ("/events badr dyas:30", "days:30"),
        ("/about this", "takes nothing more"),
        ("/schedule 08:00 Asia/Baghdad daily", "more than this command takes"),
        ("", "Type a command"),
        ("/", "Type a command"),
        ("kataib hezbollah", "/actor kataib hezbollah"),
    ],
)
def test_a_mistake_gets_the_nearest_right_form(line, said):
    """Whoever errs is told how it is written."""
    briefing = read(line)

    assert isinstance(briefing, Briefing)
    assert briefing.private
    assert said in briefing.text


def test_an_unclosed_quote_is_a_letter():
    """A quotation mark that never closes belongs to the word."""
    assert read('/actor "Kataib').raw == {"name": '"Kataib'}
