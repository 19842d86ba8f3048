"""/events [actor] [type] [place] [days]: stories, newest first, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.briefing import Action, Briefing, Section, Sources
from bot.command import Argument, Choice, Command, Request
from bot.kinds import Mistake, Window
from bot.lines import event_lines, newest_first, told, type_name
from bot.lookup import Found, everyone, find_each, names_of, shown_names, suggest_actors
from intel.events import all_types
from model.actor import Actor, Group, Person
from model.errors import StoreError
from model.place import Place
from store.stories import Filter

PAGE = 10


def run(
    request: Request,
    actor: Sequence[str],
    type: Sequence[str],
    place: Sequence[str],
    days: Window | None,
    before: str | None,
) -> Briefing:
    """Stories that fit, newest first; `before` is the mark of the page before."""
    asked = find_each(request, actor, "events")
    if isinstance(asked, Briefing):
        return asked
    wanted = filter_of(request, asked, type, place, days)
    if not asked and not place:  # who is only told apart makes no news here, but where somebody asks for a place
        wanted = replace(wanted, actors=everyone(request))
    sources, t = Sources(), request.texts
    with request.store.read() as q:
        try:
            page = q.stories.page(wanted, limit=PAGE, after=before)
        except StoreError:
            raise Mistake("mistake.before", name="before") from None
        found_stories = told(q, newest_first(page.stories))
    about = asked[0].id if len(asked) == 1 and isinstance(asked[0], Actor) else ""
    lines = event_lines(request, found_stories, sources, (about,))
    return Briefing(
        "events",
        _title(request, asked),
        _narrowed(request, type, place, days) if lines else t.say("events.none"),
        about or None,
        sections=(Section("", lines),) if lines else (),
        sources=sources.all(),
        actions=_actions(request, asked, type, place, days, page.after),
        as_of=request.now,
    )


def filter_of(
    request: Request, asked: Sequence[Found], type: Sequence[str], place: Sequence[str], days: Window | None
) -> Filter:
    """What was asked for, as the store filters: groups by their members, places with all that lies in them."""
    actors = [a.id for f in asked for a in ((f,) if isinstance(f, Actor) else _members(request, f))]
    gazetteer = request.knowledge.gazetteer
    within = [p.id for p in gazetteer.places.values() if any(gazetteer.contains(outer, p.id) for outer in place)]
    return Filter(
        actors=tuple(dict.fromkeys(actors)),
        people=tuple(f.id for f in asked if isinstance(f, Person)),
        types=tuple(type),
        places=tuple(within),
        since=days.start if days else None,
    )


def _members(request: Request, found: Found) -> Sequence[Actor]:
    return request.roster.members(found.id) if isinstance(found, Group) else ()


def _title(request: Request, asked: Sequence[Found]) -> str:
    t = request.texts
    return t.say("events.title.actor", name=shown_names(request, asked)) if asked else t.say("events.title")


def _narrowed(request: Request, type: Sequence[str], place: Sequence[str], days: Window | None) -> str:
    """What the list was narrowed to, in words."""
    t, places = request.texts, request.knowledge.gazetteer.places
    parts = [type_name(request, x) for x in type] + [places[p].name for p in place]
    if days:
        parts.append(t.say("events.since", date=t.date(days.start.astimezone(request.zone).date())))
    return " · ".join(parts)


def _actions(
    request: Request,
    asked: Sequence[Found],
    type: Sequence[str],
    place: Sequence[str],
    days: Window | None,
    after: str | None,
) -> tuple[Action, ...]:
    t, actions = request.texts, list[Action]()
    if after:
        since = days.start.astimezone(request.zone).date().isoformat() if days else ""
        named = (("type", ", ".join(type)), ("place", ", ".join(place)), ("since", since), ("before", after))
        parts = [names_of(asked), *(f'{name}:"{v}"' if " " in v else f"{name}:{v}" for name, v in named if v)]
        actions.append(Action(t.say("action.older"), " ".join(["/events", *(p for p in parts if p)])))
    if len(asked) == 1 and isinstance(asked[0], Actor | Person):
        actions.append(Action(t.say("action.actor"), f"/actor {asked[0].name}"))
    return tuple(actions)


def types(request: Request) -> Mapping[str, str]:
    """Event types by what may be typed for them: the id, its first word, and its name."""
    ids = [e.id for e in all_types()]
    return {type_name(request, e): e for e in ids} | {e.split("-")[0]: e for e in reversed(ids)}


def places(request: Request) -> Mapping[str, str]:
    """Places by every name they have."""
    gazetteer = request.knowledge.gazetteer
    return {n: p.id for p in gazetteer.places.values() for n in (p.name, *(x.text for x in p.names))}


def suggest_places(request: Request, text: str) -> Sequence[Choice]:
    """Places whose name begins with the text, then those that hold it."""
    wanted = text.strip().lower()
    known = request.knowledge.gazetteer.places.values()
    begin = [p for p in known if _bears(p, lambda name: name.startswith(wanted))]
    hold = [p for p in known if _bears(p, lambda name: wanted in name)]
    found = {p.id: p for p in (*begin, *hold)}
    return tuple(Choice(p.name, p.name) for p in found.values())[:25]


def _bears(place: Place, fits: Callable[[str], bool]) -> bool:
    return any(fits(name.lower()) for name in (place.name, *(n.text for n in place.names)))


command = Command(
    "events",
    run,
    (
        Argument("actor", many=True, suggest=suggest_actors),
        Argument("type", kind="choice", many=True, choices=types),
        Argument("place", kind="choice", many=True, choices=places, suggest=suggest_places),
        Argument("days", kind="days", also=("since",)),
        Argument("before", hidden=True),
    ),
    own_name=True,
    example="/events badr days:30",
)
