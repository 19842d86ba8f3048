"""The documented past: every line can be checked, names known actors, and says where it was reported."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from intel.roster import parse_roster

TOP = Path(__file__).parents[1]
FIELDS = {"id", "date", "precision", "actors", "people", "type", "place", "text", "source", "publisher"}
TYPES = {
    "attack-claimed-or-attributed",
    "strike-on-faction",
    "clash",
    "threat-or-warning",
    "ceasefire-or-suspension",
    "claim-or-denial",
    "negotiation-or-meeting",
    "disarmament-or-integration",
    "political",
    "protest-or-unrest",
    "detention-or-prosecution",
    "sanction-or-designation",
    "leadership-change-or-death",
    "deployment-or-movement",
    "abuse-against-civilians",
    "foreign-relations",
    "analysis-or-profile",
    "other",
}
SHAPES = {"year": r"\d{4}", "month": r"\d{4}-\d\d", "day": r"\d{4}-\d\d-\d\d"}


def read(name):
    return (TOP / name).read_text(encoding="utf-8").splitlines()


def first_day(text):
    year, month, day = [*map(int, text.split("-")), 1, 1][:3]
    return date(year, month, day)


HISTORY = [json.loads(line) for line in read("history.jsonl")]
every_event = pytest.mark.parametrize("event", HISTORY, ids=[event["id"] for event in HISTORY])


@pytest.fixture(scope="module")
def roster():
    return parse_roster([("actors.yaml", (TOP / "actors.yaml").read_text(encoding="utf-8"))])


@pytest.fixture(scope="module")
def sources():
    return read("history-sources.txt")


@every_event
def test_an_event_has_every_field(event):
    assert event.keys() == FIELDS
    assert event["id"].startswith(f"h-{event['date']}-")
    assert event["publisher"].strip()
    assert event["place"] is None or event["place"].strip()


@every_event
def test_an_event_is_dated_as_exactly_as_it_says(event):
    assert re.fullmatch(SHAPES[event["precision"]], event["date"])
    assert date(2003, 1, 1) <= first_day(event["date"]) <= date(2026, 12, 31)


@every_event
def test_an_event_names_known_actors_and_people(event, roster):
    assert [one for one in event["actors"] if one not in roster.actors] == []
    assert [one for one in event["people"] if one not in roster.people] == []
    assert event["actors"] or event["people"]
    assert len(set(event["actors"])) == len(event["actors"])


@every_event
def test_an_event_is_of_a_known_type(event):
    assert event["type"] in TYPES


@every_event
def test_an_event_is_told_in_one_short_sentence(event):
    assert event["text"].endswith(".")
    assert 20 <= len(event["text"]) <= 160
    assert not re.search(r"[.!?] [A-Z]", event["text"])


@every_event
def test_an_event_was_reported_at_a_known_address(event, sources):
    assert event["source"] in sources


def test_events_stand_in_the_order_of_their_dates():
    assert [event["date"] for event in HISTORY] == sorted(event["date"] for event in HISTORY)


def test_no_event_stands_twice():
    assert len({event["id"] for event in HISTORY}) == len(HISTORY)
    assert len({(event["date"], event["text"]) for event in HISTORY}) == len(HISTORY)


def test_the_past_reaches_from_2003_to_2026():
    years = {int(event["date"][:4]) for event in HISTORY}

    assert (min(years), max(years)) == (2003, 2026)
    assert len(HISTORY) >= 60
    assert set(range(2014, 2027)) <= years


def test_the_addresses_are_sorted_and_stand_once(sources):
    assert sources == sorted(set(sources))
    assert all(source.startswith(("https://", "http://")) for source in sources)


def test_the_main_factions_have_a_past():
    told = {actor for event in HISTORY for actor in event["actors"]}

    assert {
        "kataib-hezbollah",
        "asaib-ahl-al-haq",
        "badr-organization",
        "harakat-al-nujaba",
        "kataib-sayyid-al-shuhada",
        "ansar-allah-al-awfiya",
        "kataib-al-imam-ali",
        "saraya-al-salam",
        "popular-mobilization-forces",
        "islamic-resistance-in-iraq",
        "sadrist-movement",
    } <= told
