"""/actors [kind]: who is followed."""

from collections.abc import Mapping

from bot.briefing import Action, Briefing, Line, Section
from bot.command import Argument, Command, Request
from model.actor import Actor

_KINDS = ("faction", "facade", "umbrella", "bloc", "state-force", "state-body", "foreign")


def run(request: Request, kind: str | None) -> Briefing:
    """Every actor of a kind, or of all kinds, with Arabic name and status."""
    t = request.texts
    wanted = (kind,) if kind else _KINDS
    by_kind = {k: [a for a in request.roster.actors.values() if a.kind == k] for k in wanted}
    sections = tuple(
        Section(f"{t.say(f'kind.{k}')} ({len(actors)})", tuple(_line(request, a) for a in actors))
        for k, actors in by_kind.items()
        if actors
    )
    actions = (Action(t.say("action.help"), "/help actor"),)
    return Briefing("actors", t.say("actors.title"), sections=sections, actions=actions, as_of=request.now)


def _line(request: Request, actor: Actor) -> Line:
    arabic = next((n.text for n in actor.names if n.language == "ar"), "")
    status = actor.facts.get("status")
    parts = [actor.name, request.texts.isolate(arabic), status.value if status else ""]
    return Line(" · ".join(p for p in parts if p), actors=(actor.id,))


def kinds(request: Request) -> Mapping[str, str]:
    """Kinds by what may be typed for them."""
    return {request.texts.say(f"kind.{k}"): k for k in _KINDS}


command = Command("actors", run, (Argument("kind", kind="choice", choices=kinds),), example="/actors facade")
