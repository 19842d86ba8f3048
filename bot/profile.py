"""The card of an actor or a person, its timeline, its names and the sources of its facts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bot.briefing import Action, Briefing, Field, Line, Section, Sources
from bot.command import Request
from bot.dates import first_day
from bot.facts import (
    card_fields,
    cite_fact,
    fact_field,
    leader_name,
    link_words,
    links,
    person_fields,
    roster_words,
)
from bot.lines import Told, display_name, event_lines, is_arabic, newest_first, told, type_name
from bot.standing import standing_words
from model.actor import Actor, Designation, Milestone, Person
from store import Questions
from store.stories import Filter

LATEST = 5
LATELY = 30  # days
MOST_TYPES = 5


def actor_card(request: Request, actor: Actor, on: date | None = None) -> Briefing:
    """What is new about an actor, then what is known of it; `on`: as of the end of that day."""
    sources, t = Sources(), request.texts
    with request.store.read() as q:
        day = on or request.now.date()
        lately = _lately(request, q, actor, day)
        # facts are numbered first, so that their numbers are those of the list of their sources
        text = "\n".join(_introduction(request, actor, sources, on))
        fields = tuple(card_fields(request, actor, sources, on))
        latest = event_lines(request, _latest(q, Filter(actors=(actor.id,), until=_end_of(on))), sources, (actor.id,))
        sure = Field(t.say("actor.sure"), standing_words(request, q))
    news = (Section(t.say("actor.latest"), latest),) if latest else ()
    return Briefing(
        "actor",
        display_name(request, actor),
        text,
        actor.id,
        (*fields, sure),
        (Section(t.say("actor.lately", n=LATELY), (lately,)), *news),
        sources.all(),
        (),
        _actions(request, actor, _fact_sources_action(request, actor, sources, latest, on)),
        request.now,
        () if latest else (t.say("actor.none"),),
        news_first=True,
        folded=True,
    )


def person_card(request: Request, person: Person) -> Briefing:
    """Who somebody is, leading to the faction."""
    sources, t = Sources(), request.texts
    factions = [request.roster.actors[a] for a in person.actors if a in request.roster.actors]
    fields = tuple(f for f in person_fields(request, person, sources) if f.value)
    with request.store.read() as q:
        latest = event_lines(request, _latest(q, Filter(people=(person.id,))), sources)
        sure = Field(t.say("actor.sure"), standing_words(request, q))
    actions = [Action(display_name(request, f), f"/actor {f.name}") for f in factions]
    if latest:
        actions.append(Action(t.say("action.events"), f"/events {person.name}"))
    return Briefing(
        "person",
        display_name(request, person),
        " · ".join([*_other_script(request, person), t.say("kind.person")]),
        factions[0].id if factions else None,
        (*fields, sure),
        (Section(t.say("actor.latest"), latest),) if latest else (),
        sources.all(),
        actions=(*actions, _fact_sources_action(request, person, sources, latest)),
        as_of=request.now,
        warnings=() if latest else (t.say("actor.none"),),
        news_first=True,
        folded=True,
    )


def timeline(request: Request, actor: Actor) -> Briefing:
    """Founded, split, renamed, designated, leaders killed: dated lines, oldest first."""
    sources = Sources()
    lines = tuple(_milestone(request, m, sources) for m in _milestones(request, actor))
    return _side(request, actor, "timeline", (Section("", lines),) if lines else (), sources)


def all_names(request: Request, actor: Actor | Person) -> Briefing:
    """Every written form, by language, and the short names that need a cue."""
    t, by_language = request.texts, dict[str, list[str]]()
    for name in actor.names:
        by_language.setdefault(_language(request, name.language), []).append(t.isolate(name.text))
    guarded = [t.isolate(s.text) for s in actor.short if s.needs or s.unless]
    if guarded:
        by_language[t.say("names.short.title")] = guarded
    sections = tuple(Section(title, (Line(t.join(names)),)) for title, names in by_language.items())
    return _side(request, actor, "names", sections, Sources())


def _language(request: Request, code: str) -> str:
    key = f"language.{code}"
    return request.texts.say(key) if request.texts.has(key) else code


def fact_sources(request: Request, actor: Actor | Person, on: date | None = None) -> Briefing:
    """Each fact of a card with the source behind it, under the numbers that the card gives."""
    card = person_card(request, actor) if isinstance(actor, Person) else actor_card(request, actor, on)
    fields = [*_summary_field(request, actor, Sources(card.sources)), *card.fields]
    told = {n for field in fields for n in field.sources}
    side = _side(request, actor, "sources", (), Sources(s for s in card.sources if s.n in told))
    return replace(side, fields=tuple(f for f in fields if f.sources))


def _summary_field(request: Request, actor: Actor | Person, sources: Sources) -> Iterator[Field]:
    """The sentence that a card has above its fields."""
    summary = actor.facts.get("summary") if isinstance(actor, Actor) else None
    if summary:
        yield fact_field(request, request.texts.say("actor.summary"), [summary], sources)


def _fact_sources_action(
    request: Request, actor: Actor | Person, sources: Sources, latest: tuple[Line, ...], on: date | None = None
) -> Action:
    """Leads to the sources that a card cites and does not list, and says which numbers they have."""
    t = request.texts
    listed = {n for line in latest for n in line.sources}
    rest = [source.n for source in sources.all() if source.n not in listed]
    told = t.say("action.fact_sources.rest", n=len(rest), first=rest[0], last=rest[-1]) if rest else ""
    day = f" on:{on}" if on else ""
    return Action(told or t.say("action.fact_sources"), f"/actor {actor.name} show:sources{day}")


def _side(
    request: Request, actor: Actor | Person, view: str, sections: tuple[Section, ...], sources: Sources
) -> Briefing:
    """One side of a card, with the way back."""
    t = request.texts
    return Briefing(
        view,
        t.say(f"{view}.of", name=display_name(request, actor)),
        "" if sections or view == "sources" else t.say(f"{view}.none"),
        actor.id if isinstance(actor, Actor) else None,
        sections=sections,
        sources=sources.all(),
        actions=(Action(t.say("action.actor"), f"/actor {actor.name}"),),
        as_of=request.now,
    )


def _introduction(request: Request, actor: Actor, sources: Sources, on: date | None) -> Iterator[str]:
    """Names in both scripts and the kind; as of when; in a sentence; what a façade or an umbrella is."""
    t = request.texts
    short = [s.text for s in actor.short if s.text.isascii() and s.text.isupper()]
    status = [_briefly(request, actor.facts["status"].value)] if "status" in actor.facts and on is None else []
    native = _other_script(request, actor)
    yield " · ".join([*native, *short[:1], t.say(f"kind.{actor.kind}"), *(s for s in status if len(s) < 30)])
    if on:
        yield t.say("actor.on", date=t.date(on))
    if summary := _summary(request, actor, sources):
        yield summary
    if actor.apart:
        yield t.say("actor.apart")
    elif actor.kind == "facade":
        yield _facade(request, actor, sources)
    elif actor.kind == "umbrella":
        yield t.say("actor.umbrella", n=len(_members(request, actor)))


def _briefly(request: Request, value: str) -> str:
    """What stands before the first semicolon of a fact."""
    return request.texts.isolate(re.split("[;؛]", request.texts.phrase(value))[0])


def _other_script(request: Request, bearer: Actor | Person) -> list[str]:
    """The name in the other script: an Arabic one below an English title, the Latin one below an Arabic title."""
    shown = display_name(request, bearer)
    if shown != bearer.name:
        return [request.texts.isolate(bearer.name)]
    arabic = next(filter(is_arabic, (n.text for n in bearer.names)), "")
    return [request.texts.isolate(arabic)] if arabic and arabic != shown else []


def _summary(request: Request, actor: Actor, sources: Sources) -> str:
    summary = actor.facts.get("summary")
    if not summary:
        return ""
    return roster_words(request, summary.value) + "".join(f" [{n}]" for n in cite_fact(summary.source, sources))


def _facade(request: Request, actor: Actor, sources: Sources) -> str:
    """Whom a façade is assessed to stand for, with the evidence."""
    t = request.texts
    behind = [x for x in links(request, actor) if x.type == "facade_of"]
    if not behind:
        return t.say("actor.facade.unknown")
    marks = "".join(f" [{n}]" for n in dict.fromkeys(n for x in behind for n in cite_fact(x.relation.source, sources)))
    return t.say("actor.facade", names=t.join(link_words(request, x) for x in behind)) + marks


def _members(request: Request, actor: Actor) -> set[str]:
    declared = {a.id for a in request.roster.children(actor.id)}
    return declared | {x.other for x in links(request, actor) if x.type == "includes"}


def _lately(request: Request, q: Questions, actor: Actor, day: date) -> Line:
    """Stories of the last 30 days by type against the 30 before, with a sparkline."""
    t, first = request.texts, day - timedelta(days=LATELY - 1)
    by_type = q.counts.by_type(first, day, actor.id)
    before = sum(q.counts.by_type(first - timedelta(days=LATELY), first - timedelta(days=1), actor.id).values())
    total = sum(by_type.values())
    kinds = [f"{type_name(request, type)} {n}" for type, n in list(by_type.items())[:MOST_TYPES]]
    words = " · ".join([t.say("actor.count", n=total, before=before), *kinds])
    spark = q.counts.daily(first, day, actor.id) if total else ()
    return Line(words, actors=(actor.id,), spark=spark)


def _latest(q: Questions, wanted: Filter) -> Told:
    """The newest stories of the feeds; the documented past, which the timeline has, only where they are few."""
    live = q.stories.page(replace(wanted, history=False), limit=LATEST).stories
    if len(live) < LATEST:
        past = q.stories.page(wanted, limit=2 * LATEST).stories
        live = (*live, *[s for s in past if s.history][: LATEST - len(live)])
    return told(q, newest_first(live))


def _end_of(on: date | None) -> datetime | None:
    return datetime.combine(on + timedelta(days=1), time(), UTC) if on else None


def _milestones(request: Request, actor: Actor) -> list[Milestone]:
    """Declared milestones, and beside them the dated listings and changes of leaders that none of them tells."""
    t = request.texts
    found = [replace(m, text=roster_words(request, m.text)) for m in actor.timeline]
    dated = {m.date for m in found}
    found += [
        Milestone(day, _listed(request, by, some), some[0].source)
        for (by, day), some in _listings(actor).items()
        if day not in dated
    ]
    role = partial(roster_words, request)
    found += [
        Milestone(x.begin, t.say("timeline.leader", name=leader_name(request, x), role=role(x.role)), x.source, x.as_of)
        for x in actor.leaders
        if x.begin and x.begin not in dated
    ]
    return sorted(found, key=lambda m: (first_day(m.date) or date.min, m.date))


def _listed(request: Request, by: str, designations: Iterable[Designation]) -> str:
    t = request.texts
    lists = t.join(roster_words(request, d.list) for d in designations)
    return t.say("timeline.listed", by=roster_words(request, by), list=lists)


def _listings(actor: Actor) -> dict[tuple[str, str], list[Designation]]:
    """Dated listings, those of one day by one hand together."""
    found: dict[tuple[str, str], list[Designation]] = {}
    for d in actor.designations:
        if d.date:
            found.setdefault((d.by, d.date), []).append(d)
    return found


def _milestone(request: Request, milestone: Milestone, sources: Sources) -> Line:
    t, day = request.texts, first_day(milestone.date)
    at = datetime.combine(day, time(), UTC) if day else None
    text = milestone.text if milestone.source else f"{milestone.text} ({t.say('fact.unsourced')})"
    written = t.dates(milestone.date.removeprefix("by "))
    when = t.say("date.by", date=written) if milestone.date.startswith("by ") else written
    return Line(text, at, when=when, sources=cite_fact(milestone.source, sources))


def _actions(request: Request, actor: Actor, fact_sources: Action) -> tuple[Action, ...]:
    t, name = request.texts, actor.name
    actions = [
        Action(t.say("action.events"), f"/events {name}"),
        Action(t.say("action.timeline"), f"/actor {name} show:timeline"),
        Action(t.say("action.claims"), f"/actor {name} show:claims"),
        Action(t.say("action.trend"), f"/trend {name}"),
        Action(t.say("action.relations"), f"/relations {name}"),
        fact_sources,
    ]
    subscribe = () if actor.apart else (Action(t.say("action.subscribe"), f"/subscribe {name}"),)
    return (*actions, *subscribe)
