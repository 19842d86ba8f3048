import re
from collections import defaultdict
from pathlib import Path

import pytest

from intel.gazetteer import parse_places
from intel.normalise import normalise
from model.actor import Name
from model.errors import DataError

ROOT = Path(__file__).parents[2]
IRAQ = (29.0, 37.4, 38.7, 48.9)  # south, north, west, east; the oil terminal lies offshore
ARABIC = re.compile(r"[\u0600-\u06ff]")
SMALL = """\
places:
  - {id: iraq, name: Iraq, kind: country, lat: 33, lon: 44, names: {ar: [العراق]}}
  - {id: babil, name: Babil, kind: governorate, parent: iraq, lat: 32.5, lon: 44.6}
  - {id: musayyib, name: Musayyib, kind: town, parent: babil, lat: 32.8, lon: 44.3, names: {en: [Musayib]}}
  - {id: balad, name: Balad, kind: town, parent: iraq, lat: 34.0, lon: 44.1,
     unsure: {en: [Balad], ar: [بلد]}, context: [Salahuddin], apart: [Balad party]}
  - {id: jordan, name: Jordan, kind: country, lat: 31, lon: 36}
"""


def the_error(places):
    with pytest.raises(DataError) as caught:
        parse_places("places.yaml", places)
    return caught.value


def one(**settings):
    """YAML of one place with these settings laid over the least it needs; None leaves one out."""
    place = {"id": "one", "name": "One", "kind": "town", "lat": 1, "lon": 2} | settings
    written = ", ".join(f"{key}: {value}" for key, value in place.items() if value is not None)
    return "places:\n  - {" + written + "}"


@pytest.fixture(scope="module")
def small():
    return parse_places("places.yaml", SMALL)


@pytest.fixture(scope="module")
def packed():
    return parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8"))


def test_a_place_knows_where_it_is_and_what_it_is_called(small):
    place = small.place("musayyib")

    assert (place.name, place.kind, place.parent, place.lat, place.lon) == ("Musayyib", "town", "babil", 32.8, 44.3)
    assert place.names == (Name("Musayyib", "en"), Name("Musayib", "en"))


def test_a_name_that_is_unsure_does_not_count_as_sure(small):
    place = small.place("balad")

    assert place.names == ()
    assert place.unsure == (Name("Balad", "en"), Name("بلد", "ar"))
    assert place.context == ("Salahuddin",)
    assert place.apart == ("Balad party",)


def test_a_place_lies_in_its_parents_nearest_first(small):
    assert [place.id for place in small.ancestors("musayyib")] == ["babil", "iraq"]
    assert small.ancestors("iraq") == small.ancestors("nowhere") == ()


@pytest.mark.parametrize(
    ("outer", "inner", "answer"),
    [("iraq", "musayyib", True), ("babil", "musayyib", True), ("musayyib", "musayyib", True),
     ("musayyib", "babil", False), ("jordan", "musayyib", False), ("iraq", "nowhere", False)],
)  # fmt: skip
def test_a_place_contains_itself_and_what_lies_in_it(small, outer, inner, answer):
    assert small.contains(outer, inner) is answer


@pytest.mark.parametrize(("place", "governorate"), [("musayyib", "babil"), ("babil", "babil")])
def test_a_place_has_the_governorate_it_lies_in_or_is(small, place, governorate):
    assert small.governorate_of(place).id == governorate


@pytest.mark.parametrize("place", ["iraq", "jordan", "balad", "nowhere"])
def test_a_place_outside_the_governorates_has_none(small, place):
    assert small.governorate_of(place) is None


def test_an_unknown_place_is_none(small):
    assert small.place("nowhere") is None


@pytest.mark.parametrize(
    ("text", "field", "sentence"),
    [
        ("plcaes: []", "plcaes", '"plcaes" is not a setting of the place file; did you mean "places"?'),
        ("version: 3", "version", "this program reads version 1 of the place file"),
        (one(nmae="x"), "places.0.nmae", '"nmae" is not a setting of a place; did you mean "name"?'),
        (one(kind="vilage"), "places.0.kind", '"vilage" is not a kind of place'),
        (one(kind="towns"), "places.0.kind", '"towns" is not a kind of place; did you mean "town"?'),
        (one(parent="two"), "places.0.parent", '"two" is not the id of a place'),
        (one(parent="one"), "places.0.parent", '"one" lies in itself: follow its parents'),
        (one(id="Bad Id"), "places.0.id", '"Bad Id" is not an id: small letters, digits and single hyphens'),
        (one(lat=91), "places.0.lat", '"lat" must be a number from -90 to 90'),
        (one(lon="'44'"), "places.0.lon", '"lon" must be a number from -180 to 180'),
        (one(lat=".nan"), "places.0.lat", '"lat" must be a number from -90 to 90'),
        (one(lat="true"), "places.0.lat", '"lat" must be a number from -90 to 90'),
        (one(names="[One]"), "places.0.names", '"names" of a place must be a mapping of names to values'),
        (one(names="{ar: واحد}"), "places.0.names.ar", '"ar" must be a list'),
        (one(names="{ar: ['']}"), "places.0.names.ar.0", '"ar" must not be empty'),
        (one(names="{Arabic: [x]}"), "places.0.names.Arabic", '"Arabic" is not a language code like en, ar, fa'),
        (one(context="[x]"), "places.0.context", '"context" is of no use without "unsure" names'),
        *((one(**{key: None}), f"places.0.{key}", f'a place needs "{key}"') for key in ("id", "name", "kind", "lat")),
    ],
)
def test_each_mistake_names_its_field_and_says_what_is_wrong(text, field, sentence):
    error = the_error(text)

    assert (error.field, error.message) == (field, sentence)
    assert str(error) == f"places.yaml line {error.line}: {sentence}"


def test_unsure_names_need_words_that_make_them_sure():
    assert "context" in the_error(one(unsure="{en: [One]}")).message


def test_an_id_stands_once_and_the_second_is_named_by_line():
    error = the_error(SMALL + "  - {id: babil, name: Other, kind: town, lat: 1, lon: 1}\n")

    assert (error.line, error.message) == (8, 'the id "babil" is taken by another place')


def test_a_circle_of_parents_is_refused():
    circle = one(parent="two") + "\n  - {id: two, name: Two, kind: town, parent: one, lat: 1, lon: 2}"

    assert "lies in itself" in the_error(circle).message


def test_the_packed_table_has_all_governorates(packed):
    governorates = [place for place in packed.places.values() if place.kind == "governorate"]

    assert len(governorates) == 19
    assert all(packed.contains("iraq", place.id) for place in governorates)


def test_every_iraqi_place_lies_inside_the_box_of_iraq(packed):
    south, north, west, east = IRAQ
    iraqi = [place for place in packed.places.values() if packed.contains("iraq", place.id)]
    outside = [place.id for place in iraqi if not (south < place.lat < north and west < place.lon < east)]

    assert outside == []


def test_every_iraqi_place_is_near_its_parent(packed):
    """No farther than across the largest governorate: catches a swapped or mistyped coordinate."""
    far = [
        place.id
        for place in packed.places.values()
        if place.parent and packed.governorate_of(place.id)
        for parent in [packed.places[place.parent]]
        if parent.kind not in ("country", "region")
        and (abs(place.lat - parent.lat) > 2.0 or abs(place.lon - parent.lon) > 3.2)
    ]

    assert far == []


def test_every_iraqi_place_has_names_in_both_scripts(packed):
    lacking = [
        place.id
        for place in packed.places.values()
        if packed.contains("iraq", place.id)
        for texts in [[name.text for name in (*place.names, *place.unsure)]]
        if not any(map(ARABIC.search, texts)) or all(map(ARABIC.search, texts))
    ]

    assert lacking == []


def test_no_two_places_claim_the_same_name_unless_all_of_them_ask_for_context(packed):
    sure, unsure = defaultdict(set), defaultdict(set)
    for place in packed.places.values():
        for name in place.names:
            sure[normalise(name.text)].add(place.id)
        for name in place.unsure:
            unsure[normalise(name.text)].add(place.id)

    clashes = {text: ids for text, ids in sure.items() if len(ids) > 1}
    both = {text: ids | unsure[text] for text, ids in sure.items() if text in unsure}

    assert clashes == {}
    assert both == {}


def test_a_phrase_that_means_something_else_holds_a_name_of_its_place(packed):
    alien = [
        (place.id, phrase)
        for place in packed.places.values()
        for phrase in place.apart
        if not any(normalise(name.text) in normalise(phrase) for name in (*place.names, *place.unsure))
    ]

    assert alien == []
