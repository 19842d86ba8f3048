"""The outline of Iraq and the place table must agree: both are drawn by hand."""

import json
from pathlib import Path

import pytest

from intel.gazetteer import parse_places

ROOT = Path(__file__).parents[2]
ON_THE_EDGE = {"crossing", "sea", "site", "region", "field"}  # they lie on the border, offshore, or are wide
NEIGHBOURS = {
    *("albu-kamal", "yaarubiyah", "rumaylan", "tanf", "hasakah", "tower-22", "amman", "damascus", "kuwait-city"),
    *("ahvaz", "khorramshahr", "kermanshah", "mahabad", "piranshahr", "mehran", "ilam", "sirnak", "hakkari", "riyadh"),
}


@pytest.fixture(scope="module")
def outline():
    return json.loads((ROOT / "outline.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gazetteer():
    return parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8"))


def inside(lon, lat, border):
    """Whether a point lies in a polygon: a ray to the east crosses its sides an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(border, border[1:] + border[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def area(border):
    """Twice the signed area: negative where the points run clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(border, border[1:] + border[:1], strict=True))


def test_cities_towns_bases_and_airports_of_iraq_lie_inside(outline, gazetteer):
    outside = [
        place.id
        for place in gazetteer.places.values()
        if gazetteer.contains("iraq", place.id) and place.kind not in ON_THE_EDGE
        if not inside(place.lon, place.lat, outline["border"])
    ]

    assert outside == []


def test_places_of_the_neighbours_lie_outside(outline, gazetteer):
    neighbours = [gazetteer.places[place] for place in NEIGHBOURS]

    assert [place.id for place in neighbours if inside(place.lon, place.lat, outline["border"])] == []


def test_the_border_is_simple_and_runs_clockwise(outline):
    border = outline["border"]

    assert 60 <= len(border) <= 120
    assert len({tuple(point) for point in border}) == len(border)
    assert area(border) < 0


@pytest.mark.parametrize(
    ("river", "places"),
    [("Tigris", ["mosul", "tikrit", "samarra", "baghdad", "kut", "amarah"]),
     ("Euphrates", ["haditha", "heet", "ramadi", "fallujah", "kufa", "samawah", "nasiriyah"]),
     ("Shatt al-Arab", ["basra", "khorramshahr"])],
)  # fmt: skip
def test_rivers_pass_the_cities_on_their_banks(outline, gazetteer, river, places):
    points = next(line["points"] for line in outline["rivers"] if line["name"] == river)

    for place in (gazetteer.places[name] for name in places):
        assert min(abs(place.lon - lon) + abs(place.lat - lat) for lon, lat in points) < 0.15, place.id


def test_labels_of_the_neighbours_stand_on_the_map_and_outside_iraq(outline):
    bounds = outline["bounds"]

    assert {label["name"] for label in outline["labels"]} >= {"Iran", "Syria", "Turkey", "Jordan", "Saudi Arabia"}
    for label in outline["labels"]:
        assert bounds["west"] < label["lon"] < bounds["east"]
        assert bounds["south"] < label["lat"] < bounds["north"]
        assert not inside(label["lon"], label["lat"], outline["border"])
