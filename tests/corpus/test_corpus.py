"""The labelled texts keep their own rules: valid labels, unique ids, promised counts, figures that make sense."""

import datetime
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
ACTORS = HERE.parents[1] / "actors.yaml"

ITEM_KEYS = [
    "id",
    "title",
    "summary",
    "url",
    "outlet",
    "published",
    "lang",
    "actors",
    "people",
    "event",
    "event2",
    "place",
    "casualties",
    "flags",
    "story",
    "notes",
]
EVENTS = {
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
NEAR_KEYS = ["id", "title", "summary", "lang", "actors", "notes"]
TOLD_APART = {
    "lebanese-hezbollah",
    "lebanese-kataeb-party",
    "palestinian-fatah",
    "houthis",
    "hamas",
    "palestinian-islamic-jihad",
    "irgc",
    "irgc-quds-force",
    "fatemiyoun-division",
    "islamic-state",
    "rapid-support-forces",
    "libyan-armed-groups",
}
FLAGS = {"claimed", "denied", "planned", "lookback"}
CONTEXT = {
    "badr-national-current",
    "palestinian-islamic-jihad",
    "rapid-support-forces",
    "libyan-armed-groups",
    "unnamed-iraqi-militias",
}


def rows(name):
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def known(*sections):
    if not ACTORS.exists():
        pytest.skip("actors.yaml is not there")
    data = yaml.safe_load(ACTORS.read_text("utf-8"))
    return {entry["id"] for section in sections for entry in data.get(section) or [] if "id" in entry}


def near_misses(row):
    return re.findall(r"near-miss of ([a-z0-9-]+)", row["notes"] or "")


def test_items_carry_every_field_once():
    """Each labelled item has the same fields, in the same order, and an id of its own."""
    items = rows("items.jsonl")

    assert [row["id"] for row in items if list(row) != ITEM_KEYS] == []
    assert len({row["id"] for row in items}) == len({row["url"] for row in items}) == len(items)


def test_items_are_as_many_as_promised():
    """Three languages stand in the set in useful numbers."""
    langs = Counter(row["lang"] for row in rows("items.jsonl"))

    assert langs["en"] >= 85
    assert langs["ar"] >= 55
    assert langs["fa"] >= 30


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_every_event_type_occurs_in_each_language(lang):
    """No event type is left without an example in any language."""
    assert {row["event"] for row in rows("items.jsonl") if row["lang"] == lang} == EVENTS


def test_item_labels_are_of_the_guide():
    """Event types and flags are those of the labelling guide, and the second type differs from the first."""
    for row in rows("items.jsonl"):
        assert {row["event"], row["event2"] or "other"} <= EVENTS, row["id"]
        assert row["event"] != row["event2"], row["id"]
        assert set(row["flags"]) <= FLAGS, row["id"]


def test_places_stand_in_the_text():
    """A place is labelled as the text writes it."""
    wrong = [
        (row["id"], place)
        for row in rows("items.jsonl")
        for place in row["place"]
        if place not in f"{row['title']} {row['summary']}"
    ]

    assert wrong == []


def test_casualties_are_ranges():
    """Casualties are null or a lowest and a highest figure."""
    for row in rows("items.jsonl"):
        assert set(row["casualties"]) == {"killed", "wounded"}, row["id"]
        for span in filter(None, row["casualties"].values()):
            assert 0 <= span[0] <= span[1] < 1000, row["id"]


def test_events_come_before_their_reports():
    """What happened on a noted day was not published before it."""
    for row in rows("items.jsonl"):
        published = datetime.date.fromisoformat(row["published"])
        for day in re.findall(r"occurred:(\d{4}-\d\d-\d\d)", row["notes"] or ""):
            assert datetime.date.fromisoformat(day) <= published, row["id"]


def test_stories_have_partners_and_near_misses_have_a_story():
    """A story joins at least two items, most cross languages, and a near miss is no member of what it misses."""
    items = rows("items.jsonl")
    sizes = Counter(row["story"] for row in items if row["story"])
    langs = {story: {row["lang"] for row in items if row["story"] == story} for story in sizes}

    assert len(sizes) >= 25
    assert [story for story, size in sizes.items() if size < 2] == []
    assert sum(len(found) > 1 for found in langs.values()) >= 20
    for row in items:
        for story in near_misses(row):
            assert story in sizes, row["id"]
            assert story != row["story"], row["id"]


def test_item_actors_and_people_are_known():
    """Labels name actors and people of the data file."""
    actors, people = known("actors", "apart") | CONTEXT, known("people")

    for row in rows("items.jsonl"):
        assert set(row["actors"]) <= actors, row["id"]
        assert set(row["people"]) <= people, row["id"]
        assert len(set(row["actors"])) == len(row["actors"]), row["id"]


def test_near_names_are_as_many_as_promised():
    """The look-alikes stand in three languages, each text once."""
    near = rows("near_names.jsonl")
    langs = Counter(row["lang"] for row in near)

    assert [row["id"] for row in near if list(row) != NEAR_KEYS] == []
    assert len({row["id"] for row in near}) == len({row["title"] for row in near}) == len(near)
    assert len(near) >= 220
    assert langs["ar"] >= 80
    assert langs["fa"] >= 35


def test_near_names_name_no_iraqi_faction():
    """A look-alike is labelled with actors that are told apart, or with none, never with one we follow."""
    for row in rows("near_names.jsonl"):
        assert set(row["actors"]) <= TOLD_APART, row["id"]


def test_near_names_actors_are_known():
    """Those told apart have their entry in the data file."""
    actors = known("actors", "apart") | CONTEXT

    assert {actor for row in rows("near_names.jsonl") for actor in row["actors"]} <= actors


def test_queries_have_one_expectation_each():
    """What a user may type stands once, with an actor, a person or a choice."""
    queries = rows("queries.jsonl")

    assert len({row["query"] for row in queries}) == len(queries) >= 160
    for row in queries:
        assert set(row) - {"query", "notes"} in ({"actor"}, {"person"}, {"choice"}), row["query"]
        assert len(set(row.get("choice", ["one", "two"]))) > 1, row["query"]


def test_queries_expect_known_ids():
    """Each expected answer has its entry in the data file."""
    actors, people = known("actors"), known("people")

    for row in rows("queries.jsonl"):
        assert row.get("actor") in actors | {None}, row["query"]
        assert row.get("person") in people | {None}, row["query"]
        assert set(row.get("choice", [])) <= actors or set(row.get("choice", [])) <= people, row["query"]


@pytest.mark.parametrize("name", ["items.jsonl", "near_names.jsonl", "queries.jsonl"])
def test_readme_tells_the_counts(name):
    """The counts beside each file are those of the file."""
    told = re.search(rf"`{re.escape(name)}` \|[^|]*\| (\d+):", (HERE / "README.md").read_text("utf-8"))

    assert told
    assert int(told[1]) == len(rows(name))
