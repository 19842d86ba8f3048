"""/trend actor[, actor...] [days]: how much is reported, of what kind, against the time before."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.briefing import Action, Briefing, Chart, Line, Section
from bot.command import Argument, Command, Request
from bot.figures import activity_chart, trend_chart
from bot.kinds import Mistake, Window
from bot.lines import display_name, type_name
from bot.lookup import find, suggest_actors
from model.actor import Actor, Group, Person
from store import Questions

MOST = 7  # actors in one picture
LONGEST = 1830  # days


def run(request: Request, actor: Sequence[str], days: Window) -> Briefing:
    """Counts of stories of each actor, with a chart."""
    actors = dict[str, Actor]()
    for written in actor:
        found = find(request, written, "trend")
        if isinstance(found, Briefing):
            return found
        actors.update((a.id, a) for a in _actors(request, found))
    if not actors:
        raise Mistake("mistake.missing", name="actor")
    if len(actors) > MOST:
        raise Mistake("mistake.most", name="actor", most=MOST)
    last = request.now.date()
    first = last - timedelta(days=min(days.days, LONGEST) - 1)
    some = tuple(actors.values())
    with request.store.read() as q:
        sections = tuple(_section(request, q, a, first, last) for a in some)
        chart: Chart | None = trend_chart(request, q, some, first, last)
        if len(some) == 1:
            chart = activity_chart(request, q, some[0], first, last)
    t = request.texts
    return Briefing(
        "trend",
        t.say("trend.title", names=", ".join(a.name for a in some)),
        t.say("trend.stretch", first=t.date(first), last=t.date(last), n=(last - first).days + 1),
        some[0].id if len(some) == 1 else None,
        sections=sections,
        charts=(chart,) if chart else (),
        actions=tuple(Action(a.name, f"/actor {a.name}") for a in some[:3]),
        as_of=request.now,
    )


def _actors(request: Request, found: Actor | Person | Group) -> Sequence[Actor]:
    if isinstance(found, Group):
        return request.roster.members(found.id)
    if isinstance(found, Person):
        return [request.roster.actors[a] for a in found.actors[:1] if a in request.roster.actors]
    return (found,)


def _section(request: Request, q: Questions, actor: Actor, first: date, last: date) -> Section:
    """How many stories, against the same stretch before; by type; the fullest day."""
    t, length = request.texts, (last - first).days + 1
    by_day = q.counts.daily(first, last, actor.id)
    total = sum(by_day)
    before = sum(q.counts.by_type(first - timedelta(days=length), first - timedelta(days=1), actor.id).values())
    lines = [
        Line(t.say("trend.count", n=total, before=before), actors=(actor.id,), spark=_short(by_day) if total else ())
    ]
    if total:
        fullest = max(range(length), key=lambda i: (by_day[i], i))
        day = t.date(first + timedelta(days=fullest))
        mean = f"{total / length:.2f}".rstrip("0").rstrip(".")
        lines.append(Line(t.say("trend.day", mean=mean, day=day, n=by_day[fullest])))
        kinds = q.counts.by_type(first, last, actor.id)
        lines.append(Line(" · ".join(f"{type_name(request, kind)} {n}" for kind, n in kinds.items())))
    return Section(display_name(request, actor), tuple(lines))


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
        Argument("actor", many=True, required=True, suggest=suggest_actors),
        Argument("days", kind="days", default="30", also=("since",)),
    ),
    example="/trend Badr, Asaib Ahl al-Haq days:90",
)
