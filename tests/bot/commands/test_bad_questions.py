"""Whatever is typed, the answer is a briefing of a sentence or more, and never a fault inside."""

import pytest

from bot.briefing import to_json
from bot.command import Asker, commands
from bot.texts import texts
from tests.bot.commands.world import hours

INSIDE = texts("en").say("error.inside")
NAMES = [
    "",
    " ",
    "qwxzy",
    "both",
    "brigade",
    "*",
    "a",
    "red brigade " * 900,
    "\u202eevil",
    '"',
    "days:3",
    "%s",
    "{name}",
    "\x00",
]
DAYS = ["0", "-1", "1000000000", "soon", "since:2030-01-01", "since:2024-13-45", "1e3", "٧", "2w"]
WORDS = [
    '"',
    "AND",
    "red AND",
    "NEAR(red blue)",
    "red*",
    "text:red",
    "(((",
    "-red",
    "^red",
    "' or 1=1 --",
    "\U0001f525",
]


def answered(bot, line):
    briefing = bot.reply(line, Asker())
    assert briefing.title
    assert briefing.text != INSIDE
    assert to_json(briefing)["version"] == 1
    return briefing


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_answers_an_empty_store(empty, name):
    required = [a for a in commands()[name].arguments if a.required]
    answered(empty, f"/{name} {'Red Brigade' if required else ''}")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "command", ["actor", "events", "digest", "trend", "relations", "compare", "story", "why", "find"]
)
def test_no_name_is_too_strange(bot, command, name):
    answered(bot, f"/{command} {name}")


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("command", ["events", "digest", "trend", "relations", "find"])
def test_days_are_counted_or_refused_with_an_example(bot, command, days):
    briefing = answered(bot, f"/{command} red brigade days:{days}")

    if days not in ("٧", "2w"):
        assert briefing.kind == "error"
        assert briefing.private
        assert "2w" in briefing.text


@pytest.mark.parametrize("words", WORDS)
def test_signs_of_a_query_language_are_words_like_others(bot, words):
    assert answered(bot, f"/find {words}").kind == "find"


@pytest.mark.parametrize("mark", ["x", "1.2.3", "9" * 40, "-1", "zz.zz", "1.1 or 1=1"])
@pytest.mark.parametrize("command", ["events", "find red"])
def test_a_mark_of_no_page_is_refused_or_finds_nothing(bot, command, mark):
    assert answered(bot, f'/{command} before:"{mark}"').kind in ("error", "events", "find")


def test_a_name_of_several_asks_which(bot):
    briefing = answered(bot, "/actor Both of the")
    assert briefing.kind in ("group", "choice", "unknown")


def test_an_unknown_name_says_so_privately(bot):
    briefing = answered(bot, "/actor Red Brigad of the North Pole in Winter")
    assert briefing.kind in ("unknown", "actor", "choice")


def test_foreign_text_stays_text(bot):
    """A headline cannot ping, format or move anything in the terminal; its letters stay for the platforms to escape."""
    from bot.platforms.terminal import plain
    from tests.bot.commands import world

    evil = "**Red** @everyone <@1> [x](javascript:alert(1)) \x1b[31m\u202egnp.exe\x07"
    bot.store.write(lambda q: world.happen(q, "evil", "wire", hours(1), evil, world.RED, type="clash"))

    shown = plain(bot.reply("/events red brigade", Asker()))

    assert "**Red** @everyone" in shown
    assert not {"\x1b", "\u202e", "\x07"} & set(shown)
