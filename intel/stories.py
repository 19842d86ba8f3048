"""One happening, told once: which reports belong together, and how their story is told.

report → copies of one text first → shared facts plus text, scored → vetoes (day, place, actor, kind of event) → join,
with its reason; a fold over reports in time order, so that it can be run again and continued.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from intel.normalise import normalise
from intel.reliability import corroborate
from intel.similar import gist, is_copy, likeness
from model.feed import Outlet
from model.finding import Annotation, Names
from model.item import Item
from model.story import Join, Report, Story, StoryState

WINDOW = timedelta(hours=48)  # from the newest report of a story
CAP = timedelta(days=7)  # from its first
SAME_NEWS = timedelta(hours=36)  # further apart, a strike is the answer to the attack, not another name for it
LEAD = 400  # code points of the body that are compared
JOINS = 1.0  # the score from which a report belongs to a story

BROAD = frozenset(
    ["popular-mobilization-forces", "islamic-resistance-in-iraq", "unnamed-iraqi-militias", "irgc", "islamic-state"]
)
MANY = 3  # shared actors that are no umbrella
WIDE_KINDS = frozenset({"country", "region", "sea"})
CAPITALS_THAT_SPEAK = frozenset({"washington", "pentagon", "white-house"})  # "Washington" says, nothing happens there
LEADS = "via-leader"  # the rule by which a leader's name names his faction
PHYSICAL = frozenset(
    (
        *("attack-claimed-or-attributed", "strike-on-faction", "clash", "abuse-against-civilians"),
        *("leadership-change-or-death", "detention-or-prosecution", "protest-or-unrest", "deployment-or-movement"),
    )
)
ENDS = {  # words of a title for the end of a happening, by its kind: the other end is another story
    kind: frozenset(normalise(words).split())
    for kind, words in {
        "detention-or-prosecution": """released releases release freed frees free bail acquits acquitted
            الإفراج إفراج إطلاق تفرج يفرج أفرج آزاد آزادی serbest libéré libère""",
        "protest-or-unrest": "withdraw withdraws withdrew leave انسحاب ينسحبون پایان",
    }.items()
}
TALK = frozenset(
    ["claim-or-denial", "threat-or-warning", "foreign-relations", "analysis-or-profile", "political", "other"]
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What shared facts add and differing ones take off; a report joins from 1.0."""

    actor: float = 0.32
    broad_actor: float = 0.05
    more_actors: float = 0.15
    many_actors: float = 0.15  # three and more of the same small groups
    person: float = 0.7
    leader: float = 0.05
    heads: float = 0.05
    other_heads: float = 0.35
    place: float = 0.45
    country: float = 0.15
    type: float = 0.35
    weapon: float = 0.05
    numbers: float = 0.35
    day: float = 0.2
    late: float = 0.1  # for each day between them after the first
    text: float = 1.05
    no_text: float = 0.15  # where scripts differ and texts cannot be compared
    other_type: float = 0.4
    other_actors: float = 0.2
    other_numbers: float = 0.1
    talk: float = 0.15  # what talk needs more: words alone make two statements the same


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Score:
    """How well two reports go together, and why in words."""

    value: float
    reasons: tuple[str, ...]
    veto: str = ""


@dataclass(frozen=True)
class State:
    """The stories that may still grow; handed from one run of `group` to the next."""

    open: Mapping[str, StoryState] = field(default_factory=dict)


def report_of(item: Item, annotation: Annotation, outlet: Outlet) -> Report:
    """An item as grouping sees it: named facts only, nothing that is merely implied."""
    document, event, when = item.document, annotation.event, annotation.when
    named = [p for p in annotation.places if not p.implied]
    narrow = [p for p in named if p.kind not in WIDE_KINDS and p.place not in CAPITALS_THAT_SPEAK]
    return Report(
        item=item.id,
        key=item.key,
        at=item.published,
        outlet=item.outlet or outlet.id,
        group=outlet.group or outlet.id,
        ownership=outlet.ownership,
        reliability=outlet.reliability,
        language=document.language,
        title=document.title,
        lead=(document.summary or document.content)[:LEAD],
        type=event.type,
        second=event.second,
        actors=annotation.actors,
        people=annotation.people,
        places=tuple(p.place for p in named),
        spots=tuple(p.place for p in narrow),
        around=tuple(dict.fromkeys(id for p in narrow for id in p.within[:-1])),
        heads=_named_in_title(annotation.names),
        leaders=_leaders(annotation.names),
        casualties=annotation.casualties,
        day=when.day if when else None,
        day_precision=when.precision if when else "published",
        flags=event.flags,
        claimed_by=event.claimed_by,
        weapons=event.weapons,
        party_to=item.party_to or outlet.party_to,
        link=item.link,
    )


def _named_in_title(names: Names) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.actor for m in names.mentions if m.actor and m.span.field == "title"))


def _leaders(names: Names) -> tuple[str, ...]:
    """People whose name named their faction."""
    leading = {m.span for m in names.mentions if m.rule == LEADS}
    return tuple(dict.fromkeys(m.person for m in names.mentions if m.person and m.span in leading))


def place_report(report: Report, candidates: Sequence[StoryState]) -> Join:
    """The story a report belongs to, or begins."""
    near = [state for state in candidates if _in_window(report, state)]
    copied = _copy(report, near)
    if copied:
        return copied
    best: tuple[float, StoryState, Score] | None = None
    for state in near:
        score = _best(report, state)
        if score and score.value >= JOINS and (best is None or score.value > best[0]):
            best = (score.value, state, score)
    if best is None:
        return Join(report.item, story_id(report), "first")
    value, state, score = best
    return Join(report.item, state.story.id, "facts", round(value, 3), "; ".join(score.reasons))


def story_id(report: Report, skip: int = 0) -> str:
    """A story is called after the key of its first report; `skip` gives further names, where that one is taken."""
    return f"s-{report.key.hex()[skip : skip + 12]}"


def _in_window(report: Report, state: StoryState) -> bool:
    first, latest = state.story.first_seen, state.story.latest
    if not first - WINDOW <= report.at <= latest + WINDOW:
        return False
    return max(latest, report.at) - min(first, report.at) <= CAP


def _copy(report: Report, states: Iterable[StoryState]) -> Join | None:
    mine = gist(_text(report))
    for state in states:
        for other in state.reports:
            if is_copy(mine, gist(_text(other))) and not _tells_of_another(report, other):
                story = state.story.id
                return Join(report.item, story, "copy", 1.0, f"repeats the text of {other.outlet}", other.item)
    return None


def _tells_of_another(one: Report, other: Report) -> bool:
    """Whether two like texts name another day, place or faction: an outlet words two strikes alike."""
    if _apart(one, other):
        return True
    mine, others = set(one.heads or one.actors), set(other.heads or other.actors)
    return bool(mine and others and not mine & set(other.actors) and not others & set(one.actors))


def _text(report: Report) -> str:
    return f"{report.title} {report.lead}"


def _best(report: Report, state: StoryState) -> Score | None:
    """The best score with any report of a story that no fact of the two forbids."""
    found: Score | None = None
    for other in state.reports:
        score = compare(report, other, WEIGHTS)
        if not score.veto and (found is None or score.value > found.value):
            found = score
    return found


def compare(one: Report, other: Report, weights: Weights) -> Score:
    """How well two reports go together: shared facts and text, less what differs."""
    veto = _veto(one, other)
    if veto:
        return Score(0.0, (), veto)
    text = likeness(gist(_text(one)), gist(_text(other)))
    value, reasons = 0.0, []
    for weight, reason in (*_who(one, other, weights), *_what(one, other, weights), *_when(one, other, weights)):
        value += weight
        reasons.append(reason)
    value += weights.no_text if text is None else weights.text * text
    reasons.append("another script" if text is None else f"text {text:.2f}")
    return Score(value, tuple(reasons))


def _who(one: Report, other: Report, w: Weights) -> Iterable[tuple[float, str]]:
    actors = [a for a in one.actors if a in other.actors]
    people = [p for p in one.people if p in other.people]
    if actors:
        named = [a for a in actors if a not in BROAD]
        shown, *more = [*named, *(a for a in actors if a in BROAD)]
        yield (w.actor if named else w.broad_actor), f"same actor {shown}"
        if more:
            yield w.more_actors, f"and {more[0]}"
        if len(named) >= MANY:
            yield w.many_actors, f"{len(named)} of the same"
    elif one.actors and other.actors:
        yield -w.other_actors, "other actors"
    if people:
        telling = [p for p in people if p not in one.leaders and p not in other.leaders]
        yield (w.person if telling else w.leader), f"same person {(telling or people)[0]}"
    mine, others = set(one.heads) - BROAD, set(other.heads) - BROAD
    if mine and others:
        yield (w.heads, "same in the title") if mine & others else (-w.other_heads, "others in the title")


def _what(one: Report, other: Report, w: Weights) -> Iterable[tuple[float, str]]:
    if one.type == other.type:
        yield w.type, f"same kind {one.type}"
        if one.type in TALK:
            yield -w.talk, "talk"
    elif _linked(one, other):
        yield w.type / 2, "kinds that go together"
    else:
        yield -w.other_type, "other kind"
    if set(one.weapons) & set(other.weapons):
        yield w.weapon, "same weapon"
    if _same_numbers(one, other):
        yield w.numbers, "same casualties"
    elif _other_numbers(one, other):
        yield -w.other_numbers, "other casualties"


def _when(one: Report, other: Report, w: Weights) -> Iterable[tuple[float, str]]:
    """Where and when."""
    if _share_spot(one, other):
        yield w.place, "same place"
    elif set(one.places) & set(other.places):
        yield w.country, "same country"
    days = _days_apart(one, other)
    if days == 0:
        yield w.day, "same day"
    elif days > 1:
        yield -w.late * (days - 1), f"{days} days apart"


def _linked(one: Report, other: Report) -> bool:
    """Two kinds of happening that one report names both; talk about a happening is no report of it."""
    if not {one.type, other.type} <= PHYSICAL or abs(one.at - other.at) > SAME_NEWS:
        return False
    return one.type == other.second or other.type == one.second


def _ends(report: Report) -> bool:
    """The title tells the end of what its kind of happening begins with: a release, a withdrawal."""
    return bool(ENDS[report.type].intersection(normalise(report.title).split()))


def _share_spot(one: Report, other: Report) -> bool:
    return bool(set(one.spots) & {*other.spots, *other.around} or set(other.spots) & {*one.spots, *one.around})


def _days_apart(one: Report, other: Report) -> int:
    days = (one.day or one.at.date()), (other.day or other.at.date())
    return abs((days[0] - days[1]).days)


def _same_numbers(one: Report, other: Report) -> bool:
    a, b = one.casualties, other.casualties
    return bool((a.killed and a.killed == b.killed and a.killed != (0, 0)) or (a.wounded and a.wounded == b.wounded))


def _other_numbers(one: Report, other: Report) -> bool:
    a, b = one.casualties.killed, other.casualties.killed
    return bool(a and b and a != b and (min(a[0], b[0]) == 0 or max(a[1], b[1]) > 3 * min(a[0], b[0])))


def _veto(one: Report, other: Report) -> str:
    """What forbids a join whatever else is shared; empty where nothing does."""
    apart = _apart(one, other)
    if apart:
        return apart
    if one.type != other.type and (one.type in TALK or other.type in TALK):
        return "talk and happening"
    if one.type == other.type and one.type in ENDS and _ends(one) != _ends(other):
        return "begun and ended"
    return ""


def _apart(one: Report, other: Report) -> str:
    """The day or the place of both, where they exclude each other."""
    if one.day_precision == other.day_precision == "day" and _days_apart(one, other) > 1:
        return "another day"
    if one.spots and other.spots and not _share_spot(one, other) and not set(one.around) & set(other.around):
        return "another place"
    return ""


# The fold


def group(reports: Iterable[Report], state: State | None = None) -> tuple[tuple[Story, ...], tuple[Join, ...], State]:
    """Fold reports in time order into stories: the changed ones, all joins, and the state to go on with."""
    folder = _Folder(state or State())
    joins = [folder.add(report) for report in sorted(reports, key=lambda r: (r.at, r.key))]
    changed = tuple(folder.open[story].story for story in folder.changed)
    return changed, tuple(joins), State(dict(folder.open))


class _Folder:
    """Open stories, found again by the facts they share with a report."""

    def __init__(self, state: State) -> None:
        self.open: dict[str, StoryState] = dict(state.open)
        self.changed: dict[str, None] = {}
        self._by_fact: dict[str, dict[str, None]] = defaultdict(dict)
        for story, known in self.open.items():
            for report in known.reports:
                self._note(story, report)

    def add(self, report: Report) -> Join:
        """Place a report and tell its story anew."""
        names = dict.fromkeys(s for fact in _facts(report) for s in self._by_fact.get(fact, ()))
        join = place_report(report, [self.open[s] for s in names if s in self.open])
        known = self.open.get(join.story)
        reports = (*(known.reports if known else ()), report)
        joins = (*(known.joins if known else ()), join)
        story = tell(join.story, reports, joins, known.story if known else None)
        self.open[join.story] = StoryState(story, reports, joins)
        self.changed[join.story] = None
        self._note(join.story, report)
        return join

    def _note(self, story: str, report: Report) -> None:
        for fact in _facts(report):
            self._by_fact[fact][story] = None


def _facts(report: Report) -> Iterable[str]:
    """What stories are looked up by: who, where, and the telling words of the title."""
    yield from (f"actor:{a}" for a in report.actors)
    yield from (f"person:{p}" for p in report.people)
    yield from (f"place:{p}" for p in report.places)
    yield from (f"word:{w}" for w in gist(report.title).words if len(w) > 3)


# Telling


def tell(story_id: str, reports: Sequence[Report], joins: Sequence[Join], previous: Story | None) -> Story:
    """A story from its reports: best headline, facts of all, figures as a range, and what changed since `previous`."""
    ordered = sorted(reports, key=lambda r: (r.at, r.item))
    trust = corroborate(ordered, joins)
    head = _headline(ordered, trust.letter)
    main, second = _types(ordered)
    dated = next((r for r in ordered if r.day_precision == "day"), None) or head
    story = Story(
        id=story_id,
        headline=head.title,
        headline_item=head.item,
        first_seen=ordered[0].at,
        latest=ordered[-1].at,
        type=main,
        second=second,
        flags=_union(r.flags for r in ordered),
        actors=_union(r.actors for r in ordered),
        people=_union(r.people for r in ordered),
        places=_union(r.places for r in ordered),
        day=dated.day,
        day_precision=dated.day_precision,
        killed=_span_of([r.casualties.killed for r in ordered]),
        wounded=_span_of([r.casualties.wounded for r in ordered]),
        claimed_by=_union(r.claimed_by for r in ordered),
        weapons=_union(r.weapons for r in ordered),
        items=tuple(r.item for r in ordered),
        reports=len(ordered) - trust.copies,
        sources=len(trust.independent),
        languages=_union((r.language,) for r in ordered if r.language),
        ownerships=trust.ownerships,
        reliability=trust.letter,
        credibility=trust.digit,
        history=previous.history if previous else False,
    )
    story = replace(story, significance=significance(story))
    return replace(story, changed=changes(previous, story) if previous else "")


def _headline(reports: Sequence[Report], letter: str) -> Report:
    """The first report of the best source; one that says what happened goes before one that only speaks."""
    best = [r for r in reports if r.reliability == letter] or list(reports)
    return next((r for r in best if r.type not in TALK), best[0])


def _types(reports: Sequence[Report]) -> tuple[str, str | None]:
    """The kind most reports give; the occurrence before the reaction where they are even."""
    votes: dict[str, float] = defaultdict(float)
    for report in reports:
        votes[report.type] += 0.2 if report.type == "other" else 0.9 if report.type in TALK else 1.0
        if report.second:
            votes[report.second] += 0.4
    ranked = sorted(votes, key=lambda t: -votes[t])
    second = next((t for t in ranked[1:] if t != "other"), None)
    return ranked[0], second


def _union(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for part in parts for value in part))


def _span_of(ranges: Iterable[tuple[int, int] | None]) -> tuple[int, int] | None:
    known = [r for r in ranges if r]
    return (min(r[0] for r in known), max(r[1] for r in known)) if known else None


# Declared thresholds
CRITICAL_KILLED, SIGNIFICANT_SOURCES, NOTABLE_SOURCES = 10, 3, 2
VIOLENT = frozenset({"attack-claimed-or-attributed", "strike-on-faction", "clash", "abuse-against-civilians"})
TURNS = frozenset({"disarmament-or-integration", "ceasefire-or-suspension", "sanction-or-designation"})
LEADER = "leadership-change-or-death"


def significance(story: Story) -> str:
    """critical: ten killed or a leader killed in a strike; significant: anyone killed, or violence or a turn in
    policy told by three sources; notable: other violence and turns, or two sources; else nothing."""
    killed = story.killed[1] if story.killed else 0
    types = {story.type, story.second}
    if killed >= CRITICAL_KILLED or (killed and {"strike-on-faction", LEADER} <= types):
        return "critical"
    if killed and types & VIOLENT:
        return "significant"
    if types & (VIOLENT | TURNS) and story.sources >= SIGNIFICANT_SOURCES:
        return "significant"
    if story.type in VIOLENT | TURNS | {LEADER} or story.sources >= NOTABLE_SOURCES:
        return "notable"
    return ""


def changes(before: Story, now: Story) -> str:
    """What an update brought, in fact words: "claimed by badr-organization; killed 2-3; 4 sources"."""
    told = [f"claimed by {actor}" for actor in now.claimed_by if actor not in before.claimed_by]
    told += [flag for flag in now.flags if flag == "denied" and flag not in before.flags]
    for name, old, new in (("killed", before.killed, now.killed), ("wounded", before.wounded, now.wounded)):
        if new and new != old:
            told.append(f"{name} {new[0]}" if new[0] == new[1] else f"{name} {new[0]}-{new[1]}")
    told += [f"at {place}" for place in now.places if place not in before.places]
    if now.sources != before.sources:
        told.append(f"{now.sources} sources" if now.sources != 1 else "1 source")
    return "; ".join(told)
