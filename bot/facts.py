"""Facts of a card, each with its source, its date and how sure it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.briefing import Field, Sources
from bot.command import Request
from bot.dates import covers, first_day
from bot.lines import actor_name, display_name, person_name
from model.actor import Actor, Designation, Fact, Leader, Name, Person, Relation, Short, Source

# Links that are judgements of analysts and not matters of record.
ASSESSED = frozenset({"facade_of", "has_facade", "sponsored_by", "sponsors", "subordinate_to", "related_to"})
# How a link reads from its other end.
INVERSE: Mapping[str, str] = {
    "facade_of": "has_facade",
    "has_facade": "facade_of",
    "includes": "member_of",
    "member_of": "includes",
    "parent_of": "split_from",
    "sponsored_by": "sponsors",
    "sponsors": "sponsored_by",
    "political_wing": "political_wing_of",
    "political_wing_of": "political_wing",
    "succeeded_by": "successor_of",
    "successor_of": "succeeded_by",
    "governs": "governed_by",
    "governed_by": "governs",
    "ally": "ally",
    "rival": "rival",
    "enemy": "enemy",
}
_BEHIND_NEWS = ("founded", "founder", "origin", "ideology", "religious_reference")
_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A declared link as one of its ends sees it."""

    type: str
    other: str  # actor id
    relation: Relation


def card_fields(request: Request, actor: Actor, sources: Sources, on: date | None = None) -> Iterator[Field]:
    """The facts of an actor as they are wanted: who leads, what it belongs to, who listed it, then the rest."""
    t = request.texts
    day = on or request.now.date()
    if "status" in actor.facts and on is None:
        yield fact_field(request, t.say("actor.status"), [actor.facts["status"]], sources)
    yield from _leader_fields(request, actor, day, sources)
    if actor.parents:
        yield fact_field(request, t.say("actor.parents"), actor.parents, sources)
    yield from link_fields(request, actor, sources)
    if actor.brigades:
        yield fact_field(request, t.say("actor.brigades"), actor.brigades, sources)
    yield from designation_fields(request, actor.designations, sources, day)
    if actor.area:
        yield fact_field(request, t.say("actor.area"), actor.area, sources)
    for key in _BEHIND_NEWS:
        if key in actor.facts:
            yield fact_field(request, t.say(f"actor.{key}"), [actor.facts[key]], sources)
    yield from _names_fields(request, actor)


def person_fields(request: Request, person: Person, sources: Sources) -> Iterator[Field]:
    """The facts of a person."""
    t = request.texts
    if person.role:
        yield fact_field(request, t.say("actor.role"), [person.role], sources)
    if person.actors:
        yield Field(t.say("actor.factions"), t.join(actor_name(request, a) for a in person.actors))
    if person.died:
        yield fact_field(request, t.say("actor.died"), [person.died], sources)
    yield from designation_fields(request, person.designations, sources, request.now.date())
    yield Field(t.say("actor.also"), some_names(request, _further_names(request, person)))
    if person.tell_apart:
        yield Field(t.say("actor.not"), roster_words(request, person.tell_apart))


def _names_fields(request: Request, actor: Actor) -> Iterator[Field]:
    t = request.texts
    if others := _further_names(request, actor):
        yield Field(t.say("actor.also"), some_names(request, others))
    if actor.told_apart_from:
        yield Field(t.say("actor.not"), " · ".join(actor_name(request, a) for a in actor.told_apart_from))
    if actor.external:
        yield Field(t.say("actor.external"), " · ".join(f"{k.capitalize()} {v}" for k, v in actor.external.items()))
    if actor.note:
        yield Field(t.say("actor.note"), roster_words(request, actor.note))


def _further_names(request: Request, bearer: Actor | Person) -> list[str]:
    """Written forms beside those that a card has in its title and below it."""
    told = (bearer.name, display_name(request, bearer))
    return [name for name in written_names(bearer.names, bearer.short) if name not in told]


def written_names(names: Iterable[Name], short: Iterable[Short]) -> list[str]:
    """Every written form, full names first."""
    return list(dict.fromkeys([n.text for n in names] + [s.text for s in short]))


def some_names(request: Request, names: Sequence[str]) -> str:
    """A few names, the reader's script first, then the other one, and how many more there are."""
    t = request.texts
    latin = [n for n in names if n.isascii() or "a" <= n[0].lower() <= "z"]
    other = [n for n in names if n not in latin]
    own, foreign = (other, latin) if t.right_to_left else (latin, other)
    shown = [*own[: _NAMES_SHOWN - 3], *foreign[:3]]
    text = t.join(map(t.isolate, shown))
    more = len(names) - len(shown)
    return t.say("actor.names.more", names=text, n=more) if more > 0 else text


def fact_field(request: Request, name: str, facts: Sequence[Fact], sources: Sources) -> Field:
    """One field of facts; what they share (a date, no source) is said once, at the end."""
    t = request.texts
    cited = dict.fromkeys(n for f in facts for n in cite_fact(f.source, sources))
    dates = {f.as_of for f in facts if f.as_of}
    notes = [t.say("fact.as_of", date=t.dates(max(dates)))] if dates else []
    if not any(f.source for f in facts):
        notes = [t.say("fact.unsourced")]
    values = (fact_words(request, f.value) for f in facts)
    return Field(name, t.join(values) + _noted(request, notes), tuple(cited))


def fact_words(request: Request, value: str) -> str:
    """The value of a fact in the reader's language: an actor's name, or a phrase with its dates in words."""
    t = request.texts
    return actor_name(request, value) if value in request.roster.actors else t.isolate(t.dates(t.phrase(value)))


def roster_words(request: Request, text: str) -> str:
    """Other words of the roster in the reader's language: a role, a list, a note; `2005-06` is no month there."""
    return request.texts.isolate(request.texts.phrase(text))


def _noted(request: Request, notes: Iterable[str]) -> str:
    told = request.texts.say("list.semicolon").join(note for note in notes if note)
    return f" ({told})" if told else ""


def _leader_fields(request: Request, actor: Actor, day: date, sources: Sources) -> Iterator[Field]:
    t = request.texts
    now = [x for x in actor.leaders if covers(x.begin, x.end, day) and not _ended(request, x, day)]
    before = [x for x in actor.leaders if x not in now and (first_day(x.begin) or date.min) <= day]
    speakers = [x for x in now if "spokes" in x.role]
    lead = [x for x in now if x not in speakers]
    for name, leaders in (
        (t.say("actor.leader"), lead),
        (t.say("actor.speaker"), speakers),
        (t.say("actor.before"), before),
    ):
        if leaders:
            cited = dict.fromkeys(n for x in leaders for n in cite_fact(x.source, sources))
            told = t.say("list.semicolon").join(_leader(request, x) for x in leaders)
            yield Field(name, told, tuple(cited))


def _ended(request: Request, leader: Leader, day: date) -> bool:
    """Whether somebody had died by that day, though no end of his office is on file."""
    person = request.roster.people.get(leader.person or "")
    died = first_day(person.died.value) if person and person.died else None
    return died is not None and died < day


def _leader(request: Request, leader: Leader) -> str:
    t = request.texts
    times = [_since(request, leader.begin)] if leader.begin else []
    if leader.end:
        times.append(t.say("fact.until", date=t.dates(leader.end)))
    elif leader.as_of:
        times.append(t.say("fact.as_of", date=t.dates(leader.as_of)))
    if not leader.source:
        times.append(t.say("fact.unsourced"))
    return f"{t.join((leader_name(request, leader), roster_words(request, leader.role)))}{_noted(request, times)}"


def leader_name(request: Request, leader: Leader) -> str:
    """Who leads, by the name of his own entry where he has one."""
    person = request.roster.people.get(leader.person or "")
    return person_name(request, person) if person else roster_words(request, leader.name)


def _since(request: Request, begin: str) -> str:
    """`since 2006`; of a date that is only known as a latest one, `since Feb 2020 or before`."""
    t = request.texts
    return t.say("fact.since_by" if begin.startswith("by ") else "fact.since", date=t.dates(begin.removeprefix("by ")))


def links(request: Request, actor: Actor) -> list[Link]:
    """Every declared link of an actor, also those that only the other end declares, each once."""
    found = {(r.type, r.target): Link(r.type, r.target, r) for r in actor.relations}
    for other in request.roster.actors.values():
        for r in other.relations:
            type = INVERSE.get(r.type)
            if r.target == actor.id and type and (type, other.id) not in found:
                found[type, other.id] = Link(type, other.id, r)
    parents, linked = {f.value for f in actor.parents}, {other for _, other in found}
    for child in request.roster.children(actor.id):
        if child.id not in linked:
            fact = next(f for f in child.parents if f.value == actor.id)
            relation = Relation("includes", child.id, fact.source, fact.as_of, fact.confidence, fact.note)
            found["includes", child.id] = Link("includes", child.id, relation)
    return [x for x in found.values() if not (x.type == "member_of" and x.other in parents)]


def link_fields(request: Request, actor: Actor, sources: Sources) -> Iterator[Field]:
    """A field for each kind of link; where it is an assessment, how sure, and since when."""
    by_type: dict[str, list[Link]] = {}
    for link in links(request, actor):
        by_type.setdefault(link.type, []).append(link)
    for type, some in by_type.items():
        cited = dict.fromkeys(n for x in some for n in cite_fact(x.relation.source, sources))
        value = request.texts.join(link_words(request, x) for x in some)
        yield Field(relation_name(request, type), value, tuple(cited))


def link_words(request: Request, link: Link) -> str:
    """The other end, and where the link is assessed, its grade and year."""
    t, notes = request.texts, list[str]()
    if link.type in ASSESSED:
        notes.append(t.say("fact.assessed", confidence=t.say(f"confidence.{link.relation.confidence}")))
        if link.relation.as_of:
            notes.append(t.dates(link.relation.as_of))
    if not link.relation.source:
        notes.append(t.say("fact.unsourced"))
    return actor_name(request, link.other) + _noted(request, notes)


def relation_name(request: Request, type: str) -> str:
    """A kind of link in words."""
    key = f"relation.{type}"
    return request.texts.say(key) if request.texts.has(key) else type.replace("_", " ").capitalize()


def designation_fields(
    request: Request, designations: Iterable[Designation], sources: Sources, day: date
) -> Iterator[Field]:
    """One field: who listed, under what, since when; listings after the day are left out."""
    t = request.texts
    standing = [d for d in designations if (first_day(d.date) or date.min) <= day]
    if not standing:
        return
    cited = dict.fromkeys(n for d in standing for n in cite_fact(d.source, sources))
    yield Field(t.say("actor.designated"), " · ".join(_designations(request, standing)), tuple(cited))


def _designations(request: Request, designations: Iterable[Designation]) -> Iterator[str]:
    """By whom and when, lists of one day together: `US: FTO, SDGT (2 Jul 2009)`."""
    t = request.texts
    together: dict[tuple[str, str | None, str], list[Designation]] = {}
    for d in designations:
        unsourced = "" if d.source else t.say("fact.unsourced")
        together.setdefault((d.by, d.date, unsourced), []).append(d)
    for (by, day, unsourced), some in together.items():
        dated = t.dates(day) if day else t.say("fact.undated")
        lists = t.join(roster_words(request, d.list) for d in some)
        yield f"{roster_words(request, by)}: {lists}{_noted(request, (dated, unsourced))}"


def cite_fact(source: Source | None, sources: Sources) -> tuple[int, ...]:
    """The number of a fact's source."""
    return sources.cite(source.publisher, source.title, source.url) if source else ()
