"""Actors and people are found however they are written, and are not seen where they are not."""

import pytest

from model.item import Document


@pytest.mark.parametrize(
    "written",
    [
        "Kataib Hezbollah", "Kata'ib Hizballah", "Kata&#8217;ib Hizbullah", "Ktaeb Hizb Allah", "KATAEB HEZBOLLAH",
        "Kata ib Hezbolla", "the Hezbollah Brigades", "#KataibHezbollah", "كتائب حزب الله", "لكتائب «حزب الله»",
        "وكتائب حزب اللّه", "کتائب حزب‌الله", "Ketaib Hizbullah'ın",
    ],
)  # fmt: skip
def test_a_faction_answers_to_each_of_its_spellings(actors_in, written):
    """Transliteration, script, prefixes, quotes and entities do not matter."""
    assert actors_in(f"Statement by {written} today") == ["kataib-hezbollah"]


@pytest.mark.parametrize(
    "text",
    [
        "Lebanon's Kataeb party meets in Beirut", "Fatah leaders meet in Ramallah", "Badr Hari wins by knockout",
        "How we found PMF, our product-market fit", "في ذكرى غزوة بدر الكبرى", "Imam Ali shrine in Najaf reopens",
        "كتائب القسام تقصف عسقلان", "Saraya al-Quds fires from Gaza", "Ansar Allah parade in Sanaa, Yemen",
    ],
)  # fmt: skip
def test_others_who_share_a_name_are_not_ours(roster, actors_in, text):
    """Parties, groups, battles, shrines and trade words elsewhere name no Iraqi faction."""
    assert [actor for actor in actors_in(text) if not roster.actors[actor].apart] == []


def test_the_longest_name_wins(actors_in):
    """A name inside a longer name is not seen."""
    assert actors_in("Ansar Allah al-Awfiya and Harakat Hezbollah al-Nujaba") == [
        "ansar-allah-al-awfiya",
        "harakat-al-nujaba",
    ]


def test_a_compound_name_gives_both(actors_in):
    """The Quds Force of the IRGC is both."""
    assert set(actors_in("the IRGC's Quds Force")) == {"irgc", "irgc-quds-force"}


def test_every_mention_points_at_its_words(finder):
    """Offsets cut the mention's text out of its field as it came in."""
    document = Document(
        title="«كَتائب حزب‌الله» & Kata&#8217;ib Hizballah's men", summary="Qais al-Khazali’s Asa&apos;ib"
    )
    names = finder.find(document)

    assert {m.actor for m in names.mentions if m.actor} == {"kataib-hezbollah", "asaib-ahl-al-haq"}
    for mention in names.mentions:
        field = getattr(document, mention.span.field)
        assert field[mention.span.start : mention.span.end] == mention.span.text
