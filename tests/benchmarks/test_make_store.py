"""A store to measure on is only worth something if it is always the same and true to itself."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import Store
from store.rebuild import rebuild

ROOT = Path(__file__).parents[2]


def run(*words):
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, cwd=ROOT)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "large.db"
    end = run("benchmarks/make_store.py", path, "--items", 300)
    assert end.returncode == 0, end.stderr
    return path


def contents(path):
    with Store.open(path, lambda: datetime.now(UTC)) as store, store.read() as q:
        items = q.items.slice(limit=1000)
        return items, [q.items.annotation(item.id) for item in items], q.stories.slice(limit=1000)


def test_it_holds_as_many_items_as_asked_for_and_a_third_as_many_stories(made):
    items, _, stories = contents(made)

    assert len(items) == 300
    assert 60 <= len(stories) <= 120
    assert {item for story in stories for item in story.items} == {item.id for item in items}


def test_it_is_the_same_each_time(made, tmp_path):
    again = tmp_path / "again.db"
    run("benchmarks/make_store.py", again, "--items", 300)

    assert contents(again) == contents(made)


def test_what_was_found_stands_where_it_says(made):
    items, annotations, _ = contents(made)
    for item, annotation in zip(items, annotations, strict=True):
        for mention in annotation.names.mentions:
            span = mention.span
            assert getattr(item.document, span.field)[span.start : span.end] == span.text


def test_its_counts_and_search_are_true(made):
    with Store.open(made, lambda: datetime.now(UTC)) as store:
        assert rebuild(store, verify=True) == ()


def test_a_file_that_is_there_is_left_alone(made):
    end = run("benchmarks/make_store.py", made, "--items", 5)

    assert end.returncode == 1
    assert "exists already" in end.stderr


def test_every_question_is_timed(made):
    end = run("benchmarks/queries.py", made, "--rounds", 2)

    assert end.returncode == 0, end.stderr
    assert "candidates for a report" in end.stdout
    assert "p99" in end.stdout
