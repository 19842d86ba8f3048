"""places.yaml to a checked Gazetteer: pure, and exact about mistakes."""

import re
from collections.abc import Iterator, Mapping

from model.actor import Name
from model.place import Gazetteer, Place
from model.written import Written, read_yaml

KINDS = (
    *("country", "governorate", "city", "town", "district", "base", "airport", "crossing", "field", "site", "sea"),
    "region",
)
PLACE_KEYS = ("id", "name", "kind", "parent", "lat", "lon", "names", "unsure", "context", "apart")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Row = Mapping[str, Written]


def parse_places(name: str, text: str) -> Gazetteer:
    """The gazetteer written in `text`; `name` is the file's, for error messages.

    Raises DataError naming file, line and field for anything that cannot be used as written.
    """
    top = read_yaml(name, text).table("the place file", ("version", "places"))
    if "version" in top and top["version"].value != 1:
        raise top["version"].error("this program reads version 1 of the place file")
    rows = _rows(top)
    places = {place_id: _place(place_id, at, rows) for place_id, at in rows.items()}
    gazetteer = Gazetteer(places)
    for place_id, at in rows.items():
        _no_circle(gazetteer, place_id, at)
    return gazetteer


def _rows(top: Row) -> dict[str, Written]:
    """Each entry by its id."""
    found: dict[str, Written] = {}
    for at in top["places"].rows() if "places" in top else []:
        place_id = at.required(at.table("a place", PLACE_KEYS), "id", "a place").text()
        if not _ID.fullmatch(place_id):
            raise at.error(f'"{place_id}" is not an id: small letters, digits and single hyphens', "id")
        if place_id in found:
            raise at.error(f'the id "{place_id}" is taken by another place', "id")
        found[place_id] = at
    return found


def _place(place_id: str, at: Written, rows: Row) -> Place:
    row = at.table("a place", PLACE_KEYS)
    display = at.required(row, "name", "a place").text()
    unsure = tuple(_names(row, "unsure"))
    named = (Name(display, "en"), *_names(row, "names"))
    return Place(
        id=place_id,
        name=display,
        kind=at.required(row, "kind", "a place").one_of(KINDS, "a kind of place"),
        parent=row["parent"].one_of(rows, "the id of a place") if "parent" in row else None,
        lat=at.required(row, "lat", "a place").number(-90, 90),
        lon=at.required(row, "lon", "a place").number(-180, 180),
        names=tuple(dict.fromkeys(name for name in named if name not in unsure)),
        unsure=unsure,
        context=_context(at, row),
        apart=row["apart"].texts() if "apart" in row else (),
    )


def _names(row: Row, key: str) -> Iterator[Name]:
    """The written forms of all languages."""
    for language, words in row[key].table(f'"{key}" of a place').items() if key in row else []:
        if not _LANGUAGE.fullmatch(language):
            raise words.error(f'"{language}" is not a language code like en, ar, fa')
        yield from (Name(word, language) for word in words.texts())


def _context(at: Written, row: Row) -> tuple[str, ...]:
    """Unsure names and the words that make them sure come together."""
    words = row["context"].texts() if "context" in row else ()
    if "unsure" in row and not words:
        raise at.error('a place with "unsure" names needs "context", the words that make them sure', "context")
    if words and "unsure" not in row:
        raise at.error('"context" is of no use without "unsure" names', "context")
    return words


def _no_circle(gazetteer: Gazetteer, place_id: str, at: Written) -> None:
    seen, place = {place_id}, gazetteer.places[place_id]
    while place.parent:
        if place.parent in seen:
            raise at.error(f'"{place_id}" lies in itself: follow its parents', "parent")
        seen.add(place.parent)
        place = gazetteer.places[place.parent]
