"""Completions come from memory, in the order of lately's news, and in the language that the channel chose."""

import asyncio
from contextlib import ExitStack

import pytest

from bot.command import Asker
from bot.core import Bot
from bot.recent import FRESH_SECONDS, Recent
from model.delivery import Channel
from model.subscription import Habits
from store import Store
from store.store import READERS
from tests.bot.commands import world

DESK = Asker("discord", "1", "2", "3")


@pytest.fixture
def bot(tmp_path):
    """A bot after a month of news."""
    with Store.open(tmp_path / "f.db", lambda: world.NOW, timeout=0.2) as store:
        store.write(world.a_month)
        yield Bot(store, world.knowledge(), lambda: world.NOW)


def complete(bot, text, command="actor", argument="name"):
    return [c.value for c in asyncio.run(bot.suggest(command, argument, text, DESK))]


def test_a_keystroke_waits_for_no_store(bot):
    first = complete(bot, "")
    assert first

    with ExitStack() as busy:
        for _ in range(READERS):
            busy.enter_context(bot.store.read())  # whoever wants a reader now waits in vain
        assert complete(bot, "") == first
        assert complete(bot, "red")[0] == "Red Brigade"
        assert complete(bot, "", "events", "type")


def test_no_text_gives_the_busiest_first(bot):
    with bot.store.read() as q:
        counts = q.counts.totals(world.NOW.date().replace(day=1), world.NOW.date())
    busiest = bot.knowledge.roster.actors[next(iter(counts))].name

    assert complete(bot, "")[0] == busiest


def test_news_is_counted_again_after_a_minute(bot):
    seconds = [0.0]
    bot = Bot(bot.store, bot.knowledge, bot.clock, recent=Recent(lambda: seconds[0]))
    complete(bot, "")
    before = bot.recent.activity
    seconds[0] = FRESH_SECONDS + 1
    bot.recent.note_habits(Channel("discord", "1", "2"), None)  # somebody asked something here just now

    async def typed():
        await bot.suggest("actor", "name", "", DESK)
        while bot.recent.activity is before:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(typed(), 5))
    assert not bot.recent.is_old()


def test_a_language_chosen_just_now_is_that_of_the_next_completion(bot):
    complete(bot, "", "actors", "kind")
    bot.reply("/language ar", DESK)

    labels = [c.label for c in asyncio.run(bot.suggest("subscribe", "types", "", DESK))]
    assert sum(not label.isascii() for label in labels) > 5


def test_a_choice_is_shown_by_its_name_whatever_was_typed_for_it(bot):
    asyncio.run(bot.suggest("events", "type", "", DESK))
    (choice,) = [c for c in asyncio.run(bot.suggest("events", "type", "clash", DESK)) if c.value == "clash"]

    assert choice.label == bot.request(DESK).texts.say("type.clash")


def test_an_empty_store_completes_all_the_same(tmp_path):
    with Store.open(tmp_path / "f.db", lambda: world.NOW) as store:
        bot = Bot(store, world.knowledge(), lambda: world.NOW)
        assert "Red Brigade" in complete(bot, "")
        assert "Red Brigade" in complete(bot, "")


def test_what_was_read_first_is_forgotten_first():
    recent = Recent(lambda: 0.0, most=2)
    places = [Channel("slack", "T", str(n)) for n in range(3)]
    for place in places:
        recent.note_habits(place, Habits("ar"))

    assert [recent.knows(place) for place in places] == [False, True, True]
    assert recent.habits(places[2]) == Habits("ar")
    assert recent.habits(places[0]) is None
