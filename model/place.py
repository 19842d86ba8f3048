"""Places: a name, where it is, and what it lies in."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.actor import Name


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer; coordinates in decimal degrees (WGS 84)."""

    id: str
    name: str
    kind: str  # country, governorate, city, town, district, base, airport, crossing, field, site, sea, region
    parent: str | None
    lat: float
    lon: float
    names: tuple[Name, ...] = ()  # each means this place wherever it stands
    unsure: tuple[Name, ...] = ()  # ordinary words, or names that others bear too: they count only with a context word
    context: tuple[str, ...] = ()  # words of any language, one of which must stand near an unsure name
    apart: tuple[str, ...] = ()  # phrases with one of the names in them that mean something else


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All known places by id, and what lies in what."""

    places: Mapping[str, Place]

    def place(self, place_id: str) -> Place | None:
        """The place of this id, or None where there is none (any more)."""
        return self.places.get(place_id)

    def ancestors(self, place_id: str) -> tuple[Place, ...]:
        """What a place lies in, nearest first, without itself."""
        found: list[Place] = []
        place = self.places.get(place_id)
        while place and place.parent:
            place = self.places[place.parent]
            found.append(place)
        return tuple(found)

    def contains(self, outer: str, inner: str) -> bool:
        """Whether `inner` is `outer` or lies in it."""
        return outer == inner or any(place.id == outer for place in self.ancestors(inner))

    def governorate_of(self, place_id: str) -> Place | None:
        """The Iraqi governorate that a place is or lies in."""
        place = self.places.get(place_id)
        line = (*((place,) if place else ()), *self.ancestors(place_id))
        return next((one for one in line if one.kind == "governorate"), None)
