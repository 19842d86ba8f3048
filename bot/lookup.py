"""From a typed name to an actor, or to the briefing that asks which one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.briefing import Action, Briefing
from bot.command import Choice, Request
from intel.resolve import Candidate
from model.actor import Actor, Person

Found = Actor | Person
LATELY = timedelta(days=90)


def find(request: Request, written: str, command: str = "actor") -> Found | Briefing:
    """The actor or person that a name means, or a private `choice` or `unknown` briefing."""
    resolution = request.knowledge.resolver.resolve(written, activity(request))
    if resolution.kind == "found":
        return _bearer(request, resolution.candidates[0])
    build = _choice if resolution.kind == "choice" else _unknown
    return build(request, written, resolution.candidates, command)


def activity(request: Request) -> Mapping[str, int]:
    """How often each actor was in the news lately: what breaks near ties."""
    today = request.now.date()
    with request.store.read() as q:
        return q.counts.totals(today - LATELY, today)


def suggest_actors(request: Request, text: str) -> Sequence[Choice]:
    """Completions of a name, most likely first; for no text the most active actors."""
    candidates = request.knowledge.resolver.complete(text, activity(request))
    return tuple(Choice(c.name[:100], c.name[:100]) for c in candidates)


def _bearer(request: Request, candidate: Candidate) -> Found:
    if candidate.kind == "person":
        return request.roster.people[candidate.id]
    return request.roster.actors[candidate.id]


def _actions(candidates: Sequence[Candidate], command: str) -> tuple[Action, ...]:
    return tuple(Action(c.name, f"/{command} {c.name}") for c in candidates)


def _choice(request: Request, written: str, candidates: Sequence[Candidate], command: str) -> Briefing:
    t = request.texts
    text = t.say("choice.text", name=t.isolate(written[:100]))
    return Briefing("choice", t.say("choice.title"), text, actions=_actions(candidates, command), private=True)


def _unknown(request: Request, written: str, candidates: Sequence[Candidate], command: str) -> Briefing:
    t = request.texts
    text = t.say("unknown.text", name=t.isolate(written[:100]))
    return Briefing("unknown", t.say("unknown.title"), text, actions=_actions(candidates[:3], command), private=True)
