"""Each briefing as it reads, word for word: a change of wording is seen in review.

`GOLDEN=write python -m pytest tests/bot/commands/test_golden.py` writes the files anew.
"""

import os
from datetime import UTC
from pathlib import Path

import pytest

from bot.command import Asker
from bot.core import Bot
from bot.platforms.terminal import plain
from tests.bot.commands.world import builtin

FOLDER = Path(__file__).parents[1] / "golden"
LINES = {
    "actor": "/actor Red Brigade",
    "actor-as-of": "/actor Red Brigade on:2010-01-01",
    "actor-timeline": "/actor Red Brigade show:timeline",
    "actor-claims": "/actor Red Brigade show:claims",
    "actor-names": "/actor Red Brigade show:names",
    "actor-sources": "/actor Red Brigade show:sources",
    "person": "/actor Abu Red",
    "facade": "/actor Night Mask",
    "umbrella": "/actor Grand Tent",
    "apart": "/actor Far Party",
    "group": "/actor Both of them",
    "actors": "/actors",
    "events": "/events",
    "events-narrowed": "/events red brigade type:threat days:7",
    "events-place": '/events place:"Hill Land Governorate"',
    "story": "/story aa01",
    "story-cite": "/story aa01 show:cite",
    "digest": "/digest",
    "digest-actor": "/digest blue legion days:7",
    "find": "/find Red Brigade",
    "trend": "/trend Red Brigade",
    "trend-several": "/trend Red Brigade, Blue Legion days:60",
    "trend-all": "/trend",
    "relations": "/relations Red Brigade",
    "compare": "/compare Red Brigade, Blue Legion",
    "sources": "/sources",
    "why": "/why RB meets the Far Party as Abu Red's brigade marches in Baghdad",
    "help": "/help",
    "help-events": "/help events",
    "unknown": "/actor Qwxzy",
    "mistake": "/events red days:soon",
}
ARABIC = (
    *("actor", "actor-timeline", "actor-claims", "actor-sources", "person", "facade", "umbrella", "group", "actors"),
    *("events", "story", "story-cite", "digest", "find", "trend", "relations", "compare", "sources", "why", "help"),
    *("unknown", "mistake"),
)
BUILTIN = {  # of the actors that the program brings, in Arabic, before anything is reported
    "builtin-faction": "/actor Harakat Hezbollah al-Nujaba",
    "builtin-timeline": "/actor Harakat Hezbollah al-Nujaba show:timeline",
    "builtin-facade": "/actor Saraya Awliya al-Dam",
    "builtin-person": "/actor Qais al-Khazali",
}


def _same(name, text):
    file = FOLDER / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LINES)
def test_it_reads_as_it_did(ask, name):
    _same(name, plain(ask(LINES[name]), UTC))


@pytest.mark.parametrize("name", ARABIC)
def test_it_reads_in_arabic_as_it_did(arabic, name):
    _same(f"{name}.ar", plain(arabic(LINES[name]), UTC))


@pytest.mark.parametrize("name", BUILTIN)
def test_a_card_of_the_programs_own_actors_is_arabic_throughout(empty, name):
    bot = Bot(empty.store, builtin(), empty.clock, "ar")

    _same(f"{name}.ar", plain(bot.reply(BUILTIN[name], Asker()), UTC))


def test_no_golden_file_is_left_over():
    assert {f.stem for f in FOLDER.glob("*.txt")} == {*LINES, *(f"{name}.ar" for name in (*ARABIC, *BUILTIN))}
