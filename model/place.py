"""Places: a name, where it is, and what it lies in."""

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
    names: tuple[Name, ...] = ()
    context: tuple[str, ...] = ()  # for names that are ordinary words too: one of these must stand in the text
