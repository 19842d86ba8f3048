"""Why a story was not posted to a channel: each held-back story has a reason one can ask for."""

from collections.abc import Iterator
from datetime import datetime

from bot.command import Knowledge
from bot.deliveries.match import misfit, targets_of, umbrellas_of, unfit, view_of
from bot.deliveries.policy import Policy
from model.delivery import Channel, Delivery
from model.story import Story
from model.subscription import Subscriber, Subscription
from store import Questions

_MISFITS = {
    "types": "its type is {type}, wanted: {types}",
    "places": "it happened in {at}, wanted: {places}",
    "words": "none of its reports has the words {words}",
    "sources": "it has {n} independent source(s), wanted: {least}",
}
_HELD = {
    "history": "it is a documented past event, and these are never posted",
    "old": "it began more than 48 h before it would have been posted",
    "quiet": "it came with a first poll, an import or a re-annotation, and these are never posted at once",
    "late": "it was found more than 24 h after it was published, and waits for the digest",
    "split": "it was split off another story more than 24 h after it began",
}


def why_not(
    q: Questions, knowledge: Knowledge, policy: Policy, story_id: str, channel: Channel, now: datetime
) -> Iterator[str]:
    """Sentences, the most telling first."""
    story = q.stories.get(story_id)
    if story is None:
        yield f"There is no story {story_id}."
        return
    if story.id != story_id:
        yield f"{story_id} was merged into {story.id}."
    subscriber = q.channels.find(channel)
    if subscriber is None:
        yield f"{channel.address} has never subscribed to anything."
        return
    row = q.outbox.about(subscriber.number, f"story:{story.id}")
    if row is not None:
        yield from _fate(q, row)
        return
    if not subscriber.is_active:
        yield f"The channel is {subscriber.state}: {subscriber.reason or 'no reason was noted'}."
    if held := unfit(story, now, policy.growth) or q.spreads.held(story.id):
        yield f"It was not posted anywhere at once: {_HELD.get(held, held)}."
    if q.spreads.of("story", story.id) is not None:
        yield "It is still being queued for its channels."
    yield from _wishes(q, knowledge, story, subscriber)


def _fate(q: Questions, row: Delivery) -> Iterator[str]:
    """What became of the delivery there is."""
    if row.state == "sent" and row.sent_at:
        yield f"It was posted at {row.sent_at:%Y-%m-%d %H:%M}Z as message {row.message}."
    elif row.state == "folded" and row.target is not None:
        summary = q.outbox.get(row.target)
        state = summary.state if summary else "gone"
        yield f"It was folded into a summary (delivery {row.target}, {state}): {row.reason}."
    else:
        tried = f", tried {row.tries} time(s)" if row.tries else ""
        yield f"Delivery {row.id} is {row.state}{tried}: {row.reason or 'it waits for its turn'}."
    if row.repeated:
        yield "It was possibly posted twice: the answer to its first try was lost."


def _wishes(q: Questions, knowledge: Knowledge, story: Story, subscriber: Subscriber) -> Iterator[str]:
    """What each subscription says to it."""
    wishes = q.subscriptions.of(subscriber.number)
    if not wishes:
        yield "The channel has no subscriptions."
    targets = targets_of(story.actors, knowledge.roster)
    for wish in wishes:
        name = wish.target or wish.subject
        if wish.target not in targets:
            yield f"{name}: the story is about {_about(story, knowledge) or 'nobody that is followed'}."
        elif reason := _misfit(q, knowledge, wish, story):
            yield f"{name}: {reason}."
        elif wish.rhythm != "instant":
            yield f"{name}: it fits and stands in the {wish.rhythm} digest."
        else:
            yield f"{name}: it fits; the story was there before the subscription, or its last change was not news."


def _about(story: Story, knowledge: Knowledge) -> str:
    above = {u for actor in story.actors for u in umbrellas_of(actor, knowledge.roster)}
    return ", ".join([*story.actors, *(f"{one} (umbrella)" for one in sorted(above - set(story.actors)))])


def _misfit(q: Questions, knowledge: Knowledge, wish: Subscription, story: Story) -> str:
    reason = misfit(wish, view_of(q, story, knowledge.gazetteer, with_text=bool(wish.words)))
    if not reason:
        return ""
    return _MISFITS[reason].format(
        type=", ".join(filter(None, (story.type, story.second))),
        types=", ".join(wish.types),
        at=", ".join(story.places) or "no known place",
        places=", ".join(wish.places),
        words=", ".join(wish.words),
        n=story.sources,
        least=wish.min_sources,
    )
