"""What we say ourselves of actors and of the past is there in Arabic, all of it and nothing more."""

import re

import pytest

from bot.data import json_lines, packed
from bot.settings import Settings
from bot.texts import _phrases, texts
from bot.wiring import read_roster
from model.written import read_yaml

ACTORS, HISTORY = "actors.ar.yaml", "history.ar.yaml"
WRITTEN = re.compile(r"[^\W\d_]")  # a letter: bare numbers and years need no translation


@pytest.fixture(scope="module")
def roster():
    """The actors that the program brings."""
    return read_roster(Settings())


def _of_an_actor(actor):
    yield from (fact.value for fact in (*actor.facts.values(), *actor.area, *actor.brigades))
    for leader in actor.leaders:
        yield from (leader.role, "" if leader.person else leader.name)
    yield from (m.text for m in actor.timeline)
    yield actor.note


def _of_a_person(person):
    yield from (fact.value for fact in (person.role, person.died) if fact)
    yield person.tell_apart


def _shown(roster):
    """Every phrase that a card, a list or a subscription can show."""
    bearers = (*roster.actors.values(), *roster.people.values())
    for bearer in bearers:
        yield from (word for d in bearer.designations for word in (d.by, d.list))
        if all(n.language != "ar" for n in bearer.names):
            yield bearer.name
    for actor in roster.actors.values():
        yield from _of_an_actor(actor)
    for person in roster.people.values():
        yield from _of_a_person(person)
    yield from (group.name for group in roster.groups.values())


def _wanted(roster):
    return {text for text in _shown(roster) if text and WRITTEN.search(text) and text not in roster.actors}


def _past():
    return {row["text"] for row in json_lines("history.jsonl", packed("history.jsonl"))}


def _told(file):
    """The phrases of a file with their Arabic."""
    return {english: own.text() for english, own in read_yaml(file, packed(file)).table("the phrases").items()}


def test_every_phrase_of_the_roster_has_an_arabic_one(roster):
    """An Arabic card tells no fact in English."""
    missing = sorted(_wanted(roster) - set(_told(ACTORS)))

    assert not missing, f"Add these phrases of actors.yaml to {ACTORS}, each with its Arabic: {missing}"


def test_every_event_of_the_past_has_an_arabic_sentence():
    """History is told in the reader's language, as its sentences are ours."""
    missing = sorted(_past() - set(_told(HISTORY)))

    assert not missing, f"Add these texts of history.jsonl to {HISTORY}, each with its Arabic: {missing}"


def test_no_arabic_phrase_is_left_over(roster):
    """What is not shown any more is taken out."""
    over = {ACTORS: set(_told(ACTORS)) - _wanted(roster), HISTORY: set(_told(HISTORY)) - _past()}

    assert not any(over.values()), f"Nothing in actors.yaml or history.jsonl reads so any more; take it out: {over}"


def test_an_arabic_phrase_is_written_in_arabic():
    """Latin letters stand only in the abbreviations of lists and parties; commas and semicolons are Arabic ones."""
    latin = {word for own in _phrases("ar").values() for word in re.findall("[A-Za-z]+", own)}

    assert latin == {"FTO", "SDGT", "SDN", "PADE", "K"}  # K1 is a base
    assert [own for own in _phrases("ar").values() if re.search(r"[;?]|,(?!\d)", own)] == []


def test_numbers_are_the_same_in_both_languages():
    """A translation changes no year, brigade or count; months in words have no number in either."""
    differing = [e for file in (ACTORS, HISTORY) for e, a in _told(file).items() if _numbers(e) != _numbers(a)]

    assert differing == []


def _numbers(text):
    """Numbers in figures; a decade and a group's name are words in Arabic."""
    return sorted(re.findall(r"\d+(?![s\d])", text.replace("1920 Revolution", "")))


def test_a_phrase_without_an_arabic_one_stays_as_it_is_written():
    """An operator's own actors need no translation."""
    assert texts("ar").phrase("An invented phrase") == "An invented phrase"


def test_english_reads_no_phrases():
    """The roster is in English already."""
    assert _phrases("en") == {}
