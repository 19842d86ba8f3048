"""A story as one line: first what we know, then the published headline, its source and time."""

from collections.abc import Mapping

from bot.briefing import Line, Sources
from bot.command import Request
from model.item import Item
from model.story import Story


def event_line(request: Request, story: Story, items: Mapping[int, Item], sources: Sources) -> Line:
    """The line of a story; it cites the report that the headline comes from."""
    item = items.get(story.headline_item)
    return Line(
        text=" · ".join(_facts(request, story, item)),
        at=story.first_seen,
        type=story.type,
        actors=story.actors,
        place=story.places[0] if story.places else None,
        story=story.id,
        sources=_cite(request, story, item, sources),
        quote=request.texts.isolate(story.headline),
    )


def _facts(request: Request, story: Story, item: Item | None) -> list[str]:
    """Type, places, claims, casualties, flags, outlet: each only where known."""
    t = request.texts
    parts = [t.say("event.history")] if story.history else []
    parts.append(t.say(f"type.{story.type}"))
    if story.places:
        parts.append(t.isolate(place_names(request, story)))
    if story.claimed_by:
        names = ", ".join(actor_name(request, a) for a in story.claimed_by)
        parts.append(t.say("event.claimed", names=t.isolate(names)))
    parts += [t.say(f"event.{flag}") for flag in story.flags if flag in ("denied", "planned", "lookback")]
    for key, count in (("killed", story.killed), ("wounded", story.wounded)):
        if count:
            parts.append(t.say(f"event.{key}", range=span(count)))
    if item and item.outlet:
        parts.append(t.isolate(outlet_name(request, item)))
    return parts


def span(count: tuple[int, int]) -> str:
    """A range in words: 3, or 3-5."""
    least, most = count
    return str(least) if least == most else f"{least}-{most}"


def actor_name(request: Request, actor: str) -> str:
    """The English name of an actor: subscriptions and lines always show it."""
    known = request.roster.actors.get(actor)
    return known.name if known else actor


def place_names(request: Request, story: Story) -> str:
    """The most precise place, with the governorate or country it lies in."""
    gazetteer = request.knowledge.gazetteer
    names = []
    for place_id in story.places[:2]:
        place = gazetteer.places.get(place_id)
        names.append(place.name if place else place_id)
    return ", ".join(names)


def outlet_name(request: Request, item: Item) -> str:
    """The outlet's name as people know it."""
    outlet = request.knowledge.feeds.outlets.get(item.outlet)
    return outlet.name if outlet else item.document.outlet or item.outlet


def _cite(request: Request, story: Story, item: Item | None, sources: Sources) -> tuple[int, ...]:
    if item is None:
        return ()
    outlet = request.knowledge.feeds.outlets.get(item.outlet)
    return sources.cite(
        outlet_name(request, item),
        item.document.title,
        item.link,
        item.published if item.dated else None,
        outlet.reliability if outlet else "",
    )
