"""One spelling for what the press writes in many, with the way back to the original text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.normalise import TABLE, Normal, _cut, _decode, _undot, normalise

PIECES = st.sampled_from(
    ["Kata'ib ", "Hezbollah’s", "&amp;", "&#8217;", "&quot;", "كَتائِبُ", " حزب‌الله ", "ـــ", "\u200f", "P.M.F.", "ﷺ",
     "\ud800", "\x00", "e\u0301", "  ", "\n", "“", "”", "İ",
     "Hizbullah'ın", "ğ", "ß", "𝗞𝗛", "ﬁ", "-", "&", ";", "S", "'s", "d'A", "qu’E"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join), st.text(st.characters(max_codepoint=0x6FF)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Kata'ib  Hizballah", "kataib hizballah"),
        ("Asa&apos;ib Ahl al-Haq", "asaib ahl al haq"),
        ("Asa&amp;apos;ib", "asaib"),
        ("Qais al-Khazali’s men", "qais al khazali men"),
        ("Ḥizb Allāh", "hizb allah"),
        ("Haşdi Şabi", "hashdi shabi"),
        ("كَتَائِبُ حِزْبِ اللَّهِ", "كتايب حزب الله"),
        ("کتائب حزب‌الله", "كتايب حزب الله"),
        ("كتائب (سيد الشهداء)", "كتايب سيد الشهدا"),
        ("منظمـــة بدر", "منظمه بدر"),
        ("the P.M.F. and the U.S.", "the pmf and the us"),
        ("\u202bحركة النجباء\u202c", "حركه النجبا"),
        ("اللواء ١٢", "اللوا 12"),
        ("𝗞𝗮𝘁𝗮𝗶𝗯 Hezbollah", "kataib hezbollah"),
        ("Bağdat'ta Hizbullah'ın", "bagdat hizbullah"),
        ("#كتائب_حزب_الله", "كتايب حزب الله"),
        ("PMF\x00and\x85KH", "pmf and kh"),
        ("Kataib\udcffHezbollah \ud800", "kataib hezbollah"),
        ("Kata\ufffdib Hizballah", "kataib hizballah"),
        ("d'Asaïb qu’Akram dell'Hashd, Qur'an", "d asaib qu akram dell hashd, quran"),
    ],
)
def test_spellings_become_one(written, read):
    """Entities, possessives, accents, harakat, tatweel, half-spaces, marks and quotes are folded away."""
    assert normalise(written) == read


@given(TEXTS)
def test_normalising_twice_changes_nothing(text):
    """The normal form of a normal form is itself."""
    once = normalise(text)

    assert normalise(once) == once


def test_every_folded_character_is_in_its_final_form():
    """Nothing that the table makes would be changed by the table, and no expansion begins or ends in a space."""
    for made in set(TABLE.values()):
        assert made.translate(TABLE) == made
        assert made in ("", " ") or made.split(" ") == made.split()


@given(TEXTS)
def test_each_character_leads_back_to_what_it_was_made_from(text):
    """Folding the original stretch behind a normalised character gives that character again."""
    normal = Normal(text)
    for offset, char in enumerate(normal.text):
        start, end = normal.span(offset, offset + 1)
        assert 0 <= start < end <= len(text)
        made = normalise("x" + text[start:end] + "x")[1:-1]
        assert char in made or char == " " or char in normalise(text[start:end])


@given(st.one_of(TEXTS, st.text(st.sampled_from("aA \t\0éşßأكةـ’–“،\u200c\ue001中😀"), max_size=90)))
def test_folding_by_the_byte_is_folding_by_the_table(text):
    """The quick way for everyday letters makes what the table makes, whatever stands between them."""
    folded = normalise(f"x {text} x")

    assert folded == " ".join(_slowly(f"x {text} x").split())


def _slowly(text):
    """Only the table: entities, dots and what hangs on names are left to the quick way."""
    plain = _cut(_undot(_decode(text)))
    return "".join(TABLE.get(ord(char), char) for char in plain)


@given(TEXTS)
def test_a_stretch_goes_to_its_normal_form_and_back(text):
    """The original stretch behind a normalised word leads to that word, or to all that was made of one character."""
    normal = Normal(text)
    for word in re.finditer(r"[^ ]+", normal.text):
        written = normal.span(*word.span())
        start, end = normal.made(*written)
        assert start <= word.start() < word.end() <= end
        assert normal.span(start, end) == written


def test_a_sign_dropped_behind_a_ligature_takes_nothing_of_it():
    """A ligature becomes several letters, and an apostrophe after it none: the way there and back keeps the letters."""
    normal = Normal("x \ufdf0' y")

    assert normal.text == "x صلي y"
    assert normal.made(*normal.span(2, 5)) == (2, 5)


@given(TEXTS)
def test_offsets_grow_with_the_text(text):
    """A later stretch never begins or ends before an earlier one."""
    normal = Normal(text)
    spans = [normal.span(offset, offset + 1) for offset in range(len(normal.text))]

    assert spans == sorted(spans)


def test_a_name_leads_back_to_its_words():
    """The stretch found in the normal form is cut out of the original as it was written."""
    text = "«ميليشيا كتائب “حزب الله”» &amp; Kata&#8217;ib\u200b Hizballah's men"
    normal = Normal(text)
    for name in ("كتايب حزب الله", "kataib hizballah"):
        at = normal.text.index(name)
        start, end = normal.span(at, at + len(name))
        assert normalise(text[start:end]) == name
    assert text[start:end] == "Kata&#8217;ib\u200b Hizballah"


@pytest.mark.parametrize("piece", ["\u0301", "\u200b", "&amp;", "'s ", "ﷺ", "\ud800", " ", "A.", "أ"])
def test_floods_are_bounded(piece):
    """A megabyte of marks, blanks, entities or surrogates is read without complaint."""
    text = "Badr" + piece * (1_000_000 // len(piece)) + "Organization"
    normal = Normal(text)

    assert normal.span(0, 1)[0] == 0
