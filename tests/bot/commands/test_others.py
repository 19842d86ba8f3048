"""Stories in full, trends, relations, comparisons."""

import pytest

from bot.figures import DAILY
from tests.bot.commands.world import NOW


def test_a_story_folds_copies_and_shows_differing_figures(ask):
    card = ask("/story aa01")
    sections = {s.title: s.lines for s in card.sections}

    assert len(sections["5 reports"]) == 4
    assert "1 copy: The Wire" in sections["5 reports"][0].text
    assert [line.text for line in sections["Figures that differ"]] == ["2 killed: The Wire", "3 killed: The Herald"]
    assert "denial" in sections["Claims and denials"][0].text


def test_a_citation_names_outlet_title_date_address_and_access(ask):
    lines = [line.text for line in ask("/story aa02 show:cite").sections[0].lines]

    assert lines[0] == (
        "The Wire, “Rockets land at Sandfield”, 28 Feb 2026, https://wire.example/aa02-3, accessed 1 Mar 2026."
    )
    assert "https://web.archive.org/web/20260228220000/https://wire.example/aa02-3" in lines[1]


def test_a_story_can_be_asked_why(ask):
    assert ask("/why aa01").sections[0].lines[0].text.endswith("is Red Brigade (name, 0.99)")


@pytest.mark.parametrize(("days", "step", "bars"), [(30, "day", 30), (DAILY, "day", DAILY), (365, "week", 53)])
def test_a_long_trend_is_told_by_week(ask, days, step, bars):
    chart = ask(f"/trend red brigade days:{days}").charts[0]

    assert (chart.series["step"], len(chart.series["days"])) == (step, bars)
    assert sum(sum(row["values"]) for row in chart.series["rows"]) == 9
    assert chart.series["days"][-1] <= NOW.date().isoformat()


def test_all_together_have_a_heat_map_and_a_map(ask):
    assert [c.kind for c in ask("/trend").charts] == ["activity", "heat", "map"]


def test_every_chart_has_words_in_its_place(ask):
    for line in ("/trend", "/trend red brigade", "/trend red brigade, blue legion", "/relations red brigade"):
        assert all(len(c.alt) > 30 for c in ask(line).charts)


def test_relations_keep_declared_assessed_and_named_together_apart(ask):
    edges = {e["b"]: e["style"] for e in ask("/relations red brigade").charts[0].series["edges"]}

    assert edges == {
        "blue-legion": "declared",
        "far-party": "assessed",
        "night-mask": "assessed",
        "grand-tent": "declared",
    }


@pytest.mark.parametrize(
    "typed", ["red brigade blue legion", "red brigade vs blue legion", "اللواء الأحمر، الفيلق الأزرق"]
)
def test_two_names_need_no_sign_between_them(ask, typed):
    assert ask(f"/compare {typed}").title == "Red Brigade and Blue Legion"


def test_the_same_actor_twice_is_said_plainly(ask):
    assert ask("/compare red brigade, brigade of the red").text == "Both names mean the same actor."
