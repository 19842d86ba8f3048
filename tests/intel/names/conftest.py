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


SMALL = """
rules:
  cues:
    iraq: {en: [Iraq, Baghdad, militia*]}
    lebanon: {en: [Lebanon, Beirut]}
    long-form: {}
    part-of-name: {}
    brigade-context: {en: [Hashd]}
    other-armies: {en: [army]}
  implied: {faction: [iraq]}
  decoys: {en: [Reed Hari]}
  connectors: {en: [and]}
  company_words: {en: [Energy]}
  name_titles: {en: [Prince]}
  group_words: {en: [Movement]}
  brigades: {words: [brigade, brigades, لواء], ordinals: {forty-fifth: 45}}
actors:
- {id: reed, name: Reed Brigades, kind: faction, names: {en: [Reed Brigades]},
   short: [{text: Reed, unless: [part-of-name]}, {text: RB}]}
- id: palm
  name: Kataib Palm
  kind: faction
  names: {en: [Kataib al-Nakhla], ar: [كتائب النخلة]}
  short: [{text: Kataeb, unless: [lebanon]}, {text: Nakhla, needs: [long-form]}]
  brigades: [{value: "45", source: "https://example.org", confidence: high}]
apart:
- {id: cedar, name: Cedar party, kind: foreign, names: {en: [Cedar party]}, short: [{text: Kataeb, needs: [lebanon]}]}
people:
- id: amin
  name: Amin al-Rafi
  names: {en: [Amin al-Rafi]}
  short: [{text: Rafi}]
  actors: [reed]
  speaks_for: [{actor: reed, from: "2015-06", to: "2020-01-03"}, {actor: palm, from: "2020-01-04"}]
"""


@pytest.fixture(scope="session")
def made_up():
    """A finder for two made-up factions, a party elsewhere, and a leader who changed sides."""
    return NameFinder(parse_roster([("small.yaml", SMALL)]))


@pytest.fixture(scope="session")
def seen(made_up):
    """Pairs of id and rule in a text."""

    def look(title, summary="", day="2018-01-01"):
        published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
        names = made_up.find(Document(title=title, summary=summary, published=published))
        return [(m.actor or m.person, m.rule) for m in names.mentions]

    return look


@pytest.fixture(scope="session")
def refused(made_up):
    """Pairs of text and reason of what was not matched in a text."""

    def look(title, summary=""):
        names = made_up.find(Document(title=title, summary=summary))
        return [(r.span.text, r.reason) for r in names.rejections]

    return look
