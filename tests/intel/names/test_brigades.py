"""A brigade's number names its holder where the context is right."""

import time

import pytest

from model.item import Document


@pytest.mark.parametrize(
    "text",
    ["the Hashd's 45th Brigade", "Brigade 45 of the Hashd", "Hashd brigades 44, 45 and 46",
     "the forty-fifth brigade of the Hashd",
     "Hashd men of the 12th and 45th brigades", "Kataib al-Nakhla, the 45th brigade"],
)  # fmt: skip
def test_the_number_leads_to_the_holder(seen, text):
    """Numbers before or after the word, in rows and in words."""
    assert ("palm", "brigade") in seen(text)


@pytest.mark.parametrize(
    "text", ["the army's 45th brigade joins the Hashd", "the 45th brigade", "Hashd brigade 450", "45 Hashd men"]
)
def test_other_brigades_are_not_ours(seen, text):
    """Another army's, one without context, another number, or no brigade at all."""
    assert seen(text) == []


def test_arabic_numbers_and_prefixes_are_read(actors_in):
    """Digits of both kinds, the word with its article and particles."""
    for text in ("مقتل آمر اللواء ١٢ في الحشد الشعبي", "قصف للواء 12 في الحشد الشعبي"):
        assert "harakat-al-nujaba" in actors_in(text)


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("the 50th PMF brigade in Nineveh", "babiliyun-brigade"),
        ("Brigades of Iraq's PMF: the 41st, 42nd and 43rd brigades", "asaib-ahl-al-haq"),
        ("la 45e brigade du Hachd al-Chaabi", "kataib-hezbollah"),
        ("اللواءان 46 و47 بالحشد الشعبي", "kataib-hezbollah"),
        ("تیپ دوازدهم حشد الشعبی", "harakat-al-nujaba"),
    ],
)
def test_the_forces_may_stand_between_and_numbers_be_words(actors_in, text, holder):
    """Ways of the press in several languages."""
    assert holder in actors_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "45 brigades of the PMF took part in the parade", "PMF: 14 brigades on alert in Anbar",
        "12 PMF brigades deployed in Iraq", "12 لواء من الحشد الشعبي في ديالى", "45 تیپ حشد الشعبی در رژه",
        "Israel's 45th brigade and the PMF in Iraq",
    ],
)  # fmt: skip
def test_so_many_brigades_are_no_brigade(actors_in, text):
    """A count, or another army's number."""
    assert {*actors_in(text)} == {"popular-mobilization-forces"}


@pytest.mark.parametrize("flood", ["1, ", "45 and ", "45th ", "forty fifth "])
def test_a_flood_of_numbers_is_read_in_proportion_to_its_length(finder, flood):
    """Twice the numbers take about twice the time, though none of them is followed by a brigade."""

    def taken(count):
        started = time.process_time()
        finder.find(Document(title="brigade x " + flood * count + "x"))
        return time.process_time() - started

    taken(100)
    assert taken(8000) < 6 * taken(2000) + 0.2
