import pytest

from bot.command import Asker
from tests.bot.commands.world import RED, happen, hours


def stories(briefing):
    return [line.story for section in briefing.sections for line in section.lines]


@pytest.mark.parametrize("words", ["اللواء الأحمر", "واللواء الاحمر", "لِلواء الأَحْمَر"])
def test_words_are_found_in_every_written_form(ask, words):
    assert {"aa05", "aa06"} & set(stories(ask(f"/find {words}")))


def test_every_story_comes_once(ask):
    found = stories(ask("/find Oldtown"))
    assert found == ["aa01"]


def test_an_actor_narrows_what_is_found(ask):
    assert stories(ask("/find story actor:blue legion"))
    assert all(s.startswith("cc") for s in stories(ask("/find story actor:blue legion")))


def test_pages_follow_each_other_without_gap_or_repetition(bot):
    def fill(q):
        for n in range(75):
            happen(q, f"p{n}", "wire", hours(n), f"Parade number {n}", RED, type="political")

    bot.store.write(fill)
    seen, line = [], "/find parade"
    while line:
        page = bot.reply(line, Asker())
        seen += stories(page)
        line = next((a.command for a in page.actions if a.label == "Older"), "")

    assert sorted(seen) == sorted(f"p{n}" for n in range(75))
