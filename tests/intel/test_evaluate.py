import random

import pytest

from intel.evaluate import (
    CONTEXT,
    SCORED,
    Known,
    b_cubed,
    changes,
    evaluate,
    from_json,
    table,
    to_json,
    wrong_lines,
)

KNOWN = Known(SCORED, CONTEXT, {"erbil": frozenset({"erbil", "arbil", "أربيل"})})


def gold(id="1", **fields):
    row = {"id": id, "lang": "en", "actors": [], "people": [], "event": "other", "event2": None, "place": []}
    return row | {"story": None, "notes": None} | fields


def figures(golds, predictions):
    result = evaluate(golds, predictions, KNOWN, random.Random(1))
    return {f.name: f for f in result.figures}


def value(golds, predictions, name):
    return figures(golds, predictions)[name].value


def test_a_faction_that_is_not_labelled_is_a_false_match():
    golds = [gold(actors=["badr-organization"])]
    predictions = [{"id": "1", "actors": ["badr-organization", "fatah-alliance"]}]
    assert value(golds, predictions, "actors: precision") == 0.5
    assert value(golds, predictions, "actors: recall") == 1.0
    assert value(golds, predictions, "actors: F1") == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("people", "wing"),
    [("qais-al-khazali", "sadiqoun"), ("hadi-al-amiri", "fatah-alliance"), ("muqtada-al-sadr", "sairoon")],
)
def test_the_political_wing_beside_its_named_leader_is_free(people, wing):
    golds = [gold(actors=["badr-organization"], people=[people])]
    assert value(golds, [{"id": "1", "actors": ["badr-organization", wing]}], "actors: precision") == 1.0


def test_the_commission_stands_for_the_forces():
    golds = [gold(actors=["popular-mobilization-forces"])]
    assert value(golds, [{"id": "1", "actors": ["popular-mobilization-commission"]}], "actors: F1") == 1.0


@pytest.mark.parametrize("free", ["iraqi-armed-forces", "cjtf-oir", "kdp", "unnamed-iraqi-militias"])
def test_ids_outside_the_list_count_neither_way(free):
    assert value([gold(actors=[free])], [{"id": "1", "actors": []}], "actors: recall") == 1.0
    assert value([gold()], [{"id": "1", "actors": [free]}], "hard negatives left alone") == 1.0


def test_context_is_scored_in_a_row_of_its_own():
    golds = [gold(actors=["houthis"])]
    found = figures(golds, [{"id": "1", "actors": []}])
    assert found["actors: recall"].value == 1.0
    assert found["context: recall"].value == 0.0


def test_arabic_items_are_scored_again_alone():
    golds = [gold("1", lang="ar", actors=["badr-organization"]), gold("2", actors=["badr-organization"])]
    found = figures(golds, [{"id": "2", "actors": ["badr-organization"]}])
    assert found["actors: recall"].value == 0.5
    assert found["actors, Arabic items: recall"].value == 0.0


def test_a_faction_in_a_hard_negative_is_counted_and_listed():
    result = evaluate([gold()], [{"id": "1", "actors": ["badr-organization"]}], KNOWN, random.Random(1))
    assert [w.measure for w in result.wrong] == ["actors", "hard negatives"]


def test_lenient_takes_the_second_gold_type_and_exact_does_not():
    golds = [gold(event="clash", event2="threat-or-warning")]
    found = figures(golds, [{"id": "1", "event": "threat-or-warning"}])
    assert (found["event main: exact"].value, found["event main: lenient"].value) == (0.0, 1.0)


def test_b_cubed_of_one_merged_pair():
    precision, recall = b_cubed(["a", "a", "b"], ["x", "x", "x"])
    assert precision == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    assert recall == [1.0, 1.0, 1.0]


def test_items_without_a_story_stand_alone():
    golds = [gold("1"), gold("2")]
    found = figures(golds, [{"id": "1", "story": "s"}, {"id": "2", "story": "s"}])
    assert found["stories, B-cubed: precision"].value == 0.5
    assert found["stories, B-cubed: recall"].value == 1.0


def test_a_joined_near_miss_is_counted_and_listed():
    golds = [gold("1", story="s"), gold("2", notes="near-miss of s (later)")]
    result = evaluate(golds, [{"id": "1", "story": "x"}, {"id": "2", "story": "x"}], KNOWN, random.Random(1))
    assert next(f for f in result.figures if "near-miss" in f.name).value == 0.0
    assert any(w.measure == "near-miss" and w.id == "2" for w in result.wrong)


def test_a_place_is_found_by_any_of_its_names():
    golds = [gold(place=["Arbil", "Najaf"])]
    found = figures(golds, [{"id": "1", "places": [{"id": "erbil", "name": "Erbil", "text": "Erbil"}]}])
    assert (found["places: recall"].hits, found["places: recall"].of) == (1, 2)


def test_intervals_hold_the_value_and_are_the_same_for_the_same_seed():
    golds = [gold(str(n), event="clash") for n in range(40)]
    predictions = [{"id": str(n), "event": "clash" if n % 4 else "other"} for n in range(40)]
    first, again = figures(golds, predictions), figures(golds, predictions)
    exact = first["event main: exact"]
    assert first == again
    assert exact.low < exact.value < exact.high


def test_nothing_to_score_is_no_mistake():
    assert evaluate([], [], KNOWN, random.Random(1)).items == 0


def test_a_run_is_compared_with_an_earlier_one():
    golds = [gold(event="clash")]
    bad = evaluate(golds, [], KNOWN, random.Random(1))
    good = evaluate(golds, [{"id": "1", "event": "clash"}], KNOWN, random.Random(1))
    broken, mended = changes(good, from_json(to_json(bad)))
    assert not broken
    assert [w.measure for w in mended] == ["event"]
    assert "+1.000" in table(good, bad)
    assert wrong_lines(bad.wrong) == ["event: 1: clash -> other"]
