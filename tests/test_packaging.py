"""The project installs as an application of its own, with its data, under names nobody else has."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

from bot.data import packed

TOP = Path(__file__).parent.parent
OURS = {"bot", "store", "feeds", "intel", "model"}


def _owners():
    """(distribution, top-level name) of everything installed."""
    for found in distributions():
        names = (found.read_text("top_level.txt") or "").split()
        files = {str(f).split("/")[0] for f in found.files or () if "/" in str(f)}
        for name in {*names, *files} & OURS:
            yield found.metadata["Name"], name


def test_no_other_distribution_owns_one_of_our_package_names():
    """An application's package names must be its own in its environment."""
    assert [(owner, name) for owner, name in _owners() if owner != "factionwatch"] == []


@pytest.mark.parametrize(
    "name", ["actors.yaml", "actors.ar.yaml", "feeds.yaml", "places.yaml", "history.jsonl", "history.ar.yaml"]
)
def test_data_files_are_found_without_the_working_folder(name, tmp_path, monkeypatch):
    """Packed data does not depend on where the program is started."""
    monkeypatch.chdir(tmp_path)

    assert packed(name)


def test_every_data_file_at_the_top_is_packed():
    """What bot.data reads in a checkout also travels in the wheel."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text())
    packed_files = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])

    at_top = {p.name for kind in ("*.yaml", "*.jsonl", "*.json") for p in TOP.glob(kind)}
    assert packed_files == at_top


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-web.txt"])
def test_requirements_are_locked_by_hash_and_name_no_index(name):
    """Every requirement has hashes; no address of an index stands in the file."""
    text = (TOP / name).read_text()
    wanted = re.findall(r"^[a-zA-Z0-9][\w.\-\[\]]*==\S+(?:.|\\\n)*", text, re.MULTILINE)

    assert len(wanted) > 20
    assert "://" not in text
    assert "--index" not in text
    starts = re.findall(r"^[a-zA-Z0-9].*", text, re.MULTILINE)
    assert all(line.endswith("\\") for line in starts)


def test_the_lock_covers_pythons_after_3_12():
    """discord.py needs audioop-lts where Python no longer brings audioop."""
    assert "audioop-lts==" in (TOP / "requirements.txt").read_text()
