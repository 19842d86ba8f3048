"""Small items and stories to store; what a test does not name is a plain default."""

import hashlib
from datetime import UTC, datetime

from model.finding import Annotation, Event, Mention, Names, PlaceMention, Rejection, Span
from model.item import Document, Item, item_id
from model.story import Join, Report, Story

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)


def a_key(of):
    return hashlib.blake2b(str(of).encode(), digest_size=16).digest()


def an_item(name="a", at=NOON, *, id=None, title=None, content="", feed="wire", outlet="agency", **more):
    key = a_key(name)
    document = Document(
        id=str(name), title=title or f"Title {name}", summary="Sum", content=content, published=at, language="en",
        url=f"https://a.example/{name}", outlet=outlet,
    )  # fmt: skip
    item = {"first_seen": at, "published": at, "link": f"https://a.example/{name}", **more}
    return Item(id=item_id(at, key) if id is None else id, key=key, document=document, feed=feed, outlet=outlet, **item)


def an_annotation(*actors, people=(), places=(), rules="v1", type="clash"):
    span = Span("title", 0, 5, "Title")
    return Annotation(
        "a",
        Names(
            tuple(Mention(span, "full", 0.9, actor=actor) for actor in actors)
            + tuple(Mention(span, "full", 0.9, person=person) for person in people),
            (Rejection(span, ("kataib-hezbollah",), "veto", "energy"),),
        ),
        Event(type, flags=("claimed",)),
        tuple(PlaceMention(place, place.title(), span) for place in places),
        rules_version=rules,
    )


def a_report(item, *actors, people=(), places=(), type="clash", **more):
    return Report(
        item=item.id, key=item.key, at=item.published, outlet=item.outlet, group="family", ownership="state",
        reliability="B", language="en", title=item.document.title, lead="What happened first.", type=type, second=None,
        actors=actors, people=people, places=places, link=item.link, **more,
    )  # fmt: skip


def a_story(id="s1", *actors, at=NOON, first=None, items=(), type="clash", **more):
    return Story(
        id=id, headline=f"Headline {id}", headline_item=items[0] if items else 1, first_seen=first or at, latest=at,
        type=type, actors=actors, items=tuple(items), **more,
    )  # fmt: skip


def take(q, name, *actors, at=NOON, places=(), story=None, type="clash", words="", **more):
    """Store one item with its report and a story of its own, or in a story that is there."""
    item = an_item(name, at, **more)
    annotation = an_annotation(*actors, places=places, type=type)
    q.items.add(item, annotation, words=words, report=a_report(item, *actors, places=places, type=type))
    told = q.stories.get(story) if story else None
    if told is None:
        told = a_story(story or f"s-{name}", *actors, at=at, items=(item.id,), places=tuple(places), type=type)
    items = tuple(sorted({*told.items, item.id}))
    q.stories.save(
        Story(**{f: getattr(told, f) for f in told.__slots__} | {"items": items, "latest": max(told.latest, at)}),
        [Join(item.id, told.id, "first" if len(items) == 1 else "facts", 0.8, "same place")],
    )
    return item
