"""Which stories a digest tells a channel: by its subscriptions, what is new or changed, and what was taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.briefing import Briefing, Line
from bot.command import Request
from bot.deliveries.growth import mark_of
from bot.deliveries.match import members_of
from bot.deliveries.schedule import Due
from bot.deliveries.wishes import stories_for, target_words
from bot.digest import Terms, keep
from bot.lines import actor_name
from model.story import Story
from model.subscription import ALL, Subscriber, Subscription
from store import Questions
from store.stories import Filter

WEEK = timedelta(days=7)
GRACE = timedelta(days=1)  # what was published before the last digest and found after it still stands in the next
MEMORY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest says, and in which state it tells each story."""

    briefing: Briefing
    marks: Mapping[str, str]
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A digest that is to be written."""

    subscriber: Subscriber
    wishes: tuple[Subscription, ...]
    due: Due
    since: datetime  # when the last one ended


def write_digest(request: Request, q: Questions, order: Order) -> Digest:
    """A channel's digest by its subscriptions, kept as an edition; called inside the transaction that queues it."""
    known = q.spreads.told_by_digests(order.subscriber.number, order.due.at - MEMORY)
    stories = [s for s in _stories(request, q, order) if known.get(s.id) != mark_of(s)]
    corrected = _corrected(request, q, order.since)
    names = tuple(dict.fromkeys(target_words(request, wish.target) for wish in order.wishes))
    weekly = "weekly" in order.due.rhythms
    terms = Terms(
        order.due.at - WEEK if weekly else order.since,
        order.due.at,
        _filter(request, order.wishes),
        names[0] if len(names) == 1 and order.wishes[0].target not in ("", ALL) else "",
        scope=f"channel/{order.subscriber.number}",
        chosen=tuple(s.id for s in stories),
        corrected=corrected,
    )
    is_empty = not (stories or corrected)
    if is_empty and not order.subscriber.habits.empty:
        return Digest(Briefing("digest", ""), {}, True)
    return Digest(keep(request, q, terms), {story.id: mark_of(story) for story in stories}, is_empty)


def _filter(request: Request, wishes: Sequence[Subscription]) -> Filter:
    """What the subscriptions have in common: whom the quiet line and the last story are about."""
    members = [members_of(wish.target, request.roster) for wish in wishes]
    return Filter(actors=tuple(dict.fromkeys(a for some in members for a in some)) if all(members) else ())


def _stories(request: Request, q: Questions, order: Order) -> tuple[Story, ...]:
    """Daily subscriptions reach back to the last digest, weekly ones a week."""
    found: dict[str, Story] = {}
    for wish in order.wishes:
        start = order.due.at - WEEK if wish.rhythm == "weekly" else _start(order, wish.since)
        for story in stories_for(q, (wish,), request.roster, request.knowledge.gazetteer, start, order.due.at):
            found[story.id] = story
    return tuple(sorted(found.values(), key=lambda s: (-s.sources, -s.latest.timestamp(), s.id)))


def _start(order: Order, subscribed: datetime | None) -> datetime:
    if order.subscriber.digest_done is None or (subscribed is not None and subscribed > order.since):
        return order.due.at - timedelta(days=1)
    return order.since - GRACE


def _corrected(request: Request, q: Questions, since: datetime) -> tuple[Line, ...]:
    """What was taken back since the last digest."""
    t, lines = request.texts, dict[tuple[str, str], Line]()
    for one in q.corrections.since(since):
        story = q.stories.of_items((one.item,)).get(one.item, "")
        told = q.stories.get(story) if story else None
        if one.refuted and told is not None and one.actor not in told.actors:
            words = t.say("digest.correction", name=actor_name(request, one.actor))
            lines[story, one.actor] = Line(words, one.at, story=story, quote=t.isolate(told.headline))
    return tuple(lines.values())
