"""The card of an actor or a person: identity, facts with source and date, latest events."""

from collections.abc import Iterable, Iterator, Sequence

from bot.briefing import Action, Briefing, Field, Line, Section, Sources
from bot.command import Request
from bot.lines import actor_name, event_line
from model.actor import Actor, Designation, Fact, Leader, Name, Person, Relation, Short, Source
from store.stories import Filter

LATEST = 10
_FACTS = ("status", "founded", "founder", "origin", "ideology", "religious_reference", "sponsor", "political_wing")
_ASSESSED = ("facade", "sponsor", "front")  # relation types that are analysts' judgements
_NAMES_SHOWN = 8


def actor_card(request: Request, actor: Actor) -> Briefing:
    """Everything known of an actor, then its latest events."""
    sources = Sources()
    t = request.texts
    fields = tuple(_actor_fields(request, actor, sources))
    latest = _latest(request, actor.id, sources)
    return Briefing(
        "actor",
        actor.name,
        _identity(request, actor, sources),
        actor.id,
        fields,
        (Section(t.say("actor.latest"), latest or ()),),
        sources.all(),
        actions=_actions(request, actor),
        as_of=request.now,
        warnings=() if latest else (t.say("actor.none"),),
    )


def person_card(request: Request, person: Person) -> Briefing:
    """Who somebody is, leading to the faction."""
    sources = Sources()
    t = request.texts
    factions = [request.roster.actors[a] for a in person.actors if a in request.roster.actors]
    latest = _latest(request, factions[0].id, sources) if factions else ()
    actions = tuple(Action(f.name, f"/actor {f.name}") for f in factions)
    return Briefing(
        "person",
        person.name,
        " · ".join([*_written(person.names, person.short)[:1], t.say("kind.person")]),
        factions[0].id if factions else None,
        tuple(_person_fields(request, person, sources)),
        (Section(t.say("events.title.actor", name=factions[0].name), latest),) if latest else (),
        sources.all(),
        actions=actions,
        as_of=request.now,
    )


def _identity(request: Request, actor: Actor, sources: Sources) -> str:
    t = request.texts
    arabic = next((n.text for n in actor.names if n.language == "ar"), "")
    short = next((s.text for s in actor.short if s.text.isascii() and s.text.isupper()), "")
    parts = [t.isolate(arabic), short, t.say(f"kind.{actor.kind}")]
    summary = actor.facts.get("summary")
    lines = [" · ".join(p for p in parts if p)]
    if summary:
        marks = "".join(f" [{n}]" for n in _cite(summary.source, sources))
        lines.append(f"{summary.value}{marks}")
    if actor.apart:
        lines.append(t.say("actor.apart"))
    return "\n".join(lines)


def _actor_fields(request: Request, actor: Actor, sources: Sources) -> Iterator[Field]:
    t = request.texts
    written = _written(actor.names, actor.short)
    if written:
        yield Field(t.say("actor.also"), t.isolate(_some(request, written)))
    for key in _FACTS:
        if key in actor.facts:
            yield _fact_field(request, t.say(f"actor.{key}"), [actor.facts[key]], sources)
    if actor.area:
        yield _fact_field(request, t.say("actor.area"), actor.area, sources)
    if actor.brigades:
        yield _fact_field(request, t.say("actor.brigades"), actor.brigades, sources)
    yield from _leaders(request, actor.leaders, sources)
    if actor.parents:
        yield _fact_field(request, t.say("actor.parents"), actor.parents, sources)
    yield from _relations(request, actor.relations, sources)
    yield from _designations(request, actor.designations, sources)
    if actor.told_apart_from:
        yield Field(t.say("actor.not"), " · ".join(actor_name(request, a) for a in actor.told_apart_from))


def _person_fields(request: Request, person: Person, sources: Sources) -> Iterator[Field]:
    t = request.texts
    written = _written(person.names, person.short)
    if written:
        yield Field(t.say("actor.also"), t.isolate(_some(request, written)))
    if person.actors:
        yield Field(t.say("actor.factions"), " · ".join(actor_name(request, a) for a in person.actors))
    if person.role:
        yield _fact_field(request, t.say("actor.role"), [person.role], sources)
    if person.died:
        yield _fact_field(request, t.say("actor.died"), [person.died], sources)
    yield from _designations(request, person.designations, sources)
    if person.tell_apart:
        yield Field(t.say("actor.not"), person.tell_apart)


def _written(names: Iterable[Name], short: Iterable[Short]) -> list[str]:
    return list(dict.fromkeys([n.text for n in names] + [s.text for s in short]))


def _some(request: Request, names: Sequence[str]) -> str:
    """A few names, of every language, and how many more there are."""
    shown = list(names) if len(names) <= _NAMES_SHOWN else [*names[: _NAMES_SHOWN - 3], *names[-3:]]
    text = ", ".join(dict.fromkeys(shown))
    more = len(names) - len(shown)
    return request.texts.say("actor.names.more", names=text, n=more) if more > 0 else text


def _fact_field(request: Request, name: str, facts: Sequence[Fact], sources: Sources) -> Field:
    """One field of facts; a shared date is said once, at the end."""
    values = [actor_name(request, f.value) for f in facts]
    dates = {f.as_of for f in facts if f.as_of}
    latest = max(dates) if dates else None
    cited = dict.fromkeys(n for f in facts for n in _cite(f.source, sources))
    return Field(name, ", ".join(values) + _as_of(request, latest), tuple(cited))


def _as_of(request: Request, date: str | None) -> str:
    return f" ({request.texts.say('fact.as_of', date=date)})" if date else ""


def _leaders(request: Request, leaders: Iterable[Leader], sources: Sources) -> Iterator[Field]:
    t = request.texts
    for leader in leaders:
        times = []
        if leader.begin:
            times.append(t.say("fact.since", date=leader.begin))
        if leader.end:
            times.append(t.say("fact.until", date=leader.end))
        if leader.as_of:
            times.append(t.say("fact.as_of", date=leader.as_of))
        details = f" ({'; '.join(times)})" if times else ""
        name = t.say("actor.before" if leader.end else "actor.leader")
        yield Field(name, f"{leader.name}, {leader.role}{details}", _cite(leader.source, sources))


def _relations(request: Request, relations: Iterable[Relation], sources: Sources) -> Iterator[Field]:
    t = request.texts
    for relation in relations:
        words = relation.type.replace("_", " ")
        notes = [t.say("fact.as_of", date=relation.as_of)] if relation.as_of else []
        if any(word in relation.type for word in _ASSESSED):
            confidence = t.say(f"confidence.{relation.confidence}")
            notes.insert(0, t.say("fact.assessed", confidence=confidence))
        value = actor_name(request, relation.target) + (f" ({'; '.join(notes)})" if notes else "")
        yield Field(words[:1].upper() + words[1:], value, _cite(relation.source, sources))


def _designations(request: Request, designations: Iterable[Designation], sources: Sources) -> Iterator[Field]:
    t = request.texts
    for d in designations:
        notes = [d.date] if d.date else []
        if d.as_of:
            notes.append(t.say("fact.as_of", date=d.as_of))
        value = f"{d.by}: {d.list}" + (f" ({'; '.join(notes)})" if notes else "")
        yield Field(t.say("actor.designated"), value, _cite(d.source, sources))


def _cite(source: Source | None, sources: Sources) -> tuple[int, ...]:
    return sources.cite(source.publisher, source.title, source.url) if source else ()


def _latest(request: Request, actor: str, sources: Sources) -> tuple[Line, ...]:
    with request.store.read() as q:
        stories = q.stories.page(Filter(actors=(actor,)), limit=LATEST).stories
        items = {i.id: i for i in q.items.many(s.headline_item for s in stories)}
    return tuple(event_line(request, s, items, sources) for s in stories)


def _actions(request: Request, actor: Actor) -> tuple[Action, ...]:
    t = request.texts
    return (Action(t.say("action.events"), f"/events {actor.name}"),)
