"""/actor name: what is new about a faction or person, and what is known of it."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.briefing import Action, Briefing, Line, Section
from bot.command import Argument, Command, Request
from bot.ledger import ledger
from bot.lines import actor_name
from bot.lookup import find, suggest_actors
from bot.profile import actor_card, all_names, fact_sources, person_card, timeline
from model.actor import Actor, Group, Person

VIEWS = ("card", "timeline", "claims", "names", "sources")
_SIDES: Mapping[str, Callable[[Request, Actor], Briefing]] = {
    "timeline": timeline,
    "claims": ledger,
    "names": all_names,
}


def run(request: Request, name: str, show: str | None, on: date | None) -> Briefing:
    """The card of whoever the name means, one of its sides, or the card as of a day."""
    found = find(request, name)
    if isinstance(found, Briefing):
        return found
    if isinstance(found, Group):
        return _group(request, found)
    if isinstance(found, Person):
        sides = {"names": all_names, "sources": fact_sources}
        return sides[show](request, found) if show in sides else person_card(request, found)
    if show == "sources":
        return fact_sources(request, found, on)
    side = _SIDES.get(show or "card")
    return side(request, found) if side else actor_card(request, found, on)


def _group(request: Request, group: Group) -> Briefing:
    """A named set of actors, each a step away."""
    t, members = request.texts, request.roster.members(group.id)
    lines = tuple(Line(f"{actor_name(request, a.id)} · {t.say(f'kind.{a.kind}')}", actors=(a.id,)) for a in members)
    actions = (
        Action(t.say("action.events"), f"/events {group.name}"),
        Action(t.say("action.digest"), f"/digest {group.name}"),
    )
    title, text = t.phrase(group.name), t.say("group.text", n=len(members))
    return Briefing("group", title, text, sections=(Section("", lines),), actions=actions, as_of=request.now)


def views(request: Request) -> Mapping[str, str]:
    """Sides of a card by what may be typed for them."""
    return {written: v for v in VIEWS for written in (v, request.texts.say(f"view.{v}"))}


command = Command(
    "actor",
    run,
    (
        Argument("name", required=True, suggest=suggest_actors),
        Argument("show", kind="choice", choices=views),
        Argument("on", kind="date"),
    ),
    own_name=True,
    example="/actor Kataib Hezbollah",
)
