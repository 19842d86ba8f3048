"""The packed data, read once."""

from pathlib import Path

import pytest

from intel.annotate import Annotator
from intel.gazetteer import parse_places
from intel.roster import parse_roster

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def annotator():
    """Knows the packed actors and places."""
    roster = parse_roster([("actors.yaml", (TOP / "actors.yaml").read_text(encoding="utf-8"))])
    return Annotator(roster, parse_places("places.yaml", (TOP / "places.yaml").read_text(encoding="utf-8")))
