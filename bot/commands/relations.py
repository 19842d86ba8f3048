"""/relations actor: declared links with their sources, and who is named in the same stories."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.briefing import Action, Briefing, Line, Section, Sources
from bot.command import Argument, Command, Request
from bot.facts import ASSESSED, Link, cite_fact, link_words, links, relation_name
from bot.figures import relations_chart
from bot.kinds import Window
from bot.lines import actor_name, display_name
from bot.lookup import find_actor, suggest_actors
from model.actor import Actor, Fact, Relation
from store.counts import Pair

TOGETHER = 8  # named together, in the list
DRAWN = 16  # links and pairs in the picture
MEMBERS = 12


def run(request: Request, actor: str, days: Window) -> Briefing:
    """Links on file, then co-occurrence in the stories of a stretch of time."""
    found = find_actor(request, actor, "relations")
    if isinstance(found, Briefing):
        return found
    sources, t = Sources(), request.texts
    last = request.now.date()
    with request.store.read() as q:
        pairs = q.counts.pairs_of(found.id, last - timedelta(days=days.days - 1), last, DRAWN)
    declared = _declared(request, found)
    sections = [*_sections(request, declared, sources), _together(request, pairs, days)]
    edges = _edges(found, declared, pairs)
    told = t.join(f"{actor_name(request, e['b'])} ({t.say('chart.edge.' + e['style'])})" for e in edges[:8])
    chart = relations_chart(request, found, edges, told)
    return Briefing(
        "relations",
        t.say("relations.title", name=display_name(request, found)),
        "" if declared or pairs else t.say("relations.none"),
        found.id,
        sections=tuple(s for s in sections if s.lines),
        sources=sources.all(),
        charts=(chart,) if chart else (),
        actions=(Action(t.say("action.actor"), f"/actor {found.name}"),),
        as_of=request.now,
    )


def _declared(request: Request, actor: Actor) -> list[Link]:
    """Links, members among them, and parents."""
    return [*links(request, actor), *(Link("member_of", f.value, _as_relation(f.value, f)) for f in actor.parents)]


def _as_relation(target: str, fact: Fact) -> Relation:
    return Relation("", target, fact.source, fact.as_of, fact.confidence)


def _sections(request: Request, declared: Sequence[Link], sources: Sources) -> Iterator[Section]:
    """A section a kind of link, a line an actor, each with its source."""
    t, by_type = request.texts, dict[str, list[Link]]()
    for link in declared:
        by_type.setdefault(link.type, []).append(link)
    for type, some in by_type.items():
        lines = [
            Line(link_words(request, x), actors=(x.other,), sources=cite_fact(x.relation.source, sources))
            for x in some[:MEMBERS]
        ]
        if len(some) > MEMBERS:
            lines.append(Line(t.say("list.and_more", n=len(some) - MEMBERS)))
        yield Section(relation_name(request, type), tuple(lines))


def _together(request: Request, pairs: Sequence[Pair], days: Window) -> Section:
    """Named in the same stories: no statement on a link."""
    t = request.texts
    lines = [
        Line(t.say("relations.stories", name=actor_name(request, p.b), n=p.stories), actors=(p.b,))
        for p in pairs[:TOGETHER]
    ]
    return Section(t.say("relations.together", n=days.days), tuple(lines))


def _edges(actor: Actor, declared: Sequence[Link], pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """What the picture draws: a line an actor, declared before assessed before named together."""
    together = {p.b: p.stories for p in pairs}
    styles = dict[str, str]()
    for link in sorted(declared, key=lambda x: x.type in ASSESSED):
        styles.setdefault(link.other, "assessed" if link.type in ASSESSED else "declared")
    for other in together:
        styles.setdefault(other, "together")
    weighed = sorted(styles, key=lambda one: (-together.get(one, 0), styles[one] == "together"))
    return [{"a": actor.id, "b": one, "style": styles[one], "n": together.get(one, 0)} for one in weighed[:DRAWN]]


command = Command(
    "relations",
    run,
    (
        Argument("actor", required=True, suggest=suggest_actors),
        Argument("days", kind="days", default="30", also=("since",)),
    ),
    example="/relations Kataib Hezbollah",
)
