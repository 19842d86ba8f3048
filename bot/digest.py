"""The digest of a stretch of time: takeaways, by faction, more than usual, quiet, corrected, what could not be seen.

terms = Terms(start, end, Filter(actors=("badr-organization",)), "Badr Organization", scope="discord/1/2")
issue(request, terms)           # numbered and kept
again(request, 3)               # the third edition, as it was given
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.briefing import Action, Briefing, Line, Section, Sources, from_json, to_whole
from bot.choosing import Candidate, ranked, takeaways
from bot.command import Request
from bot.lines import actor_name, brief_fact, cite, event_line
from bot.lookup import everyone
from bot.standing import Reading, moment_words, reading
from bot.unusual import unusual
from model.item import Item
from model.story import Story
from store import Questions
from store.editions import Edition
from store.stories import Filter

MOST_STORIES = 500  # that a caller may choose
NEWEST = 150  # looked at in a stretch of time
SEVERAL, TOLD_BY_SEVERAL = 3, 50  # and of those before them the newest that so many sources tell
WEIGHED = 40  # of the weightiest the outlets are looked at
FULL = 25  # so many stories beyond the takeaways are told one by one; more than that are told by faction only
EACH = 3  # stories of one faction in full, before "more"
FACTIONS = 12
NAMED_FEEDS = 6


@dataclass(frozen=True, slots=True)
class Terms:
    """What a digest is about."""

    start: datetime
    end: datetime
    filter: Filter = field(default_factory=Filter)
    about: str = ""  # whom it is about, in words; empty: everybody
    names: str = ""  # the same as one would type it
    scope: str = ""  # whose editions it continues; empty: no edition before
    chosen: tuple[str, ...] | None = None  # ids of the stories, where a filter cannot say it
    corrected: tuple[Line, ...] = ()  # what was taken back, beside merges and splits


@dataclass(frozen=True, slots=True)
class _Day:
    """Everything that a digest is told from."""

    candidates: tuple[Candidate, ...]
    known: Reading
    before: Edition | None
    more: bool  # there were more stories than are looked at
    items: dict[int, Item] = field(default_factory=dict)  # of headlines, read as they are told

    def read(self, q: Questions, told: Iterable[Candidate]) -> None:
        """Read the headlines' items of stories that are told."""
        missing = [c.story.headline_item for c in told if c.story.headline_item not in self.items]
        self.items.update((i.id, i) for i in q.items.many(missing))

    def item(self, candidate: Candidate) -> Item | None:
        """The item that a story's headline stands in."""
        return self.items.get(candidate.story.headline_item)


def issue(request: Request, terms: Terms) -> Briefing:
    """A digest with its edition number, kept so that it can be shown again."""
    with request.store.read() as q:
        day = _day(request, q, terms)
        briefing = _briefing(request, q, terms, day)
    return request.store.write(lambda q: _keep(request, q, terms, day, briefing))


def keep(request: Request, q: Questions, terms: Terms) -> Briefing:
    """Make a digest and keep it, inside the caller's transaction."""
    day = _day(request, q, terms)
    return _keep(request, q, terms, day, _briefing(request, q, terms, day))


def again(request: Request, number: int) -> Briefing | None:
    """An edition as it was given; None where there is no such edition any more."""
    with request.store.read() as q:
        edition = q.editions.get(number)
    return from_json(json.loads(edition.payload)["briefing"]) if edition else None


def _keep(request: Request, q: Questions, terms: Terms, day: _Day, briefing: Briefing) -> Briefing:
    number = q.editions.next_number()
    title = f"{briefing.title} · {request.texts.say('digest.edition', number=number)}"
    numbered = replace(briefing, title=title, again=f"/digest edition:{number}")
    counted = {c.story.id: len(c.story.items) for c in day.candidates}
    payload = json.dumps({"briefing": to_whole(numbered), "told": counted}, ensure_ascii=False)
    q.editions.add(terms.scope, terms.start, terms.end, payload)
    return numbered


def _briefing(request: Request, q: Questions, terms: Terms, day: _Day) -> Briefing:
    """The digest as of now, without a number."""
    sources = Sources()
    weighed = ranked(day.candidates)
    day.read(q, weighed[:WEIGHED])
    first = takeaways(weighed, {c.story.id: _group(request, day.item(c)) for c in weighed[:WEIGHED]})
    sections = [_takeaways(request, day, first, sources), *_by_faction(request, q, day, (weighed, first), sources)]
    return Briefing(
        "digest",
        _title(request, terms),
        _text(request, q, terms, day),
        terms.filter.actors[0] if len(terms.filter.actors) == 1 else None,
        sections=tuple(s for s in (*sections, *_behind(request, q, terms, day)) if s.lines),
        sources=sources.all(),
        actions=tuple(_actions(request, terms, day)),
        as_of=request.now,
    )


def _day(request: Request, q: Questions, terms: Terms) -> _Day:
    stories, more = _stories(q, terms) if terms.chosen is None else _chosen(q, terms.chosen)
    if not terms.filter.actors and terms.chosen is None:
        followed = set(everyone(request))
        stories = [s for s in stories if followed.intersection(s.actors)]
    before = q.editions.last(terms.scope) if terms.scope else None
    seen = json.loads(before.payload)["told"] if before else {}
    candidates = tuple(Candidate(s, _novelty(s, terms, before, seen)) for s in stories)
    return _Day(candidates, reading(request, q), before, more)


def _stories(q: Questions, terms: Terms) -> tuple[list[Story], bool]:
    """The newest stories and, where there are more, all that several sources tell; whether some are left out."""
    wanted = replace(terms.filter, since=terms.start, until=terms.end, history=False)
    page = q.stories.page(wanted, limit=NEWEST)
    found = {s.id: s for s in page.stories}
    if page.after:
        told = q.stories.page(replace(wanted, min_sources=SEVERAL), limit=TOLD_BY_SEVERAL)
        found = {s.id: s for s in (*page.stories, *told.stories)}
    return list(found.values()), page.after is not None


def _chosen(q: Questions, chosen: tuple[str, ...]) -> tuple[list[Story], bool]:
    return list(q.stories.many(chosen[:MOST_STORIES])), len(chosen) > MOST_STORIES


def _novelty(story: Story, terms: Terms, before: Edition | None, seen: Mapping[str, int]) -> str:
    """Whether the last edition knew it; without one, whether it began in this stretch of time."""
    if story.id in seen:
        grown = len(story.items) > seen[story.id]
        return "update" if grown or (before is not None and story.latest > before.until) else "seen"
    return "new" if story.first_seen >= terms.start else "update"


def _group(request: Request, item: Item | None) -> str:
    outlet = request.knowledge.feeds.outlets.get(item.outlet) if item else None
    return (outlet.group or outlet.id) if outlet else item.outlet if item else ""


def _takeaways(request: Request, day: _Day, first: Sequence[Candidate], sources: Sources) -> Section:
    t = request.texts
    lines = tuple(event_line(request, c.story, day.items, sources, mark=_mark(request, day, c)) for c in first)
    return Section(t.say("digest.takeaways"), lines)


def _mark(request: Request, day: _Day, candidate: Candidate) -> str:
    """NEW or UPDATE since the last edition; on the first edition all would be new, so nothing is said."""
    if candidate.novelty == "update" or (candidate.novelty == "new" and day.before):
        return request.texts.say(f"mark.{candidate.novelty}")
    return ""


def _by_faction(
    request: Request,
    q: Questions,
    day: _Day,
    chosen: tuple[Sequence[Candidate], Sequence[Candidate]],
    sources: Sources,
) -> Iterator[Section]:
    """What the takeaways leave, each story under one faction; of a full day a line a faction.

    `chosen`: all stories by weight, and the takeaways.
    """
    weighed, first = chosen
    above = {c.story.id for c in first}
    factions = _factions(request, weighed)
    rest = {name: [c for c in some if c.story.id not in above] for name, some in factions.items()}
    left = sum(map(len, rest.values()))
    if not left:
        return
    if left <= FULL:
        day.read(q, (c for some in rest.values() for c in some))
        for actor, some in rest.items():
            if some:
                yield _faction_section(request, day, actor, some, len(factions[actor]), sources)
        return
    lines = []
    for actor in list(factions)[:FACTIONS]:
        told = factions[actor][:EACH]
        day.read(q, told)
        lines.append(_faction_line(request, day, actor, told, len(factions[actor]), sources))
    if len(factions) > FACTIONS:
        lines.append(Line(request.texts.say("digest.factions.more", n=len(factions) - FACTIONS)))
    yield Section(request.texts.say("digest.by_faction"), tuple(lines))


def _factions(request: Request, weighed: Sequence[Candidate]) -> dict[str, list[Candidate]]:
    """Stories by the faction they are told under, the busiest first; of each the weightiest first."""
    found: dict[str, list[Candidate]] = {}
    for candidate in weighed:
        found.setdefault(_teller(request, candidate.story), []).append(candidate)
    return dict(sorted(found.items(), key=lambda row: (-len(row[1]), row[0])))


def _teller(request: Request, story: Story) -> str:
    """The actor a story stands under: who claims it, else a faction before an umbrella or a body."""
    named = [a for a in (*story.claimed_by, *story.actors) if a in request.roster.actors]
    ranks = ("faction", "facade", "umbrella", "bloc", "state-force", "state-body", "foreign", "topic")
    return min(named, key=lambda a: ranks.index(request.roster.actors[a].kind), default="")


def _faction_section(
    request: Request, day: _Day, actor: str, some: Sequence[Candidate], total: int, sources: Sources
) -> Section:
    t = request.texts
    lines = [_short_line(request, day, c, sources, actor) for c in some[:EACH]]
    if len(some) > EACH:
        lines.append(Line(t.say("digest.more", n=len(some) - EACH)))
    name = actor_name(request, actor) if actor else t.say("digest.nobody")
    return Section(f"{name} ({total})", tuple(lines))


def _short_line(request: Request, day: _Day, candidate: Candidate, sources: Sources, actor: str) -> Line:
    """A story under its faction, which need not be named again."""
    return event_line(request, candidate.story, day.items, sources, (actor,), _mark(request, day, candidate))


def _faction_line(
    request: Request, day: _Day, actor: str, told: Sequence[Candidate], total: int, sources: Sources
) -> Line:
    """A faction on a full day: how many stories, and the weightiest in a few words."""
    t = request.texts
    facts = list(dict.fromkeys(brief_fact(request, c.story) for c in told))
    more = [t.say("digest.more", n=total - len(told))] if total > len(told) else []
    cited = dict.fromkeys(n for c in told for n in cite(request, day.item(c), sources))
    name = actor_name(request, actor) if actor else t.say("digest.nobody")
    text = f"{name} ({total}): {' · '.join([*facts, *more])}"
    return Line(text, actors=(actor,) if actor else (), sources=tuple(cited))


def _behind(request: Request, q: Questions, terms: Terms, day: _Day) -> Iterator[Section]:
    """What stands behind the news: what was corrected, and what could not be seen."""
    yield from unusual(request, q, terms.filter.actors, terms.start, terms.end, day.known)
    yield _corrected(request, q, terms, day)
    yield _unseen(request, day.known)


def _corrected(request: Request, q: Questions, terms: Terms, day: _Day) -> Section:
    """What earlier editions told and does not hold any more."""
    t = request.texts
    if day.before is None:
        return Section(t.say("digest.corrected"), terms.corrected)
    seen = json.loads(day.before.payload)["told"]
    lines = [
        Line(t.say(f"digest.{c.kind}", story=c.other, into=c.story), c.at, story=c.story)
        for c in q.stories.changes(day.before.at)
        if c.story in seen or c.other in seen
    ]
    withdrawn = terms.corrected or tuple(_withdrawn(request, q, day.before, seen))
    return Section(t.say("digest.corrected"), (*withdrawn, *lines))


def _withdrawn(request: Request, q: Questions, before: Edition, seen: Mapping[str, int]) -> Iterator[Line]:
    """Matches that were taken back since, in stories an edition told: struck, with the reason."""
    t, corrections = request.texts, q.corrections.since(before.at)
    stories = q.stories.of_items(c.item for c in corrections)
    items = {i.id: i for i in q.items.many(c.item for c in corrections)}
    for c in corrections:
        story, item = stories.get(c.item, ""), items.get(c.item)
        if story not in seen or item is None:
            continue
        name = actor_name(request, c.actor)
        words = t.say("digest.refuted" if c.refuted else "digest.confirmed", name=name)
        text = f"{words} ({c.reason})" if c.reason else words
        yield Line(
            text, c.at, actors=(c.actor,), story=story, quote=item.document.title, struck=name if c.refuted else ""
        )


def _unseen(request: Request, known: Reading) -> Section:
    """Feeds that did not answer: silence may be ours."""
    t = request.texts
    if not known.failing:
        return Section("")
    outlets = request.knowledge.feeds.outlets
    names = list(dict.fromkeys(outlets[f.outlet].name for f, _ in known.failing))
    shown = t.join(map(t.isolate, names[:NAMED_FEEDS]))
    text = t.say("list.more", names=shown, n=len(names) - NAMED_FEEDS) if len(names) > NAMED_FEEDS else shown
    return Section(t.say("digest.unseen"), (Line(text),))


def _local(request: Request, at: datetime) -> datetime:
    return at.astimezone(request.zone)


def _title(request: Request, terms: Terms) -> str:
    t, day = request.texts, _local(request, terms.end)
    name = terms.about or t.say("digest.all")
    return f"{name} · {t.say(f'weekday.{day.isoweekday()}')} {t.date(day)}"


def _text(request: Request, q: Questions, terms: Terms, day: _Day) -> str:
    """Stretch of time and cut-off; on an empty day what was last known, and how much was read."""
    t = request.texts
    known = day.known
    parts = list[str]()
    parts += [t.say("digest.cut_off", at=moment_words(request, known.cut_off))] if known.cut_off else []
    parts += [t.say("standing.read", n=len(known.read), total=known.enabled)] if known.cut_off else []
    stretch = _stretch(request, terms)
    if not day.candidates:
        last = q.stories.page(replace(terms.filter, until=terms.end, history=False), limit=1).stories
        none = t.say("digest.none", name=terms.about or t.say("digest.none.all"))
        since = t.say("digest.none.last", date=t.date(_local(request, last[0].latest))) if last else ""
        return f"{none}{since}.\n{' · '.join([stretch, *parts])}"
    count = t.say("digest.count.more" if day.more else "events.count", n=len(day.candidates))
    return " · ".join([stretch, count, *parts])


def _stretch(request: Request, terms: Terms) -> str:
    """From when to when; the first moment without the year and the zone that the last one has too."""
    first, last = _local(request, terms.start), _local(request, terms.end)
    short = first.year == last.year and first.utcoffset() == last.utcoffset()
    began = f"{request.texts.day(first)} {first:%H:%M}" if short else moment_words(request, terms.start)
    return request.texts.say("digest.stretch", first=began, last=moment_words(request, terms.end))


def _actions(request: Request, terms: Terms, day: _Day) -> Iterator[Action]:
    t = request.texts
    since = _local(request, terms.start).date().isoformat()
    if day.candidates:
        yield Action(t.say("action.all_events"), " ".join(p for p in ("/events", terms.names, f"since:{since}") if p))
    yield Action(t.say("action.trend"), f"/trend {terms.names}".strip())
    yield Action(t.say("action.coverage"), "/sources")
