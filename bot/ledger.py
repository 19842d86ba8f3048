"""The ledger of claims: what a faction claimed under its own or a façade name, what was laid to it, what it denied."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.briefing import Action, Briefing, Section, Sources
from bot.command import Request
from bot.facts import links
from bot.lines import ATTACK, display_name, event_line, told
from model.actor import Actor
from model.story import Story
from store import Questions
from store.stories import Filter

LOOKED_AT = 40  # stories, the newest
SHOWN = 5  # of each kind
KINDS = ("own", "facade", "attributed", "denied")
_TYPES = (ATTACK, "claim-or-denial", "abuse-against-civilians")


@dataclass(frozen=True, slots=True)
class _Case:
    story: Story
    attributed: frozenset[str]


def ledger(request: Request, actor: Actor) -> Briefing:
    """Claims, attributions and denials among the newest stories of a faction and its façades."""
    sources, t = Sources(), request.texts
    facades = frozenset(x.other for x in links(request, actor) if x.type == "has_facade")
    with request.store.read() as q:
        cases = _cases(q, actor, facades)
        found = told(q, [c.story for c in cases])
    by_kind: dict[str, list[Story]] = {kind: [] for kind in KINDS}
    for case in cases:
        if kind := _kind(case, actor.id, facades):
            by_kind[kind].append(case.story)
    sections = tuple(
        Section(
            t.say(f"claims.{kind}", n=len(stories)),
            tuple(event_line(request, s, found.items, sources, (actor.id,)) for s in stories[:SHOWN]),
        )
        for kind, stories in by_kind.items()
        if stories
    )
    return Briefing(
        "claims",
        t.say("claims.of", name=display_name(request, actor)),
        t.say("claims.text", n=LOOKED_AT) if sections else t.say("claims.none"),
        actor.id,
        sections=sections,
        sources=sources.all(),
        actions=(Action(t.say("action.actor"), f"/actor {actor.name}"),),
        as_of=request.now,
    )


def _cases(q: Questions, actor: Actor, facades: frozenset[str]) -> list[_Case]:
    page = q.stories.page(Filter(actors=(actor.id, *sorted(facades)), types=_TYPES), limit=LOOKED_AT)
    return [_Case(s, _attributed(q, s)) for s in page.stories]


def _attributed(q: Questions, story: Story) -> frozenset[str]:
    """Whom the report of the headline holds responsible, where grammar makes it plain."""
    if story.type != ATTACK or story.claimed_by:
        return frozenset()
    return frozenset(q.items.annotation(story.headline_item).event.attributed_to)


def _kind(case: _Case, actor: str, facades: frozenset[str]) -> str:
    story = case.story
    tests: Mapping[str, bool] = {
        "own": actor in story.claimed_by,
        "facade": bool(facades & set(story.claimed_by)),
        "denied": "denied" in story.flags and actor in story.actors,
        "attributed": actor in case.attributed,
    }
    return next((kind for kind, holds in tests.items() if holds), "")
