"""A brigade's number names its holder where the context is right."""

import pytest


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
