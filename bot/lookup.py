"""From a typed name to an actor, a person or a group, or to the briefing that asks which one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.briefing import Action, Briefing
from bot.command import Choice, Request
from bot.lines import display_name
from intel.resolve import Candidate
from model.actor import Actor, Group, Person
from model.subscription import ALL
from store import Questions

Found = Actor | Person | Group
UNNAMED = "unnamed-iraqi-militias"  # "Iran-backed militias" in the news: one of those followed, nobody says which
LATELY = timedelta(days=14)
EVERYBODY = (ALL, "everything", "everyone", "الكل", "همه")


def find(request: Request, written: str, command: str = "actor") -> Found | Briefing:
    """The bearer of a name, or a private `choice` or `unknown` briefing."""
    resolver = request.knowledge.resolver
    resolution = resolver.resolve(written)
    if resolution.kind != "found" and (group := _shown_group(request, written)):
        return group
    if resolution.kind != "found":  # only then is recent activity worth the look
        resolution = resolver.resolve(written, activity(request))
    if resolution.kind == "found":
        return _bearer(request, resolution.candidates[0])
    build = _choice if resolution.kind == "choice" else _unknown
    return build(request, written, resolution.candidates, command)


def _shown_group(request: Request, written: str) -> Group | None:
    """The group that is shown by this name in the reader's language; the resolver knows its English one."""
    wanted = " ".join(written.casefold().split())
    shown = {label(request, group).casefold(): group for group in request.roster.groups.values()}
    return shown.get(wanted) if request.texts.language != "en" else None


def find_actor(request: Request, written: str, command: str) -> Actor | Briefing:
    """The actor that a name means; a person leads to the faction, a group asks which member."""
    found = find(request, written, command)
    if isinstance(found, Person):
        actor = next((request.roster.actors[a] for a in found.actors if a in request.roster.actors), None)
        return actor or _unknown(request, written, (), command)
    if isinstance(found, Group):
        members = [Candidate(a.id, a.name, "actor", 0) for a in request.roster.members(found.id)]
        return _choice(request, written, members, command)
    return found


def find_each(request: Request, written: Sequence[str], command: str) -> list[Found] | Briefing:
    """The bearers of several names, none of them for "all"; or the first briefing that asks which one."""
    asked = list[Found]()
    for name in written:
        if is_everybody(name):
            continue
        found = find(request, name, command)
        if isinstance(found, Briefing):
            return found
        asked.append(found)
    return asked


def is_everybody(written: str) -> bool:
    """Whether a word means all who are followed."""
    return written.strip().lower() in EVERYBODY


def activity(request: Request) -> Mapping[str, int]:
    """How often each actor was in the news lately: what breaks near ties."""
    if request.lately is not None:
        return request.lately
    with request.store.read() as q:
        return count_lately(q, request.now.date())


def count_lately(q: Questions, today: date) -> Mapping[str, int]:
    """How often each actor was in the news of the last two weeks."""
    return q.counts.totals(today - LATELY, today)


def suggest_actors(request: Request, text: str) -> Sequence[Choice]:
    """Completions of a name, most likely first; for no text the most active actors."""
    candidates = request.knowledge.resolver.complete(text, activity(request))
    return tuple(Choice(label(request, _bearer(request, c))[:100], c.name[:100]) for c in candidates)


def everyone(request: Request) -> tuple[str, ...]:
    """Ids of all who are followed, and of those whom reports leave unnamed; not of those only told apart."""
    followed = [a.id for a in request.roster.followed()]
    return (*followed, UNNAMED) if UNNAMED in request.roster.actors else tuple(followed)


def shown_names(request: Request, found: Iterable[Found]) -> str:
    """What was asked about, in the reader's language."""
    return request.texts.join(label(request, f) for f in found)


def label(request: Request, found: Found) -> str:
    """What a bearer of a name is called in the reader's language."""
    return request.texts.phrase(found.name) if isinstance(found, Group) else display_name(request, found)


def names_of(found: Iterable[Found]) -> str:
    """What was asked about, as it can be typed."""
    return ", ".join(f.name for f in found)


def _bearer(request: Request, candidate: Candidate) -> Found:
    if candidate.kind == "person":
        return request.roster.people[candidate.id]
    if candidate.kind == "group":
        return request.roster.groups[candidate.id]
    return request.roster.actors[candidate.id]


def _actions(request: Request, candidates: Sequence[Candidate], command: str) -> tuple[Action, ...]:
    return tuple(Action(label(request, _bearer(request, c)), f"/{command} {c.name}") for c in candidates)


def _choice(request: Request, written: str, candidates: Sequence[Candidate], command: str) -> Briefing:
    t = request.texts
    text = t.say("choice.text", name=t.isolate(written[:100]))
    return Briefing("choice", t.say("choice.title"), text, actions=_actions(request, candidates, command), private=True)


def _unknown(request: Request, written: str, candidates: Sequence[Candidate], command: str) -> Briefing:
    t = request.texts
    name = t.isolate(written[:100])
    text = t.say("unknown.text", name=name) if candidates else t.say("unknown.none", name=name)
    return Briefing(
        "unknown", t.say("unknown.title"), text, actions=_actions(request, candidates[:3], command), private=True
    )
