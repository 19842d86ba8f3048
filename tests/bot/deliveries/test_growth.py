"""How a posted story grows."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries.growth import grow, told_of
from bot.deliveries.policy import Policy
from model.story import Story

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)


def a_story(**facts):
    facts = {"actors": ("badr-organization",), **facts}
    return Story("s1", "Rockets land", 1, NOON, NOON, facts.pop("type", "clash"), **facts)


def growth(before, after, hours=1, withdrawn=(), told=None):
    return grow(told or told_of(before), told_of(after, withdrawn), NOON, NOON + timedelta(hours=hours), Policy())


def test_a_further_source_edits_the_message_and_tells_nothing_beside_it():
    found = growth(a_story(), a_story(sources=2, reports=2))

    assert found.edit
    assert not found.news


def test_what_is_not_shown_changes_nothing():
    assert not growth(a_story(changed="x"), a_story(changed="y")).edit


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        ({}, {"claimed_by": ("a",)}, "claimed"),
        ({"claimed_by": ("a",)}, {"claimed_by": ("a", "b")}, None),
        ({}, {"flags": ("denied",)}, "denied"),
        ({}, {"killed": (1, 2)}, "deaths"),
        ({"killed": (0, 0)}, {"killed": (1, 1)}, "deaths"),
        ({}, {"killed": (0, 0)}, None),
        ({"killed": (2, 2)}, {"killed": (3, 3)}, None),
        ({"killed": (2, 2)}, {"killed": (3, 4)}, "doubled:killed"),
        ({"wounded": (2, 2)}, {"wounded": (4, 4)}, "doubled:wounded"),
        ({}, {"wounded": (4, 4)}, None),
    ],
)
def test_material_changes_are_told_beside_the_message(before, after, news):
    found = growth(a_story(**before), a_story(**after))

    assert found.news == ((news,) if news else ())
    assert found.edit


@pytest.mark.parametrize("type", ["ceasefire-or-suspension", "detention-or-prosecution", "threat-or-warning"])
def test_what_a_story_only_speaks_of_is_no_news_of_its_own(type):
    """Those who fell in an earlier attack did not fall in the truce that followed it, nor does its claim claim that."""
    before = a_story(type=type)
    after = a_story(type=type, killed=(3, 3), wounded=(40, 40), claimed_by=("badr-organization",))

    assert growth(before, after).news == ()
    assert told_of(after).killed is None


def test_both_counts_may_double_at_once():
    found = growth(a_story(killed=(1, 1), wounded=(2, 2)), a_story(killed=(2, 2), wounded=(9, 9)))

    assert found.news == ("doubled:killed doubled:wounded",)


def test_what_no_reader_sees_asks_for_no_edit():
    """A second kind, copies of the same text, or the one language of all reports stand in no message."""
    assert not growth(a_story(), a_story(second="threat-or-warning", reports=3, languages=("en",))).edit


def test_several_at_once_are_one_line():
    assert growth(a_story(), a_story(claimed_by=("a",), killed=(1, 1))).news == ("claimed deaths",)


def test_a_count_doubles_against_what_was_told_of_it():
    """Two, three, four: the edits in between are no news, the double is."""
    three = growth(a_story(killed=(2, 2)), a_story(killed=(3, 3)))
    four = growth(None, a_story(killed=(4, 4)), told=three.told)
    seven = growth(None, a_story(killed=(7, 7)), told=four.told)

    assert (three.news, four.news, seven.news) == ((), ("doubled:killed",), ())


def test_no_more_than_three_lines_beside_a_message():
    told, lines = told_of(a_story(killed=(1, 1))), []
    for n in (2, 4, 8, 16, 32):
        found = growth(None, a_story(killed=(n, n)), told=told)
        told, lines = found.told, [*lines, *found.news]

    assert lines == ["doubled:killed"] * 3


def test_after_48_hours_the_message_rests_and_news_is_a_message_of_its_own():
    quiet = growth(a_story(), a_story(sources=2), hours=49)
    loud = growth(a_story(), a_story(claimed_by=("a",)), hours=49)

    assert (quiet.edit, quiet.news) == (False, ())
    assert (loud.edit, loud.late, loud.news) == (False, True, ("claimed",))


def test_a_correction_edits_however_late_it_comes():
    found = growth(a_story(), a_story(actors=()), hours=500, withdrawn=("badr-organization",))

    assert found.edit
    assert found.news == ("corrected:badr-organization",)
