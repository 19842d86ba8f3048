"""Learning the table of leanings."""

import pytest

pytest.importorskip("numpy")

from benchmarks.fit_types import folds, learn, matrix, named, shares, table

FOUND = [{"title:fire": 1.0}, {"title:fire": 1.0, "body:gov": 0.6}, {"title:fire": 1.0}] + [{"title:vote": 1.0}] * 3
EVENTS = ["attack"] * 3 + ["political"] * 3
TYPES = ("attack", "political")


def test_what_sets_items_apart_is_learned():
    columns, weights = learn(FOUND, TYPES, EVENTS)
    likely = shares(matrix(FOUND, columns) @ weights).argmax(axis=1)
    assert [TYPES[n] for n in likely] == EVENTS


def test_rare_classes_are_left_out():
    columns, _ = learn(FOUND, TYPES, EVENTS)
    assert columns == ["title:fire", "title:vote"]


def test_the_table_is_a_module_with_one_row_a_class():
    read = {}
    exec(table(TYPES, *learn(FOUND, TYPES, EVENTS)), read)
    assert read["TYPES"] == TYPES
    assert {name: len(row.split()) for name, row in read["WEIGHTS"].items()} == {"title:fire": 2, "title:vote": 2}


def test_words_get_a_table_of_their_own():
    read = {}
    found = [{"=fire": 1.0}] * 3 + [{"=vote": 1.0}] * 3
    exec(table(TYPES, *learn(found, TYPES, EVENTS)), read)
    assert read["WEIGHTS"] == {}
    assert list(read["WORDS"]) == ["fire", "vote"]


def test_a_story_stays_in_one_fold():
    rows = [{"story": "a"}, {"story": None}, {"story": "a"}, {}]
    found = folds(rows)
    assert found[0] == found[2]
    assert len(set(found)) == 3


def test_examples_get_names_in_their_own_script():
    assert named("{faction} denies attack") == "Kataib Hezbollah denies attack"
    assert named("{person} ينفي الهجوم") == "قيس الخزعلي ينفي الهجوم"
