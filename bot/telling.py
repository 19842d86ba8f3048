"""One story in full: reports in time order, differing figures, claims and denials, why it was matched, how to cite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.briefing import Action, Briefing, Field, Line, Section, Sources
from bot.command import Request
from bot.lines import (
    FLAGS,
    actor_names,
    corroboration,
    day_words,
    display_name,
    headline,
    item_title,
    losses,
    outlet_name,
    place_name,
    reliability,
    story_facts,
    type_name,
    whose_name,
)
from bot.standing import moment_words
from model.finding import Annotation, Casualties
from model.item import Edit, Item
from model.story import Join, Report, Story
from store import Questions

MOST_REPORTS = 20
WAYBACK = "https://web.archive.org/web/{stamp}/{url}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A story with everything that is stored of it."""

    story: Story
    items: tuple[Item, ...]  # in time order
    reports: dict[int, Report]
    joins: dict[int, Join]
    annotation: Annotation  # of the headline's item
    edits: dict[int, tuple[Edit, ...]]


def dossier(q: Questions, story: Story) -> Dossier:
    """Reads what is stored of a story; of a long one the first and the newest reports."""
    state = q.stories.state(story.id)
    shown = story.items if len(story.items) <= MOST_REPORTS else (story.items[0], *story.items[1 - MOST_REPORTS :])
    return Dossier(
        story,
        q.items.many(shown),
        {r.item: r for r in state.reports} if state else {},
        {j.item: j for j in q.stories.joins(story.id)},
        q.items.annotation(story.headline_item),
        {item: edits for item in shown if (edits := q.items.edits(item))},
    )


def story_card(request: Request, found: Dossier) -> Briefing:
    """The story in full."""
    sources, t, story = Sources(), request.texts, found.story
    reports = tuple(_report_lines(request, found, sources))
    sections = [Section(t.say("story.reports", n=len(story.items)), reports)]
    sections += [
        s for s in (_figures(request, found), _sides(request, found, sources), _why(request, found)) if s.lines
    ]
    return Briefing(
        "story",
        " · ".join(story_facts(request, story)),
        t.say("quoted", text=t.isolate(headline(request, story))),
        story.actors[0] if story.actors else None,
        tuple(_fields(request, story)),
        tuple(sections),
        sources.all(),
        actions=tuple(_actions(request, story)),
        as_of=request.now,
    )


def citation(request: Request, found: Dossier) -> Briefing:
    """A plain reference to each report, and where to look it up should its page be gone."""
    t, story = request.texts, found.story
    lines = tuple(line for item in found.items for line in _cited(request, item))
    text = t.say("cite.text", id=story.id, at=moment_words(request, request.now))
    back = (Action(t.say("action.back"), f"/story {story.id}"),)
    return Briefing(
        "citation", t.say("cite.title"), text, sections=(Section("", lines),), actions=back, as_of=request.now
    )


def _cited(request: Request, item: Item) -> Iterator[Line]:
    t = request.texts
    day = t.date(item.published.date()) if item.dated else t.say("cite.undated")
    parts = [outlet_name(request, item), t.say("quoted", text=t.isolate(item_title(request, item))), day, item.link]
    accessed = t.say("cite.accessed", date=t.date(request.now.astimezone(request.zone).date()))
    yield Line(t.say("cite.joint").join(p for p in (*parts, accessed) if p) + ".")
    if item.link:
        yield Line(t.say("cite.archive", url=archive_address(item.link, item.published)))


def archive_address(link: str, published: datetime) -> str:
    """Where a web archive would show the copy nearest to the day of publication; made without asking it."""
    return WAYBACK.format(stamp=published.astimezone(UTC).strftime("%Y%m%d%H%M%S"), url=link)


def _fields(request: Request, story: Story) -> Iterator[Field]:
    t, places = request.texts, request.knowledge.gazetteer.places
    kinds = [type_name(request, x) for x in dict.fromkeys((story.type, story.second)) if x]
    yield Field(t.say("story.kind"), " · ".join([*kinds, *(t.say(f"event.{f}") for f in story.flags if f in FLAGS)]))
    if "claimed" in story.flags:
        names = actor_names(request, story.claimed_by) or t.say("story.claimed.unnamed")
        yield Field(t.say("story.claimed"), names)
    if story.actors:
        yield Field(t.say("story.actors"), actor_names(request, story.actors))
    if story.people:
        yield Field(t.say("story.people"), t.join(whose_name(request, p) for p in story.people))
    if story.places:
        yield Field(t.say("story.places"), t.join(place_name(request, places[p]) for p in story.places if p in places))
    if story.day:
        yield Field(t.say("story.day"), _day(request, story))
    if not story.history:
        grade = t.say(f"credibility.{story.credibility}")
        yield Field(t.say("story.grade"), f"{corroboration(request, story)}: {grade}")
    if story.significance:
        yield Field(t.say("story.significance"), t.say(f"significance.{story.significance}"))
    yield Field(t.say("story.id"), story.id)


def _day(request: Request, story: Story) -> str:
    """The day of the event and how exactly it is known."""
    assert story.day is not None
    t, words = request.texts, day_words(request, story.day, story.day_precision)
    return f"{words} ({t.say('story.day.published')})" if story.day_precision == "published" else words


def _report_lines(request: Request, found: Dossier, sources: Sources) -> Iterator[Line]:
    """Each report with its outlet and what it says differently; copies of one text under the first."""
    copies: dict[int, list[Item]] = {}
    for item in found.items:
        join = found.joins.get(item.id)
        if join and join.copy_of is not None:
            copies.setdefault(join.copy_of, []).append(item)
    folded = {i.id for some in copies.values() for i in some}
    for item in found.items:
        if item.id not in folded or not any(x.id == found.joins[item.id].copy_of for x in found.items):
            yield _report_line(request, found, item, copies.get(item.id, []), sources)


def _report_line(request: Request, found: Dossier, item: Item, copies: Sequence[Item], sources: Sources) -> Line:
    t, report = request.texts, found.reports.get(item.id)
    rating = reliability(request, item)
    parts = [outlet_name(request, item) + (f" ({rating})" if rating else "")]
    if report:
        parts += losses(request, report.casualties.killed, report.casualties.wounded)
        if report.claimed_by:
            parts.append(t.say("event.claimed", names=actor_names(request, report.claimed_by)))
        parts += [t.say("event.denied")] if "denied" in report.flags else []
    if copies:
        names = t.join(dict.fromkeys(outlet_name(request, c) for c in copies))
        parts.append(t.say("story.copies", n=len(copies), names=names))
    parts += [t.say("story.edited", n=len(found.edits[item.id]))] if item.id in found.edits else []
    outlet = request.knowledge.feeds.outlets.get(item.outlet)
    cited = sources.cite(
        outlet_name(request, item),
        item_title(request, item),
        item.link,
        item.published if item.dated else None,
        outlet.reliability if outlet else "",
    )
    return Line(" · ".join(parts), item.published, sources=cited, quote=item_title(request, item))


def _figures(request: Request, found: Dossier) -> Section:
    """Who gives which casualty figures, where they differ."""
    t = request.texts
    told = [(r, r.casualties) for r in found.reports.values() if r.casualties.killed or r.casualties.wounded]
    by_figure: dict[str, list[str]] = {}
    for report, casualties in told:
        by_figure.setdefault(_figure(request, casualties), []).append(_outlet(request, report))
    lines = [Line(f"{figure}: {t.join(dict.fromkeys(outlets))}") for figure, outlets in by_figure.items()]
    return Section(t.say("story.figures"), tuple(lines) if len(lines) > 1 else ())


def _figure(request: Request, casualties: Casualties) -> str:
    return request.texts.join(losses(request, casualties.killed, casualties.wounded))


def _outlet(request: Request, report: Report) -> str:
    outlet = request.knowledge.feeds.outlets.get(report.outlet)
    return outlet.name if outlet else report.outlet


def _sides(request: Request, found: Dossier, sources: Sources) -> Section:
    """Claims and denials, side by side."""
    t, lines = request.texts, list[Line]()
    items = {i.id: i for i in found.items}
    for report in found.reports.values():
        said = [t.say("story.claim", names=actor_names(request, report.claimed_by))] if report.claimed_by else []
        said += [t.say("story.denial")] if "denied" in report.flags else []
        item = items.get(report.item)
        if said and item:
            cited = sources.cite(outlet_name(request, item), item_title(request, item), item.link, item.published)
            lines.append(Line(f"{t.join(said)}: {_outlet(request, report)}", report.at, sources=cited))
    return Section(t.say("story.sides"), tuple(lines))


def _why(request: Request, found: Dossier) -> Section:
    """Which words named whom, and why the reports stand together."""
    t, names = request.texts, found.annotation.names
    lines = []
    for whom in dict.fromkeys(m.actor or m.person for m in names.mentions):
        told = [m for m in names.mentions if (m.actor or m.person) == whom and m.span.text]
        if told and whom:
            best = max(told, key=lambda m: m.confidence)
            lines.append(Line(_matched(request, whom, best.span.text, best.rule, best.confidence)))
    reasons = dict.fromkeys(j.reason for j in found.joins.values() if j.reason != "first")
    lines += [Line(t.say("why.join." + r if t.has("why.join." + r) else "why.join.facts")) for r in reasons]
    return Section(t.say("story.why"), tuple(lines))


def _matched(request: Request, whom: str, text: str, rule: str, confidence: float) -> str:
    name = whose_name(request, whom)
    t = request.texts
    words = t.say(f"rule.{rule}") if t.has(f"rule.{rule}") else rule
    return t.say("why.matched", text=t.isolate(text), name=name, rule=words, confidence=f"{confidence:.2f}")


def _actions(request: Request, story: Story) -> Iterator[Action]:
    t = request.texts
    yield Action(t.say("action.cite"), f"/story {story.id} show:cite")
    yield Action(t.say("action.why"), f"/why {story.id}")
    yield Action(t.say("action.wrong"), f"/wrong {story.id}")
    for actor in story.actors[:3]:
        if actor in request.roster.actors:
            known = request.roster.actors[actor]
            yield Action(display_name(request, known), f"/actor {known.name}")
