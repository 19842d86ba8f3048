"""Subscriptions in words, what they would have brought, and when their digests fall due."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.briefing import Line
from bot.command import Request
from bot.deliveries.match import members_of, misfit, targets_of, view_of
from bot.deliveries.schedule import next_due
from bot.lines import both_names, place_name
from model.actor import Roster
from model.place import Gazetteer
from model.story import Story
from model.subscription import ALL, Subscriber, Subscription
from store import Questions
from store.stories import Filter

MOST = 500  # stories that are looked through for one subscription


def target_words(request: Request, target: str) -> str:
    """Whom a subscription is about; a faction by its English name too, which is what can be typed everywhere."""
    t = request.texts
    kind, _, name = target.partition(":")
    if kind == ALL:
        return t.say("wish.all")
    if kind == "group":
        group = request.roster.groups.get(name)
        return t.phrase(group.name) if group else name
    if kind != "actor":
        return t.say("wish.any")
    members = len(members_of(target, request.roster)) - 1
    known = request.roster.actor(name)
    called = both_names(request, known) if known else name
    return t.say("wish.umbrella", name=called, n=members) if members else called


def wish_words(request: Request, wish: Subscription) -> str:
    """A subscription on one line."""
    t, gazetteer = request.texts, request.knowledge.gazetteer
    parts = [t.isolate(target_words(request, wish.target)), t.say(f"rhythm.{wish.rhythm}")]
    if wish.types:
        parts.append(t.join(t.say(f"type.{one}") for one in wish.types))
    if wish.places:
        named = (gazetteer.place(one) for one in wish.places)
        parts.append(t.say("wish.places", names=t.join(place_name(request, p) for p in named if p)))
    if wish.words:
        words = t.join(t.say("quoted", text=t.isolate(word)) for word in wish.words)
        parts.append(t.say("wish.words", words=words))
    if wish.min_sources > 1:
        parts.append(t.say("wish.sources", n=wish.min_sources))
    return " · ".join(parts)


def wish_line(request: Request, q: Questions, number: int, wish: Subscription, since: datetime) -> Line:
    """A subscription with what it would have brought lately."""
    n = len(stories_for(q, (wish,), request.roster, request.knowledge.gazetteer, since, request.now))
    brought = request.texts.say("wish.preview", n=n)
    return Line(f"{number}. {wish_words(request, wish)} · {brought}")


def stories_for(
    q: Questions,
    wishes: Iterable[Subscription],
    roster: Roster,
    gazetteer: Gazetteer,
    since: datetime,
    until: datetime,
) -> tuple[Story, ...]:
    """Stories last reported in a stretch of time that fit any of the subscriptions, newest first."""
    found: dict[str, Story] = {}
    for wish in wishes:
        members = members_of(wish.target, roster)
        wanted = Filter(actors=members, types=wish.types, since=since, until=until, history=False)
        for story in q.stories.page(wanted, limit=MOST).stories:
            if story.id not in found and fits(q, wish, story, roster, gazetteer):
                found[story.id] = story
    return tuple(sorted(found.values(), key=lambda story: (story.latest, story.id), reverse=True))


def fits(q: Questions, wish: Subscription, story: Story, roster: Roster, gazetteer: Gazetteer) -> bool:
    """Whether a subscription wants a story."""
    if wish.target not in targets_of(story.actors, roster):
        return False
    return not misfit(wish, view_of(q, story, gazetteer, with_text=bool(wish.words)))


def reschedule(q: Questions, subscriber: Subscriber, wishes: Sequence[Subscription], now: datetime) -> datetime | None:
    """Set when a channel's next digest falls due; None without daily or weekly subscriptions."""
    due = next_due(now, subscriber.habits, {wish.rhythm for wish in wishes})
    at = due.at if due else None
    q.channels.set_digest(subscriber.number, at)
    return at
