"""YAML is read once; what is kept of it changes nothing that is found, and what is wrong in it costs nothing."""

import json

import pytest

from bot.data import packed
from bot.prepared import as_written, prepared
from feeds.config import parse_feeds
from intel.gazetteer import parse_places
from intel.roster import parse_roster
from model.errors import DataError
from tests.program import factionwatch, one_sentence

TEXT = packed("places.yaml")


def _places(file):
    with prepared(file) as prepare:
        return parse_places("places.yaml", prepare(TEXT))


def test_what_was_kept_gives_the_same_knowledge(tmp_path):
    """Actors, places and feeds, each read from YAML, then from what was kept."""
    file = tmp_path / "known"
    readers = {
        "actors.yaml": lambda text: parse_roster([("actors.yaml", text)]),
        "places.yaml": lambda text: parse_places("places.yaml", text),
        "feeds.yaml": lambda text: parse_feeds([("feeds.yaml", text)]),
    }
    for name, read in readers.items():
        for _ in range(2):
            with prepared(file) as prepare:
                assert read(prepare(packed(name))) == read(as_written(packed(name)))
    assert file.stat().st_mode & 0o077 == 0


def test_the_second_time_no_yaml_is_read(tmp_path):
    """What is kept is what counts; here it was changed by hand to show it."""
    file = tmp_path / "known"
    _places(file)
    kept = json.loads(file.read_bytes())
    (key,) = kept["values"]
    kept["values"][key]["places"] = kept["values"][key]["places"][:3]
    file.write_text(json.dumps(kept))

    assert len(_places(file).places) == 3


@pytest.mark.parametrize("found", [b"", b"no json", b"[1]", b'{"form": 99, "values": {}}', b"[" * 100_000, b"\xff"])
def test_a_broken_file_costs_only_time(tmp_path, found):
    """It is read past, and written anew."""
    file = tmp_path / "known"
    file.write_bytes(found)

    assert len(_places(file).places) > 100
    assert json.loads(file.read_bytes())["values"]


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path):
    """The knowledge is there all the same."""
    assert len(_places(tmp_path / "nowhere" / "known").places) > 100


def test_values_that_json_would_change_are_not_kept(tmp_path):
    """A date, a number as a key: read from YAML each time."""
    file, text = tmp_path / "known", "day: 2024-01-28\n1: one\n" + "#" * 3000
    with prepared(file) as prepare:
        prepare(text)

    assert not file.exists()


def test_a_fault_is_told_with_its_file_and_line(tmp_path):
    """Also when the file was kept before it was found to be wrong."""
    wrong = packed("actors.yaml").replace("kind: faction", "kind: fiction", 1)
    (tmp_path / "mine.yaml").write_text(wrong, encoding="utf-8")
    said = [
        one_sentence(factionwatch("ask", "/help", folder=tmp_path, FACTIONWATCH_ACTORS="mine.yaml").err) for _ in "12"
    ]

    assert said[0] == said[1]
    assert "mine.yaml line" in said[0]
    with pytest.raises(DataError, match=r"places\.yaml, line|places\.yaml line"), prepared(tmp_path / "k") as prepare:
        parse_places("places.yaml", prepare(TEXT.replace("kind: city", "kind: sity", 1)))
