"""The packed roster and a finder made of it, built once for all tests of names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intel.names import NameFinder
from intel.roster import parse_roster
from model.item import Document

ROSTER = Path(__file__).parents[3] / "actors.yaml"


@pytest.fixture(scope="session")
def roster():
    """All of the packed actors.yaml."""
    return parse_roster([(ROSTER.name, ROSTER.read_text(encoding="utf-8"))])


@pytest.fixture(scope="session")
def finder(roster):
    """A finder for the packed roster."""
    return NameFinder(roster)


@pytest.fixture(scope="session")
def actors_in(finder):
    """Ids of the actors in a text, published on a day."""

    def look(title, summary="", day="2025-06-01"):
        published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
        return list(finder.find(Document(title=title, summary=summary, published=published)).actors)

    return look
