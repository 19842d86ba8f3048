"""Whom a user means, whatever was typed."""

import json
from pathlib import Path

import pytest

from intel.resolve import Resolver
from intel.roster import parse_roster

TOP = Path(__file__).parents[2]
QUERIES = [json.loads(line) for line in (TOP / "tests/corpus/queries.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def resolver():
    text = (TOP / "actors.yaml").read_text(encoding="utf-8")
    return Resolver(parse_roster([("actors.yaml", text)]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kataeb hizbullah", "kataib-hezbollah"), ("KH", "kataib-hezbollah"), ("كتائب حزب الله", "kataib-hezbollah"),
        ("kaabi", "akram-al-kaabi"), ("nujba", "harakat-al-nujaba"), ("league of righteous", "asaib-ahl-al-haq"),
        ("f]v", "badr-organization"), ("us-designated-ftos", "us-designated-ftos"), ("الولائي", "abu-ala-al-walai"),
    ],
)  # fmt: skip
def test_a_name_is_found(resolver, typed, meant):
    """Spellings, abbreviations, scripts, slips, surnames, groups and the wrong keyboard lead to the one meant."""
    found = resolver.resolve(typed)

    assert (found.kind, found.candidates[0].id) == ("found", meant)


def test_a_first_word_of_many_names_is_a_choice(resolver):
    """Kataib alone could be several factions; the likeliest come first."""
    found = resolver.resolve("kataib")

    assert found.kind == "choice"
    assert {"kataib-hezbollah", "kataib-sayyid-al-shuhada", "kataib-al-imam-ali"} <= {c.id for c in found.candidates}


@pytest.mark.parametrize("typed", ["hashd al watani", "xyzzy", "", "   ", "\x00", "؟" * 5000])
def test_an_unknown_name_is_said_to_be_unknown(resolver, typed):
    """Nothing is guessed for a name that nobody bears; at most three are suggested."""
    found = resolver.resolve(typed)

    assert found.kind == "unknown"
    assert len(found.candidates) <= 3


def test_recent_activity_tips_a_choice(resolver):
    """Of equally likely names the one in the news comes first."""
    found = resolver.resolve("saraya", {"saraya-awliya-al-dam": 40})

    assert found.candidates[0].id == "saraya-awliya-al-dam"


def test_recent_activity_makes_no_answer_of_an_unlike_name(resolver):
    """Whoever is much in the news is not meant by every name that nobody bears."""
    found = resolver.resolve("قوات العتبات", {"harakat-al-nujaba": 500})

    assert found.kind == "unknown"


def test_suggestions_fit_a_choice_list(resolver):
    """At most 25, each of at most 100 characters, those that begin as typed first."""
    for typed in ("", "k", "ka", "سرا", "hez", "zzz"):
        offered = resolver.complete(typed)
        assert len(offered) <= 25
        assert all(0 < len(candidate.name) <= 100 for candidate in offered)
    assert resolver.complete("asai")[0].id == "asaib-ahl-al-haq"


def test_the_written_down_queries_lead_where_they_should(resolver):
    """Top-1 at least 99 in 100, and the right one always among the first three."""
    wanted = [(row["query"], row.get("actor") or row["person"]) for row in QUERIES if "choice" not in row]
    places = {query: [c.id for c in resolver.resolve(query).candidates] for query, _ in wanted}
    first = [query for query, meant in wanted if places[query][:1] == [meant]]
    third = [query for query, meant in wanted if meant in places[query][:3]]

    assert len(first) >= 0.99 * len(wanted)
    assert len(third) == len(wanted)


@pytest.mark.parametrize("row", [row for row in QUERIES if "choice" in row], ids=lambda row: row["query"])
def test_a_query_with_several_meanings_offers_them(resolver, row):
    """First words, shared surnames and names in print for two are a choice that holds each of them."""
    found = resolver.resolve(row["query"])

    assert found.kind == "choice"
    assert set(row["choice"]) <= {candidate.id for candidate in found.candidates}


@pytest.mark.parametrize(
    ("query", "holder"),
    [
        ("pmf brigade 12", "harakat-al-nujaba"),
        ("12th brigade of the PMF", "harakat-al-nujaba"),
        ("brigade no. 14", "kataib-sayyid-al-shuhada"),
        ("اللواء 45 في الحشد الشعبي", "kataib-hezbollah"),
    ],
)
def test_a_brigade_is_found_with_its_forces(resolver, query, holder):
    """People add whose brigade it is."""
    assert resolver.resolve(query).candidates[0].id == holder


def test_a_word_that_follows_a_name_is_a_choice(resolver):
    """In Arabic as in English, Kataib alone may be the Iraqi faction or the Lebanese party."""
    found = resolver.resolve("الكتائب")

    assert (found.kind, {c.id for c in found.candidates}) == ("choice", {"kataib-hezbollah", "lebanese-kataeb-party"})
