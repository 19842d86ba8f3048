"""/events [actor] [type] [place] [days]: stories, newest first."""

from collections.abc import Mapping, Sequence

from bot.briefing import Action, Briefing, Section, Sources
from bot.command import Argument, Choice, Command, Request
from bot.kinds import Window
from bot.lines import event_line
from bot.lookup import find, suggest_actors
from intel.events import all_types
from model.actor import Actor, Person
from model.place import Place
from store.stories import Filter

PAGE = 10


def run(request: Request, actor: str | None, type: str | None, place: str | None, days: Window | None) -> Briefing:
    """Stories that fit, newest first."""
    found = find(request, actor, "events") if actor else None
    if isinstance(found, Briefing):
        return found
    followed = _followed(request, found)
    fitting = Filter(
        actors=(followed.id,) if followed else (),
        types=(type,) if type else (),
        places=(place,) if place else (),
        since=days.start if days else None,
    )
    sources, t = Sources(), request.texts
    with request.store.read() as q:
        stories = q.stories.page(fitting, limit=PAGE).stories
        items = {i.id: i for i in q.items.many(s.headline_item for s in stories)}
    lines = tuple(event_line(request, s, items, sources) for s in stories)
    title = t.say("events.title.actor", name=followed.name) if followed else t.say("events.title")
    return Briefing(
        "events",
        title,
        "" if lines else t.say("events.none"),
        followed.id if followed else None,
        sections=(Section("", lines),) if lines else (),
        sources=sources.all(),
        actions=(Action(t.say("action.actor"), f"/actor {followed.name}"),) if followed else (),
        as_of=request.now,
    )


def _followed(request: Request, found: Actor | Person | None) -> Actor | None:
    """The actor itself, or the faction of a person."""
    if isinstance(found, Person):
        return next((request.roster.actors[a] for a in found.actors if a in request.roster.actors), None)
    return found


def types(request: Request) -> Mapping[str, str]:
    """Event types by what may be typed for them."""
    return {request.texts.say(f"type.{e.id}"): e.id for e in all_types()}


def places(request: Request) -> Mapping[str, str]:
    """Places by every name they have."""
    gazetteer = request.knowledge.gazetteer
    return {n: p.id for p in gazetteer.places.values() for n in (p.name, *(x.text for x in p.names))}


def suggest_places(request: Request, text: str) -> Sequence[Choice]:
    """Places whose name begins with the text, then those that hold it."""
    wanted = text.strip().lower()
    known = request.knowledge.gazetteer.places.values()
    begin = [p for p in known if _bears(p, wanted, str.startswith)]
    hold = [p for p in known if _bears(p, wanted, str.__contains__)]
    return tuple(Choice(p.name, p.name) for p in dict.fromkeys([*begin, *hold]))[:25]


def _bears(place: Place, wanted: str, fits: object) -> bool:
    return any(fits(name.lower(), wanted) for name in (place.name, *(n.text for n in place.names)))  # type: ignore[operator]


command = Command(
    "events",
    run,
    (
        Argument("actor", suggest=suggest_actors),
        Argument("type", kind="choice", choices=types),
        Argument("place", kind="choice", choices=places, suggest=suggest_places),
        Argument("days", kind="days", also=("since",)),
    ),
    own_name=True,
    example="/events badr days:30",
)
