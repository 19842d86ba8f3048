"""Actors and people are found however they are written, and are not seen where they are not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_leader_gives_his_faction_of_that_day(seen):
    """Offices begin and end on their days; undated items count as of now."""
    assert ("reed", "via-leader") in seen("Amin al-Rafi speaks", day="2019-05-01")
    assert ("reed", "via-leader") in seen("Amin al-Rafi speaks", day="2020-01-03")
    assert seen("Amin al-Rafi speaks", day="2020-01-04") == [("amin", "name"), ("palm", "via-leader")]
    assert seen("Amin al-Rafi speaks", day="2015-05-31") == [("amin", "name")]
    assert seen("Amin al-Rafi speaks", day=None) == [("amin", "name"), ("palm", "via-leader")]


def test_a_body_names_its_forces_along(actors_in):
    """The commission counts for the forces too."""
    assert "popular-mobilization-forces" in actors_in("Popular Mobilization Commission meets")


NAMES = st.sampled_from(
    ["Kata'ib Hezbollah", "KH", "كتائب حزب الله", "للحشد", "Badr", "Kataeb (KH)", "Hashd's 45th Brigade",
     "Qais Khazali",
     "Asa&#8217;ib Ahl al-Haq", "Hezbollah", "Lebanon", "Iraq", "Fatah", "RAMALLAH", "«النجباء»", "IRGC's Quds Force",
     "\u200f", "\ud800", "\x00", "e\u0301", ", ", " and ", "\n", "(", ")", ". "]
)  # fmt: skip
TEXTS = st.one_of(st.lists(NAMES, max_size=10).map(" ".join), st.lists(NAMES, max_size=10).map("".join), st.text())


@given(TEXTS, TEXTS, TEXTS)
def test_spans_always_cut_their_text_out_of_the_field(finder, title, summary, content):
    """Whatever comes in, mentions and rejections point at their words."""
    document = Document(title=title, summary=summary, content=content)
    names = finder.find(document)
    for found in (*names.mentions, *names.rejections):
        span = found.span
        assert getattr(document, span.field)[span.start : span.end] == span.text != ""


@given(TEXTS, TEXTS)
def test_what_has_a_name_passes_the_gate(finder, title, summary):
    """The cheap test never turns away what the finder would match."""
    if finder.find(Document(title=title, summary=summary)).mentions:
        assert finder.gate(f"{title}\n{summary}")


@given(TEXTS)
def test_reading_twice_gives_the_same(roster, finder, text):
    """What was read before leaves no trace, nor does a fresh start."""
    once = finder.find(Document(title=text))

    assert finder.find(Document(title=text)) == once


@given(NAMES, st.lists(st.sampled_from(["rain", "the", "market", "soup", "مطر", "wind"]), min_size=30, max_size=40))
def test_plain_words_far_away_remove_nothing(finder, name, words):
    """Adding text that vetoes nothing leaves every mention in place."""
    lead = f"In Iraq, Kata'ib Hezbollah and {name} met."
    before = finder.find(Document(title=lead)).mentions
    after = finder.find(Document(title=lead, summary=" ".join(words))).mentions

    assert set(before) <= set(after)


SIZE = 200_000


@pytest.mark.parametrize(
    "piece",
    ["Kataib Hezbollah ", "KH, ", "Badr Hari Badr ", "Kataib ", "كتائب حزب الله ", "\u0301", "\u200b", "(", "a",
     "Hezbollah, ",
     "Brigade 45, ", "حزب", "&amp;", "word ", "ال", "'s ", "Sadr City ", "\ud800", "Abu Ali "],
)  # fmt: skip
def test_floods_are_read_in_proportion_to_their_length(finder, piece):
    """Floods of names, cues, marks and brackets cost time in proportion to their length."""
    text = "Hashd in Iraq: " + piece * (SIZE // len(piece))
    started = time.process_time()
    finder.find(Document(title="Iraq", content=text))

    assert time.process_time() - started < 15


def test_a_megabyte_of_words_is_read(finder):
    """A very long item is read to its end."""
    text = "soup and rain in the market. " * 36_000 + "Kataib Hezbollah"

    assert finder.find(Document(content=text)).actors == ("kataib-hezbollah",)


def test_a_shared_name_counts_from_the_month_it_came_into_use(actors_in):
    """Groups wrote "Islamic Resistance in Iraq" before their own names long before it became one of its own."""
    text = "The Islamic Resistance in Iraq said that it struck a convoy"

    assert actors_in(text, day="2022-04-24") == []
    assert actors_in(text, day="2023-10-18") == ["islamic-resistance-in-iraq"]
    assert actors_in(text, day=None) == ["islamic-resistance-in-iraq"]


@pytest.mark.parametrize(
    "written",
    ["Alwiya al-Waad al-Haq", "Alwiya Alwaad Alhaq", "al-Wa’ada al-Haq Brigades", "the Al-Wad Al-Haq group"],
)
def test_a_facade_answers_to_the_spellings_of_its_claims(actors_in, written):
    """Its one claim was spelt anew by nearly every outlet."""
    assert actors_in(f"{written} says that it sent drones to Riyadh") == ["alwiyat-al-waad-al-haq"]


def test_a_commander_of_the_forces_no_longer_stands_for_his_old_brigade(actors_in):
    """Qasim Muslih led the Tafuf brigade before he led the forces in Anbar."""
    assert actors_in("Qasim Muslih arrested in Baghdad", day="2021-05-26") == []
    assert actors_in("Qasim Muslih arrested in Baghdad", day="2016-05-26") == ["liwa-al-tafuf"]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("US-Armee bombardiert Stützpunkte der Hisbollah-Miliz im Irak", "kataib-hezbollah"),
        ("US strikes Hezbollah bases in Iraq after contractor killed", "kataib-hezbollah"),
        ("Der Verbund der irakischen Volksmobilisierungskräften", "popular-mobilization-forces"),
        ("فرقة الإمام علي (ع) القتالية في النجف", "imam-ali-combat-division"),
        ("فرقة العباس عليه السلام القتالية", "abbas-combat-division"),
        ("ائتلاف «بازسازی و توسعه» در انتخابات عراق", "reconstruction-and-development"),
        ("le chef d'Akram al-Kaabi", "harakat-al-nujaba"),
        ("attacco all'Asaib Ahl al-Haq in Iraq", "asaib-ahl-al-haq"),
        ("ملاحقة الدواعش في صحراء الأنبار", "islamic-state"),
        ("تحرير الأنبار من فلول البعثيين", "baath-remnants"),
        ("Islamischen Widerstand im Irak gegründet", "islamic-resistance-in-iraq"),
        ("جنبش نجبای عراق", "harakat-al-nujaba"),
        ("الأمين العام للنجباء", "harakat-al-nujaba"),
        ("قال النائب عن صادقون حسن سالم", "sadiqoun"),
        ("Islamic Resistance in Lebanon says", "lebanese-hezbollah"),
    ],
)
def test_names_are_found_declined_honoured_and_elided(actors_in, text, actor):
    """German cases, honours inside a name, French and Italian elision, words the Iraqi press uses."""
    assert actors_in(text) == [actor]


def test_a_leader_is_not_swallowed_by_the_name_of_his_wing(actors_in):
    """The possessive belongs to the man: both he, with his movement, and the wing are named."""
    text = "Two men of Muqtada al-Sadr's Saraya al-Salam were killed"

    assert set(actors_in(text)) == {"saraya-al-salam", "sadrist-movement"}


def test_a_mention_keeps_the_hamza_at_its_end(finder):
    """The letter is folded away for matching only."""
    (mention,) = finder.find(Document(title="بيان حركة النجباء اليوم")).mentions

    assert mention.span.text == "حركة النجباء"


@pytest.mark.parametrize(
    "text",
    [
        "Popular crowd at Baghdad concert", "Popular mobilisation against cholera in Iraq",
        "Peace brigades of students plant trees in Mosul", "Iraq's coordination framework for humanitarian aid",
        "Iraqi KH-55 missile", "Sadr Medical City in Najaf gets new beds", "جسر الصدر في بغداد يفتتح",
        "بیمارستان صدر بصره", "أنصار المرجعية الدينية في النجف", "عصائب الرأس موضة في بغداد",
    ],
)  # fmt: skip
def test_plain_words_places_and_models_in_iraq_are_no_faction(actors_in, text):
    """Words without the capitals of a name, what is called after Sadr, types of missile."""
    assert actors_in(text) == []
