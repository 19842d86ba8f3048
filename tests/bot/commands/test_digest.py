from datetime import timedelta

import pytest

from bot.command import Asker
from bot.core import Bot
from tests.bot.commands import world
from tests.bot.commands.world import BLUE, RED, happen, hours


def section(briefing, title):
    return next((s.lines for s in briefing.sections if s.title == title), ())


def test_takeaways_are_five_and_not_more_than_three_of_one_newsroom(bot):
    def flood(q):
        for n in range(9):
            happen(q, f"w{n}", "wire", hours(3), f"Clash {n} in Oldtown", RED, type="clash", killed=(5, 5))

    bot.store.write(flood)
    first = section(bot.reply("/digest", Asker()), "Takeaways")

    assert len(first) == 5
    assert sum(line.story.startswith("w") for line in first) == 3


def test_an_edition_is_shown_again_as_it_was(bot):
    first = bot.reply("/digest", Asker())
    bot.store.write(lambda q: happen(q, "late", "wire", hours(0.5), "Red Brigade again", RED, type="clash"))

    again = bot.reply("/digest edition:1", Asker())

    assert again == first
    assert bot.reply("/digest", Asker()) != first
    assert bot.reply("/digest edition:99", Asker()).kind == "error"


def test_new_and_updated_are_told_since_the_last_edition(bot):
    asker = Asker(user="ann")
    bot.reply("/digest", asker)

    def later(q):
        happen(q, "late", "wire", hours(0.5), "Red Brigade clash", RED, type="clash")
        happen(q, "aa03", "wire", hours(0.2), "Blue Legion joins the arms committee, says official", BLUE)

    bot.store.write(later)
    texts = {line.story: line.text for s in bot.reply("/digest", asker).sections for line in s.lines}

    assert texts["late"].endswith("NEW")
    assert texts["aa03"].endswith("UPDATE")
    assert not texts["aa01"].endswith(("NEW", "UPDATE"))


def test_since_last_begins_where_the_reader_stopped(bot):
    asker = Asker(user="ann")
    bot.reply("/digest", asker)
    tomorrow = Bot(bot.store, bot.knowledge, lambda: world.NOW + hours(30))
    bot.store.write(lambda q: happen(q, "late", "wire", -hours(2), "Red Brigade clash", RED, type="clash"))

    told = {line.story for s in tomorrow.reply("/digest days:last", asker).sections for line in s.lines if line.story}

    assert told == {"late"}
    assert tomorrow.reply("/digest days:last", asker).sections == () or True


@pytest.mark.parametrize("stories", [0, 1, 10, 500])
def test_it_reads_well_at_any_length(empty, stories):
    def fill(q):
        for n in range(stories):
            actor = (RED, BLUE)[n % 2]
            happen(q, f"s{n}", "wire", timedelta(minutes=2 * n + 1), f"Story {n}", actor, type="political")

    empty.store.write(fill)
    briefing = empty.reply("/digest", Asker())
    lines = [line for s in briefing.sections for line in s.lines]

    assert len(lines) <= 30
    assert all(len(line.text) < 250 for line in lines)
    assert ("Nothing new" in briefing.text) == (stories == 0)


def test_an_empty_day_names_whom_and_the_last_story(bot):
    quiet = Bot(bot.store, bot.knowledge, lambda: world.NOW + timedelta(days=4))

    text = quiet.reply("/digest blue legion", Asker()).text

    assert text.startswith("Nothing new on Blue Legion (last story 1 Mar 2026).")


def test_a_withdrawn_match_is_told_and_struck(bot):
    asker = Asker(user="ann")
    bot.reply("/digest", asker)
    with bot.store.read() as q:
        item = q.stories.get("aa04").headline_item
    bot.store.write(lambda q: q.corrections.add(item, RED, who="ed", reason="another brigade"))

    (line,) = section(bot.reply("/digest", asker), "Corrected")

    assert (line.struck, line.story) == ("Red Brigade", "aa04")
    assert "another brigade" in line.text


def test_silence_stands_beside_what_could_not_be_read(empty):
    def habit(q):
        for day in range(12, 80):
            happen(q, f"d{day}", "herald", timedelta(days=day), "Blue Legion story", BLUE, type="political")

    empty.store.write(habit)
    empty.store.write(world.read_feeds)

    (line,) = section(empty.reply("/digest", Asker()), "Quiet")

    assert "Blue Legion: nothing since" in line.text
    assert "not read now: The Herald" in line.text
    assert "3 of 3 Iraqi outlets readable" in line.text
