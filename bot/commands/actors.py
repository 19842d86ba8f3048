"""/actors [kind]: who is followed."""

from collections.abc import Mapping
from datetime import timedelta

from bot.briefing import Action, Briefing, Line, Section
from bot.command import Argument, Command, Request
from bot.facts import fact_words
from bot.lines import display_name, is_arabic
from model.actor import Actor

KINDS = ("faction", "facade", "umbrella", "bloc", "state-force", "state-body", "foreign")
LATELY = timedelta(days=29)


def run(request: Request, kind: str | None) -> Briefing:
    """Every actor of a kind, or of all kinds: other script, stories of the last 30 days, status."""
    t, today = request.texts, request.now.date()
    with request.store.read() as q:
        counted = q.counts.totals(today - LATELY, today)
    wanted = (kind,) if kind else KINDS
    by_kind = {k: [a for a in request.roster.actors.values() if a.kind == k] for k in wanted}
    sections = tuple(
        Section(f"{t.say(f'kind.{k}')} ({len(actors)})", tuple(_line(request, a, counted) for a in actors))
        for k, actors in by_kind.items()
        if actors
    )
    groups = tuple(Action(t.phrase(g.name), f"/actor {g.name}") for g in list(request.roster.groups.values())[:5])
    text = t.say("actors.text", n=sum(map(len, by_kind.values())))
    return Briefing("actors", t.say("actors.title"), text, sections=sections, actions=groups, as_of=request.now)


def _line(request: Request, actor: Actor, counted: Mapping[str, int]) -> Line:
    t, name = request.texts, display_name(request, actor)
    other = actor.name if name != actor.name else next(filter(is_arabic, (n.text for n in actor.names)), "")
    status = actor.facts.get("status")
    parts = [name, t.isolate(other) if other != name else ""]
    parts += [t.say("actors.lately", n=counted[actor.id])] if actor.id in counted else []
    parts += [fact_words(request, status.value)] if status else []
    return Line(" · ".join(p for p in parts if p), actors=(actor.id,))


def kinds(request: Request) -> Mapping[str, str]:
    """Kinds by what may be typed for them."""
    return {written: k for k in KINDS for written in (k, request.texts.say(f"kind.{k}"))}


command = Command("actors", run, (Argument("kind", kind="choice", choices=kinds),), example="/actors facade")
