"""The home page: the latest stories, how busy the last weeks were, and whom the news is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.texts import texts
from bot.web.questions import questions
from model.actor import Roster
from model.feed import FeedList
from model.story import Story
from store import Store

DAYS = 90
LATEST = 12
BUSIEST = 16
CHART = (720.0, 120.0)  # width and height of the drawing, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart."""

    x: float
    y: float
    width: float
    height: float
    words: str


def home(store: Store, roster: Roster, feeds: FeedList, now: datetime) -> dict[str, Any]:
    """What the template of the home page shows."""
    last = now.date()
    first = last - timedelta(days=DAYS - 1)
    with store.read() as q:
        stories = q.stories.page(limit=LATEST).stories
        links = {item.id: (item.link, item.outlet) for item in q.items.many(s.headline_item for s in stories)}
        daily = q.counts.daily(first, last)
        totals = q.counts.totals(first, last)
    return {
        "stories": [_line(story, links, roster, feeds) for story in stories],
        "bars": bars(daily, last),
        "chart": CHART,
        "peak": max(daily, default=0),
        "total": sum(daily),
        "days": DAYS,
        "actors": _busiest(totals, roster),
        "questions": questions(),
        "as_of": f"{now:%Y-%m-%d %H:%M} UTC",
    }


def bars(daily: Sequence[int], last: Any) -> list[Bar]:
    """The chart's bars, the oldest day first, scaled to the busiest day."""
    width, height = CHART
    step, peak = width / max(len(daily), 1), max(1, *daily, 0)
    days = [last - timedelta(days=len(daily) - 1 - n) for n in range(len(daily))]
    return [
        Bar(round(n * step, 2), round(height - tall, 2), round(step * 0.8, 2), round(tall, 2), f"{day}: {count}")
        for n, (day, count) in enumerate(zip(days, daily, strict=True))
        for tall in (count / peak * height,)
    ]


def _line(story: Story, links: Mapping[int, tuple[str, str]], roster: Roster, feeds: FeedList) -> dict[str, Any]:
    link, outlet = links.get(story.headline_item, ("", ""))
    known = feeds.outlets.get(outlet)
    return {
        "headline": story.headline,
        "link": link if link.startswith(("http://", "https://")) else "",
        "outlet": "documented past" if story.history else known.name if known else outlet,
        "latest": f"{story.latest:%Y-%m-%d}" if story.history else f"{story.latest:%Y-%m-%d %H:%M}",
        "type": _type_name(story.type),
        "actors": [(actor, name_of(actor, roster)) for actor in story.actors],
        "sources": story.sources,
        "rated": "" if story.history else f"{story.reliability}{story.credibility}",
    }


def _busiest(totals: Mapping[str, int], roster: Roster) -> list[tuple[str, str, int]]:
    return [(actor, name_of(actor, roster), n) for actor, n in list(totals.items())[:BUSIEST]]


def name_of(actor: str, roster: Roster) -> str:
    """An actor's English name; its id where the list no longer has it."""
    known = roster.actor(actor)
    return known.name if known else actor


def _type_name(type: str) -> str:
    words, key = texts("en"), f"type.{type}"
    return words.say(key) if words.has(key) else type
