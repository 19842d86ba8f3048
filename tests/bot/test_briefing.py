from datetime import UTC, datetime

import pytest

from bot.briefing import (
    Action,
    Briefing,
    Chart,
    Field,
    Line,
    Section,
    Sources,
    from_json,
    sparkline,
    to_json,
    to_whole,
)

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "blocks"), [((), ""), ((0, 0), "▁▁"), ((0, 1, 7), "▁▂█"), ((1, 100), "▂█"), ((5, 5), "██")]
)
def test_a_sparkline_shows_every_day_and_never_hides_a_single_story(counts, blocks):
    assert sparkline(counts) == blocks


def test_a_briefing_comes_back_whole():
    sources = Sources()
    cited = sources.cite("Wire", "T", "https://w.example", NOON)
    line = Line("Clash", NOON, "clash", ("badr",), "baghdad", "s1", cited, "T", "struck", "2003", (1, 2))
    briefing = Briefing("events", "Events", "text", "badr", (Field("a", "b", (1,)),), (Section("x", (line,)),),
                        sources.all(), (Chart("map", "alt", {"points": []}),), (Action("More", "/events"),), NOON,
                        ("careful",), private=True, news_first=True, folded=True)  # fmt: skip

    assert from_json(to_whole(briefing)) == briefing
    assert "private" not in to_json(briefing)


def test_a_folded_briefing_lists_only_what_its_news_cite():
    sources = Sources()
    first, second = sources.cite("A", "", "https://a.example"), sources.cite("B", "", "https://b.example")
    fields, sections = (Field("f", "v", first),), (Section("", (Line("l", sources=second),)),)
    briefing = Briefing("actor", "x", fields=fields, sections=sections, sources=sources.all(), folded=True)

    assert [s.outlet for s in briefing.shown_sources] == ["B"]
