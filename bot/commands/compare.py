"""/compare actor other: two actors side by side."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from bot.briefing import Action, Briefing, Field, Line, Section, Sources
from bot.command import Argument, Command, Request
from bot.dates import covers
from bot.facts import cite_fact, fact_words, leader_name, links, roster_words
from bot.figures import trend_chart
from bot.kinds import Mistake
from bot.lines import actor_names, display_name, event_lines, told, type_name
from bot.lookup import find_actor, suggest_actors
from model.actor import Actor
from model.story import Story
from store import Questions
from store.stories import Filter

DAYS = 90
SHARED = 5
_FACTS = ("status", "founded", "ideology", "religious_reference", "sponsor", "political_wing")
_BETWEEN = re.compile(r"\s*(?:[,،|/]|\b(?:vs\.?|versus|with|and)\b|\sمع\s)\s*", re.IGNORECASE)
Tell = Callable[[Request, Actor], tuple[str, tuple[int, ...]]]


def run(request: Request, actor: str, other: str | None) -> Briefing:
    """What two actors share and where they differ."""
    first_name, second_name = (actor, other) if other else _two_names(request, actor)
    one, two = find_actor(request, first_name, "actor"), find_actor(request, second_name, "actor")
    if isinstance(one, Briefing):
        return one
    if isinstance(two, Briefing):
        return two
    sources, t = Sources(), request.texts
    last = request.now.date()
    first = last - timedelta(days=DAYS - 1)
    with request.store.read() as q:
        counted = tuple(_counted(request, q, a) for a in (one, two))
        shared = event_lines(request, told(q, _shared(q, one, two)), sources)
        chart = trend_chart(request, q, (one, two), first, last)
    facts = tuple(_fields(request, one, two, sources))
    sections = [Section(t.say("compare.lately", n=DAYS), counted), Section(t.say("compare.shared"), shared)]
    return Briefing(
        "compare",
        t.say("compare.title", one=display_name(request, one), two=display_name(request, two)),
        "" if one is not two else t.say("compare.same"),
        None,
        (*_common(request, one, two), *facts),
        tuple(s for s in sections if s.lines),
        sources.all(),
        (chart,),
        tuple(Action(display_name(request, a), f"/actor {a.name}") for a in ((one, two) if one is not two else (one,))),
        request.now,
    )


def _two_names(request: Request, written: str) -> tuple[str, str]:
    """Two names from one run of words: at a comma or a word between them, else where both halves are names."""
    parts = [p for p in _BETWEEN.split(written) if p.strip()]
    if len(parts) == 2:
        return parts[0], parts[1]
    words = written.split()
    halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, min(len(words), 10))]
    scored = [(score, a, b) for a, b in halves if (score := _score(request, a) * _score(request, b))]
    if not scored:
        raise Mistake("mistake.missing", name="other")
    return max(scored)[1:]


def _score(request: Request, name: str) -> float:
    found = request.knowledge.resolver.resolve(name)
    return found.candidates[0].score if found.kind == "found" else 0.0


def _counted(request: Request, q: Questions, actor: Actor) -> Line:
    """Stories of the last 90 days by type."""
    t, last = request.texts, request.now.date()
    first = last - timedelta(days=DAYS - 1)
    by_type = q.counts.by_type(first, last, actor.id)
    kinds = [f"{type_name(request, kind)} {n}" for kind, n in list(by_type.items())[:4]]
    total = t.say("events.count", n=sum(by_type.values()))
    return Line(" · ".join([f"{display_name(request, actor)}: {total}", *kinds]), actors=(actor.id,))


def _shared(q: Questions, one: Actor, two: Actor) -> Sequence[Story]:
    """The newest stories that name both, among the newest of the one that is less in the news."""
    if one is two:
        return ()
    found = q.stories.page(Filter(actors=(one.id,)), limit=60).stories
    return [s for s in found if two.id in s.actors][:SHARED]


def _common(request: Request, one: Actor, two: Actor) -> Iterator[Field]:
    """What they share: parents, and links to the same others or to each other."""
    t = request.texts
    parents = [f.value for f in one.parents if f.value in {g.value for g in two.parents}]
    if parents:
        yield Field(t.say("compare.parents"), actor_names(request, parents))
    between = dict.fromkeys(x.type for x in links(request, one) if x.other == two.id)
    if between:
        words = t.join(t.say(f"relation.{x}") if t.has(f"relation.{x}") else x for x in between)
        yield Field(t.say("compare.between"), words)


def _fields(request: Request, one: Actor, two: Actor, sources: Sources) -> Iterator[Field]:
    """A field a subject, both sides in it."""
    t = request.texts
    rows: list[tuple[str, Tell]] = [(t.say("story.kind"), _kind), (t.say("actor.leader"), _leader(sources))]
    rows += [(t.say(f"actor.{key}"), _fact(key, sources)) for key in _FACTS]
    rows += [(t.say("actor.brigades"), _brigades(sources)), (t.say("actor.designated"), _designated(sources))]
    for name, tell in rows:
        (left, cited), (right, also) = tell(request, one), tell(request, two)
        if left or right:
            none = t.say("compare.unknown")
            yield Field(name, f"{left or none} | {right or none}", tuple(dict.fromkeys((*cited, *also))))


def _kind(request: Request, actor: Actor) -> tuple[str, tuple[int, ...]]:
    return request.texts.say(f"kind.{actor.kind}"), ()


def _leader(sources: Sources) -> Tell:
    def tell(request: Request, actor: Actor) -> tuple[str, tuple[int, ...]]:
        now = [x for x in actor.leaders if covers(x.begin, x.end, request.now.date()) and not x.end][:1]
        cited = tuple(n for x in now for n in cite_fact(x.source, sources))
        return request.texts.join(leader_name(request, x) for x in now), cited

    return tell


def _fact(key: str, sources: Sources) -> Tell:
    def tell(request: Request, actor: Actor) -> tuple[str, tuple[int, ...]]:
        fact = actor.facts.get(key)
        return (fact_words(request, fact.value), cite_fact(fact.source, sources)) if fact else ("", ())

    return tell


def _brigades(sources: Sources) -> Tell:
    def tell(request: Request, actor: Actor) -> tuple[str, tuple[int, ...]]:
        cited = dict.fromkeys(n for f in actor.brigades for n in cite_fact(f.source, sources))
        return request.texts.join(fact_words(request, f.value) for f in actor.brigades), tuple(cited)

    return tell


def _designated(sources: Sources) -> Tell:
    def tell(request: Request, actor: Actor) -> tuple[str, tuple[int, ...]]:
        cited = dict.fromkeys(n for d in actor.designations for n in cite_fact(d.source, sources))
        listed = (f"{roster_words(request, d.by)}: {roster_words(request, d.list)}" for d in actor.designations)
        return request.texts.join(dict.fromkeys(listed)), tuple(cited)

    return tell


command = Command(
    "compare",
    run,
    (
        Argument("actor", required=True, suggest=suggest_actors),
        Argument("other", suggest=suggest_actors),
    ),
    example="/compare Badr, Asaib Ahl al-Haq",
)
