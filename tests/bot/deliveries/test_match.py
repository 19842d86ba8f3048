"""Which subscriptions a story fits."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.deliveries.match import View, bears, members_of, misfit, targets_of, unfit
from intel.normalise import normalise
from intel.roster import parse_roster
from model.story import Story
from model.subscription import Subscription

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
KH, PMF = "kataib-hezbollah", "popular-mobilization-forces"


@pytest.fixture(scope="module")
def roster():
    return parse_roster([("actors.yaml", (ROOT / "actors.yaml").read_text(encoding="utf-8"))])


def a_view(text="", places=(), **facts):
    facts = {"type": "clash", **facts}
    story = Story("s1", "Rockets land", 1, NOON, NOON, facts.pop("type"), **facts)
    return View(story, frozenset(places), normalise(text))


def test_a_faction_is_meant_by_itself_its_umbrella_its_groups_and_all(roster):
    found = targets_of((KH,), roster)

    assert {"", "all", f"actor:{KH}", f"actor:{PMF}", "group:iran-backed-factions"} <= set(found)
    assert "actor:badr-organization" not in found


def test_a_story_of_nobody_is_only_for_places_and_words(roster):
    assert targets_of((), roster) == ("",)


def test_who_is_only_told_apart_is_none_of_all_factions(roster):
    """Lebanon's Hezbollah alone is no news of Iraq's factions; militias that nobody names are."""
    assert "all" not in targets_of(("lebanese-hezbollah", "palestinian-fatah"), roster)
    assert "all" in targets_of(("unnamed-iraqi-militias",), roster)
    assert "all" in targets_of(("lebanese-hezbollah", KH), roster)


def test_an_umbrella_means_its_members(roster):
    assert KH in members_of(f"actor:{PMF}", roster)
    assert members_of("all", roster) == ()
    assert KH in members_of("group:us-designated-ftos", roster)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (Subscription(), ""),
        (Subscription(types=("clash", "threat")), ""),
        (Subscription(types=("threat",)), "types"),
        (Subscription(places=("anbar",)), ""),
        (Subscription(places=("basra",)), "places"),
        (Subscription(words=("ain al asad",)), ""),
        (Subscription(words=("drone", "rockets")), ""),
        (Subscription(words=("rocket",)), "words"),
        (Subscription(min_sources=2), ""),
        (Subscription(min_sources=3), "sources"),
    ],
)
def test_a_wish_is_met_or_the_reason_is_named(wish, reason):
    view = a_view("Rockets hit Ain al-Asad", places=("ain-al-asad", "anbar"), sources=2)

    assert misfit(wish, view) == reason


def test_the_second_type_counts():
    assert misfit(Subscription(types=("threat",)), a_view(second="threat")) == ""


@pytest.mark.parametrize("text", ["كتائب حزب الله", "وكتائب", "الكتائب", "لكتائب", "كَتَائِب"])
def test_arabic_words_are_found_behind_their_prefixes(text):
    assert bears(normalise(text), normalise("كتائب"))


def test_a_word_is_no_pattern():
    """What would be costly or clever in a pattern is a plain word here."""
    assert not bears("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")
    assert bears("costs 5 dollars.", "5 dollars")
    assert not bears("anything", ".*")


def test_history_and_old_stories_are_not_posted():
    growth = timedelta(hours=48)

    assert unfit(a_view(history=True).story, NOON, growth) == "history"
    assert unfit(a_view().story, NOON + timedelta(hours=49), growth) == "old"
    assert unfit(a_view().story, NOON + timedelta(hours=47), growth) == ""
