"""Names become the strings that are looked for."""

from intel.names.lexicon import split_article, variants
from intel.normalise import normalise


def test_arabic_names_are_written_joined_and_declined():
    """Words join before the article; Abu has three cases."""
    assert "حزبالله" in variants("حزب الله")
    assert {"ابي فدك", "ابا فدك"} <= set(variants(normalise("أبو فدك")))


def test_latin_names_may_drop_their_articles():
    """Faleh al-Fayyadh is Faleh Fayyadh too; one word stays as it is."""
    assert variants("faleh al fayyadh") == ["faleh al fayyadh", "faleh fayyadh"]
    assert variants("al nujaba") == ["al nujaba"]


def test_the_article_of_the_first_word_is_set_apart():
    """So that لل and بال and وال lead to the same word."""
    assert split_article("الحشد الشعبي") == ("حشد الشعبي", True)
    assert split_article("كتايب حزب الله") == ("كتايب حزب الله", False)


def test_particles_and_articles_are_read_off_the_front(actors_in):
    """A known particle is no part of the name; an unknown front makes another word."""
    for written in ("للحشد الشعبي", "والحشد الشعبي", "بالحشد الشعبي", "الحشد الشعبي"):
        assert actors_in(f"بيان {written} اليوم") == ["popular-mobilization-forces"]
    assert actors_in("متكتائب حزب اللهم") == []
