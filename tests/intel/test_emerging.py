import pytest

from intel.emerging import find_sightings, propose
from model.finding import Mention, Names, Span
from model.item import Document


def sightings(text, known="Kataib Hezbollah", id="1", owner="a"):
    at = text.find(known)
    mentions = (Mention(Span("title", at, at + len(known), known), "name", 1.0, actor="kh"),) if at >= 0 else ()
    return find_sightings(Document(id, text), Names(mentions), owner)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Saraya al-Fajr and Kataib Hezbollah claimed the attack", "Saraya al-Fajr"),
        ("Islamic Resistance in Bahrain thanked Kataib Hezbollah", "Islamic Resistance in Bahrain"),
        ("Kataib Hezbollah praised the Dawn Promise Brigades", "Dawn Promise Brigades"),
    ],
)
def test_a_group_like_name_beside_a_known_one_is_noted(text, name):
    assert [s.name for s in sightings(text)] == [name]


def test_arabic_names_are_noted():
    (found,) = sightings("سرايا الفجر تتبنى الهجوم مع كتائب حزب الله", known="كتائب حزب الله")
    assert found.name.startswith("سرايا الفجر")


def test_a_known_name_is_none():
    assert sightings("Kataib Hezbollah speaks") == ()


def test_a_name_alone_is_none():
    assert sightings("Saraya al-Fajr claimed the attack") == ()


def test_a_name_of_the_ordinary_forces_is_none():
    assert sightings("قوات الأمن وحركة المرور مع كتائب حزب الله", known="كتائب حزب الله") == ()


def test_three_times_at_two_owners_make_a_proposal():
    text = "Saraya al-Fajr and Kataib Hezbollah claimed the attack"
    seen = [*sightings(text, id="1"), *sightings(text, id="2"), *sightings(text, id="3", owner="b")]
    (proposal,) = propose(seen)
    assert (proposal.name, proposal.seen, proposal.owners) == ("Saraya al-Fajr", 3, ("a", "b"))
    assert proposal.sentences[0] == text


def test_often_at_one_owner_makes_none():
    text = "Saraya al-Fajr and Kataib Hezbollah claimed the attack"
    assert propose(s for n in range(9) for s in sightings(text, id=str(n))) == ()
