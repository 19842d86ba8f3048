"""Charts as numbers, with a text that replaces each: what bot.charts draws and `ask --json` gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot.briefing import Chart
from bot.command import Request
from bot.lines import actor_name, display_name, main_place, short_place, type_name
from bot.lookup import everyone
from model.actor import Actor
from model.story import Story
from store.questions import Questions

MOST_ROWS = 7  # of a stacked chart; what is left goes into one row
MOST_ACTORS = 14  # of a heat map
DAILY, WEEKLY = 92, 1100  # the longest stretches, in days, told by day and by week


def activity_chart(request: Request, q: Questions, actor: Actor | None, first: date, last: date) -> Chart | None:
    """Stories a day stacked by type, of an actor or of all; None where there are none."""
    t = request.texts
    by_type = q.counts.daily_by_type(first, last, actor.id if actor else None)
    if not by_type:
        return None
    ranked = sorted(by_type.items(), key=lambda row: (-sum(row[1]), row[0]))
    rows = [(type_name(request, type), values) for type, values in ranked[:MOST_ROWS]]
    if ranked[MOST_ROWS:]:
        rest = [sum(n) for n in zip(*(values for _, values in ranked[MOST_ROWS:]), strict=True)]
        rows.append((t.say("chart.rest"), tuple(rest)))
    name = display_name(request, actor) if actor else t.say("chart.all")
    told = t.join(f"{name} {sum(values)}" for name, values in rows)
    alt = t.say("chart.activity.alt", name=name, first=t.date(first), last=t.date(last), told=told)
    return Chart("activity", alt, _series(request, t.say("chart.activity", name=name), first, rows))


def trend_chart(request: Request, q: Questions, actors: Sequence[Actor], first: date, last: date) -> Chart:
    """Stories a day of several actors, a line each."""
    t = request.texts
    counted = q.counts.heat(first, last, [a.id for a in actors])
    rows = [(display_name(request, a), counted[a.id]) for a in actors]
    told = t.join(f"{name} {sum(values)}" for name, values in rows)
    alt = t.say("chart.trend.alt", first=t.date(first), last=t.date(last), told=told)
    return Chart("trend", alt, _series(request, t.say("chart.trend"), first, rows))


def heat_chart(request: Request, q: Questions, first: date, last: date) -> Chart | None:
    """Stories a day of the busiest actors; None where there are none."""
    t = request.texts
    followed = set(everyone(request))
    busiest = [a for a in q.counts.totals(first, last) if a in followed][:MOST_ACTORS]
    if not busiest:
        return None
    counted = q.counts.heat(first, last, busiest)
    rows = [(actor_name(request, a), counted[a]) for a in busiest]
    told = t.join(f"{name} {sum(values)}" for name, values in rows[:5])
    alt = t.say("chart.heat.alt", n=len(rows), first=t.date(first), last=t.date(last), told=told)
    return Chart("heat", alt, _series(request, t.say("chart.heat"), first, rows))


def map_chart(request: Request, stories: Sequence[Story], title: str) -> Chart | None:
    """Stories by their most precise place; None where no place is known."""
    t, places = request.texts, request.knowledge.gazetteer.places
    where = [p.id for p in (main_place(request, s) for s in stories) if p and p.kind != "country"]
    counted = Counter(where)
    if not counted:
        return None
    ranked = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    points = [
        {"id": id, "name": short_place(request, places[id]), "lat": places[id].lat, "lon": places[id].lon, "n": n}
        for id, n in ranked
    ]
    told = t.join(f"{p['name']} {p['n']}" for p in points[:8])
    series = {"title": title, "language": t.language, "elsewhere": t.say("chart.elsewhere"), "points": points}
    return Chart("map", t.say("chart.map.alt", n=len(points), told=told), series)


def relations_chart(request: Request, actor: Actor, edges: Sequence[Mapping[str, Any]], told: str) -> Chart | None:
    """Who an actor is linked to or named with; None where nobody."""
    t = request.texts
    if not edges:
        return None
    others = dict.fromkeys(edge["b"] for edge in edges)
    nodes = [{"id": one, "name": actor_name(request, one)} for one in (actor.id, *others)]
    name = display_name(request, actor)
    series = {
        "title": t.say("chart.relations", name=name),
        "language": t.language,
        "centre": actor.id,
        "nodes": nodes,
        "edges": list(edges),
        "legend": {style: t.say(f"chart.edge.{style}") for style in ("declared", "assessed", "together")},
    }
    return Chart("relations", t.say("chart.relations.alt", name=name, told=told), series)


def _series(request: Request, title: str, first: date, rows: Sequence[tuple[str, Sequence[int]]]) -> Mapping[str, Any]:
    """Rows of counts a day, put together by week or month where the stretch is long."""
    days = len(rows[0][1]) if rows else 0
    step = "day" if days <= DAILY else "week" if days <= WEEKLY else "month"
    starts = _starts(first, days, step)
    t = request.texts
    return {
        "title": title,
        "axis": t.say(f"chart.axis.{step}"),
        "language": t.language,
        "step": step,
        "days": [(first + timedelta(days=i)).isoformat() for i in starts],
        "rows": [{"name": name, "values": _summed(values, starts)} for name, values in rows],
    }


def _starts(first: date, days: int, step: str) -> list[int]:
    """The offsets at which a new bar begins; weeks end with the last day, months are those of the calendar."""
    if step == "day":
        return list(range(days))
    if step == "week":
        return [0, *range(days % 7 or 7, days, 7)]
    return [i for i in range(days) if i == 0 or (first + timedelta(days=i)).day == 1]


def _summed(values: Sequence[int], starts: Sequence[int]) -> list[int]:
    ends = [*starts[1:], len(values)]
    return [sum(values[a:b]) for a, b in zip(starts, ends, strict=True)]
