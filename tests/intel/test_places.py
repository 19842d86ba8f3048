import pytest

from intel.places import PlaceFinder
from model.actor import Name
from model.finding import Mention, Names, Span
from model.item import Document
from model.place import Gazetteer, Place


def place(id, *names, kind="city", parent=None, unsure=(), context=()):
    written = tuple(Name(text, "en") for text in names)
    return Place(id, names[0], kind, parent, 33.0, 44.0, written, tuple(Name(t, "en") for t in unsure), context)


GAZETTEER = Gazetteer(
    {
        p.id: p
        for p in (
            place("iraq", "Iraq", "العراق", kind="country"),
            place("iran", "Iran", kind="country"),
            place("lebanon", "Lebanon", kind="country"),
            place("south-lebanon", "South Lebanon", kind="region", parent="lebanon"),
            place("anbar", "Anbar", kind="governorate", parent="iraq"),
            place("qaim", "al-Qaim", "القائم", parent="anbar"),
            place("balad", "Balad", parent="iraq", unsure=("Town",), context=("base",)),
            place("karbala", "Karbala", parent="iraq"),
        )
    }
)
FINDER = PlaceFinder(GAZETTEER)


def found(title, mentions=()):
    return [(p.place, p.span.text) for p in FINDER.find(Document(title=title), Names(tuple(mentions)))]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Strike near al-Qaim in Anbar", [("qaim", "al-Qaim"), ("anbar", "Anbar")]),
        ("Strike near Al Qaim", [("qaim", "Al Qaim")]),
        ("ضربة بالقائم", [("qaim", "القائم")]),
        ("والعراق", [("iraq", "العراق")]),
        ("Anbarian", []),
        ("Iran-backed men in Iraq", [("iraq", "Iraq")]),
        ("pro-Iran men in Iraq", [("iraq", "Iraq")]),
        ("Man held in south Lebanon", [("south-lebanon", "south Lebanon"), ("lebanon", "Lebanon")]),
        ("Anbar and again Anbar", [("anbar", "Anbar")]),
    ],
)
def test_places_are_found_between_word_borders(text, places):
    got = found(text)
    assert [(p, t.removeprefix("ب").removeprefix("و")) for p, t in got] == places or got == places


def test_an_ordinary_word_needs_its_context():
    assert found("Town hall opens") == []
    assert found("Rockets at Town base") == [("balad", "Town")]


def test_a_place_inside_the_name_of_a_group_is_not_where_it_happened():
    mention = Mention(Span("title", 0, 16, "Karbala Brigades"), "name", 1.0, actor="kataib-karbala")
    assert found("Karbala Brigades strike Anbar", [mention]) == [("anbar", "Anbar")]


def test_a_country_inside_the_name_of_a_group_still_says_where():
    text = "Islamic Resistance in Iraq"
    mention = Mention(Span("title", 0, len(text), text), "name", 1.0, actor="islamic-resistance-in-iraq")
    assert found(text, [mention]) == [("iraq", "Iraq")]


def test_a_place_tells_its_kind_and_what_it_lies_in():
    (mention,) = FINDER.find(Document(title="al-Qaim"), Names())
    assert (mention.kind, mention.within) == ("city", ("anbar", "iraq"))


def test_an_empty_gazetteer_finds_nothing():
    assert PlaceFinder(Gazetteer({})).find(Document(title="Baghdad"), Names()) == ()


def test_governorates_named_side_by_side_vouch_for_each_other(annotator):
    """Alone, Saladin may be the sultan."""
    beside = annotator.annotate(Document(title="Hashd combs desert between Nineveh and Saladin"))
    alone = annotator.annotate(Document(title="A novel about Saladin and the crusades"))
    assert [p.place for p in beside.places if not p.implied] == ["nineveh", "salah-al-din"]
    assert "salah-al-din" not in [p.place for p in alone.places]


def test_a_place_named_vouches_for_a_doubtful_name_near_it_on_the_map(annotator):
    """A quarter's name is a plain word too; the city in the title, or a town inside, says which is meant."""

    def places(title, summary=""):
        return [p.place for p in annotator.annotate(Document(title=title, summary=summary)).places if not p.implied]

    assert "mashtal" in places("هجوم في بغداد", "استهدفت طائرة مسيرة سيارة في المشتل")
    assert "mashtal" not in places("هجوم", "سيارة في المشتل")
    assert "salah-al-din" in places("Convoy attacked in Saladin", "Samarra Operations denied it")
    assert "rashad-kirkuk" not in places("Rashad speaks", "He came from Kirkuk")


def test_what_sits_in_one_city_stands_for_it(annotator):
    """The UN's assembly meets in New York; implied places are marked as such."""
    found = annotator.annotate(Document(title="Ministers meet at the UN General Assembly")).places

    assert [p.place for p in found if p.implied] == ["new-york"]


def test_a_town_stands_for_its_governorate_unless_that_is_called_after_it(annotator):
    """Who asks for Anbar also asks for Saqlawiyah; Kirkuk needs no second Kirkuk."""

    def implied(title):
        return [p.place for p in annotator.annotate(Document(title=title)).places if p.implied]

    assert "al-anbar" in implied("Clash in Saqlawiyah")
    assert "kirkuk-governorate" not in implied("Clash in Kirkuk")
