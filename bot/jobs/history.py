"""The documented past, loaded once into an empty store: marked as history, counted nowhere, never posted."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from intel.searching import search_words
from model.errors import DataError
from model.finding import Annotation, Event, Mention, Names, PlaceMention, Span, When
from model.item import Document, Item, item_id
from model.place import Gazetteer
from model.story import Join, Story
from store import Questions, Store

FEED = "history"
_NOWHERE = Span("", 0, 0, "")
_PRECISIONS = {4: "year", 7: "month", 10: "day"}


@dataclass(frozen=True, slots=True)
class Past:
    """One documented event, as an item with what is known of it and a story of its own."""

    item: Item
    annotation: Annotation
    story: Story


def load_history(store: Store, rows: Iterable[Mapping[str, Any]], gazetteer: Gazetteer, now: datetime) -> int:
    """Stores the documented past if the store is empty and never had it; how many events were stored."""
    with store.read() as q:
        if not q.history.is_wanted():
            return 0
    places = {n: p.id for p in gazetteer.places.values() for n in (p.name, *(x.text for x in p.names))}
    past = [_past(row, places, now) for row in rows]
    return store.write(lambda q: _keep(q, past))


def _keep(q: Questions, past: list[Past]) -> int:
    """In one transaction; two that start on one empty store at once load it once."""
    if not q.history.is_wanted():
        return 0
    digest = hashlib.blake2b(digest_size=8)
    for one in past:
        q.items.add(one.item, one.annotation, words=search_words(one.item.document.title))
        q.stories.save(one.story, (Join(one.item.id, one.story.id, "first"),))
        digest.update(one.item.key)
    q.history.mark(digest.hexdigest(), len(past))
    return len(past)


def _past(row: Mapping[str, Any], places: Mapping[str, str], now: datetime) -> Past:
    day = _first_day(row)
    key = hashlib.blake2b(f"history\n{row['id']}".encode(), digest_size=16).digest()
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    document = Document(
        row["id"], row["text"], published=at, language="en", url=row["source"], outlet=row.get("publisher", "")
    )
    item = Item(item_id(at, key), key, document, FEED, FEED, now, at, link=row["source"], dated=True, history=True)
    place = places.get(row.get("place") or "")
    annotation = _annotation(row, day, place)
    return Past(item, annotation, _story(row, item, annotation, day))


def _first_day(row: Mapping[str, Any]) -> date:
    """The first day that a date of day, month or year precision can mean."""
    written = str(row["date"])
    try:
        return date.fromisoformat(f"{written}-01-01"[:10])
    except ValueError as error:
        raise DataError("history.jsonl", None, "date", f"{row['id']}: {written!r} is no date") from error


def _annotation(row: Mapping[str, Any], day: date, place: str | None) -> Annotation:
    mentions = [Mention(_NOWHERE, "history", 1.0, actor=a) for a in row["actors"]]
    mentions += [Mention(_NOWHERE, "history", 1.0, person=p) for p in row.get("people", ())]
    where = (PlaceMention(place, row["place"], _NOWHERE),) if place else ()
    precision = _PRECISIONS[len(row["date"])]
    return Annotation(
        row["id"], Names(tuple(mentions)), Event(row["type"]), where, when=When(day, precision), rules_version=FEED
    )


def _story(row: Mapping[str, Any], item: Item, annotation: Annotation, day: date) -> Story:
    return Story(
        row["id"],
        row["text"],
        item.id,
        item.published,
        item.published,
        row["type"],
        actors=annotation.actors,
        people=annotation.people,
        places=tuple(p.place for p in annotation.places),
        day=day,
        day_precision=_PRECISIONS[len(row["date"])],
        items=(item.id,),
        languages=("en",),
        history=True,
    )
