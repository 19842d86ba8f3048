"""One key for the many Latin spellings of an Arabic name."""

import pytest

from intel.names.skeleton import Reader, alike, keys, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [("hizballah", "hezbollah"), ("kataib", "qatayeb"), ("shuhada", "chouhadaa"), ("khorasani", "khurasany"),
     ("nujaba", "nudjabah"), ("hezbollah", "hisbollah"), ("haqq", "hak")],
)  # fmt: skip
def test_spellings_share_a_skeleton(one, other):
    """Vowels, doubles, k and q, kh, French and German letters do not matter."""
    assert skeleton(one) == skeleton(other)


def test_keys_cover_words_however_they_are_parted():
    """Hizb Allah and Hizballah make the same letters; an article may be joined to its word."""
    assert keys("kataib hizb allah") == keys("kataib hizballah") == {"ktbhsbl"}
    assert len(keys("asaib ahl al haq")) == 2


@pytest.mark.parametrize("name", ["nujaba", "al nujaba", "kh", "ب", "كتايب حزب الله"])
def test_single_words_and_other_scripts_have_no_key(name):
    """One word's consonants meet ordinary words too often."""
    assert keys(name) == set()


def test_a_key_counts_only_if_the_words_look_alike():
    """A chance likeness of consonants is no name; short keys must be nearer."""
    assert alike("kataeb hezbolla", "kataib hezbollah", "ktbhsbl")
    assert not alike("kitty be his ball", "kataib hezbollah", "ktbhsbl")
    assert not alike("sara sure", "saraya ashura", "srSr")


def test_a_stretch_covers_whole_words():
    """Letters lead back to the words that they came from, commas apart."""
    reader = Reader({"kataib hezbollah": True})
    text = "said,kataeb al hizballah, today"
    stream = reader.read(text)
    start = stream.letters.index("ktbhsbl")

    first, last = stream.stretch(start, start + 7)
    assert text[first:last] == "kataeb al hizballah"
    assert stream.stretch(start, start + 6) is None


def test_a_slip_is_read_as_the_word_it_stands_for():
    """A letter too many leads to the name; people's names are left as they are."""
    reader = Reader({"kataib hezbollah": True, "amin rafi": False})

    assert reader.read("khezbollah").letters == reader.read("hezbollah").letters
    assert reader.read("krafi").letters != reader.read("rafi").letters
