"""/trend [actor, ...] [days]: how much is reported, of what kind and where, against the time before."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.briefing import Action, Briefing, Chart, Line, Section
from bot.command import Argument, Command, Request
from bot.figures import activity_chart, heat_chart, map_chart, trend_chart
from bot.kinds import Mistake, Window
from bot.lines import display_name, type_name
from bot.lookup import everyone, find, suggest_actors
from model.actor import Actor, Group, Person
from store import Questions
from store.stories import Filter

MOST = 7  # actors in one picture
LONGEST = 1830  # days
MAPPED = 150  # stories on the map, the newest


def run(request: Request, actor: Sequence[str], days: Window) -> Briefing:
    """Counts of stories of each actor, or of all, with charts."""
    actors = dict[str, Actor]()
    for written in actor:
        found = find(request, written, "trend")
        if isinstance(found, Briefing):
            return found
        actors.update((a.id, a) for a in _actors(request, found))
    if len(actors) > MOST:
        raise Mistake("mistake.most", name="actor", most=MOST)
    last = request.now.date()
    first = last - timedelta(days=min(days.days, LONGEST) - 1)
    some = tuple(actors.values())
    with request.store.read() as q:
        sections = tuple(_section(request, q, a, first, last) for a in some or (None,))
        charts = _charts(request, q, some, first, last)
    t = request.texts
    return Briefing(
        "trend",
        t.say("trend.title", names=t.join(display_name(request, a) for a in some) or t.say("trend.all")),
        t.say("trend.stretch", first=t.date(first), last=t.date(last), n=(last - first).days + 1),
        some[0].id if len(some) == 1 else None,
        sections=sections,
        charts=charts,
        actions=tuple(Action(display_name(request, a), f"/actor {a.name}") for a in some[:3]),
        as_of=request.now,
    )


def _actors(request: Request, found: Actor | Person | Group) -> Sequence[Actor]:
    if isinstance(found, Group):
        return request.roster.members(found.id)
    if isinstance(found, Person):
        return [request.roster.actors[a] for a in found.actors[:1] if a in request.roster.actors]
    return (found,)


def _charts(request: Request, q: Questions, some: Sequence[Actor], first: date, last: date) -> tuple[Chart, ...]:
    """For one actor what kind and where; for several how much each; for all what kind, who, and where."""
    t = request.texts
    if len(some) > 1:
        return (trend_chart(request, q, some, first, last),)
    actor = some[0] if some else None
    start = datetime.combine(first, time(), UTC)
    wanted = Filter(actors=(actor.id,) if actor else (), since=start, history=False)
    name = display_name(request, actor) if actor else t.say("chart.all")
    title = t.say("chart.map", name=name, first=t.date(first), last=t.date(last))
    charts = [activity_chart(request, q, actor, first, last)]
    charts += [] if actor else [heat_chart(request, q, max(first, last - timedelta(days=59)), last)]
    followed = {actor.id} if actor else set(everyone(request))
    stories = q.stories.page(wanted, limit=MAPPED).stories
    charts.append(map_chart(request, [s for s in stories if followed.intersection(s.actors)], title))
    return tuple(c for c in charts if c)


def _section(request: Request, q: Questions, actor: Actor | None, first: date, last: date) -> Section:
    """How many stories, against the same stretch before; by type; the fullest day."""
    t, length, one = request.texts, (last - first).days + 1, actor.id if actor else None
    by_day = q.counts.daily(first, last, one)
    total = sum(by_day)
    before = sum(q.counts.by_type(first - timedelta(days=length), first - timedelta(days=1), one).values())
    spark = _short(by_day) if total else ()
    lines = [Line(t.say("trend.count", n=total, before=before), actors=(one,) if one else (), spark=spark)]
    if total:
        fullest = max(range(length), key=lambda i: (by_day[i], i))
        day = t.date(first + timedelta(days=fullest))
        mean = f"{total / length:.2f}".rstrip("0").rstrip(".")
        lines.append(Line(t.say("trend.day", mean=mean, day=day, n=by_day[fullest])))
        kinds = q.counts.by_type(first, last, one)
        lines.append(Line(" · ".join(f"{type_name(request, kind)} {n}" for kind, n in kinds.items())))
    return Section(display_name(request, actor) if actor else "", tuple(lines))


def _short(counts: Sequence[int], most: int = 60) -> tuple[int, ...]:
    """Counts put together so that a line of a phone holds them."""
    width = -(-len(counts) // most)
    start = len(counts) % width
    parts = [counts[:start]] if start else []
    return tuple(sum(p) for p in (*parts, *(counts[i : i + width] for i in range(start, len(counts), width))))


command = Command(
    "trend",
    run,
    (
        Argument("actor", many=True, suggest=suggest_actors),
        Argument("days", kind="days", default="30", also=("since",)),
    ),
    example="/trend Badr, Asaib Ahl al-Haq days:90",
)
