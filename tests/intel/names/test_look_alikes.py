"""What the figures promise, on the project's own sentences: look-alikes are left alone, re-spelled names are found."""

import json
from pathlib import Path

import pytest

from benchmarks.respelling import FRAME, KINDS, NAMES, recall
from model.item import Document

CORPUS = Path(__file__).parents[2] / "corpus"
LOOK_ALIKES = [json.loads(line) for line in (CORPUS / "near_names.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", LOOK_ALIKES, ids=lambda row: row["id"])
def test_a_look_alike_names_no_iraqi_group(roster, finder, row):
    """Other groups, history, shrines, streets, clubs, companies and namesakes."""
    found = finder.find(Document(title=row["title"], summary=row["summary"])).actors

    assert [actor for actor in found if roster.actors[actor].kind in KINDS] == []


@pytest.mark.parametrize(("edits", "least"), [(1, 0.98), (2, 0.96), (3, 0.92)])
def test_names_are_found_after_random_edits(finder, edits, least):
    """Ten names, thirty random re-spellings each."""
    found, tried, missed = recall(finder, edits, tries=30, seed=11)

    assert found >= least * tried, missed


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_found_as_it_is(finder, name):
    """Before any edit."""
    assert NAMES[name] in finder.find(Document(title=FRAME.format(name))).actors
