from datetime import UTC, datetime

import pytest

from bot.choosing import Candidate, ranked, takeaways, weight
from model.story import Story

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)


def a_candidate(id="a", novelty="new", type="clash", **facts):
    return Candidate(Story(id, "x", 1, NOON, NOON, type, **facts), novelty)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"type": "strike-on-faction"}, {"type": "analysis-or-profile"}),
        ({"sources": 4}, {"sources": 1}),
        ({"sources": 1}, {"sources": 0}),
        ({"killed": (3, 3)}, {"killed": (0, 0)}),
        ({"wounded": (9, 9)}, {}),
        ({"novelty": "new"}, {"novelty": "update"}),
        ({"novelty": "update"}, {"novelty": "seen"}),
        ({}, {"flags": ("lookback",)}),
        ({"second": "strike-on-faction", "type": "other"}, {"type": "other"}),
    ],
)
def test_what_weighs_more(more, less):
    assert weight(a_candidate(**more)) > weight(a_candidate(**less))


def test_a_seventh_source_adds_nothing():
    assert weight(a_candidate(sources=6)) == weight(a_candidate(sources=60))


def test_one_newsroom_makes_not_more_than_three_takeaways():
    some = ranked([a_candidate(str(n), killed=(9 - n, 9 - n)) for n in range(8)])
    groups = {str(n): "wire" if n < 6 else "herald" for n in range(8)}

    assert [c.story.id for c in takeaways(some, groups)] == ["0", "1", "2", "6", "7"]


def test_stories_without_an_outlet_are_not_held_back():
    assert len(takeaways([a_candidate(str(n)) for n in range(9)], {})) == 5
