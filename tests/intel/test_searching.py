import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.searching import search_words


@pytest.mark.parametrize("written", ["كتائب", "وكتائب", "الكتائب", "والكتائب", "كَتَائِب", "لكتائب", "بكتائب", "للكتائب"])
def test_an_arabic_word_is_one_however_it_is_glued(written):
    assert search_words(written) == "كتايب"


@pytest.mark.parametrize(
    ("written", "word"),
    [("drones", "drone"), ("Strikes", "strike"), ("boss", "boss"), ("is", "is"), ("US", "us"), ("Paris", "paris")],
)
def test_an_english_plural_is_its_singular(written, word):
    assert search_words(written) == word


@pytest.mark.parametrize("written", ["لواء", "اللواء", "للواء", "واللواء", "لِلواء"])
def test_a_word_that_begins_like_an_article_is_one_too(written):
    assert search_words(written) == search_words("لواء") == "لوا"


@pytest.mark.parametrize("written", ["Kataib", "Kata'ib", "Katā’ib"])
def test_a_name_is_found_with_and_without_its_signs(written):
    assert search_words(written) == "kataib"


@given(st.text())
def test_words_never_vanish(text):
    assert bool(search_words(text)) == bool(search_words(search_words(text)))
