"""What a change of a story sets going, inside the transaction that changes it: rows of the outbox, slice by slice.

A change begins to spread in its own transaction, which carries out the first slice; the rest follows in transactions
of their own, so that ten thousand channels hold nobody up and a crash in between loses nobody.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.deliveries.growth import Growth, edit_time, grow, told_of
from bot.deliveries.keys import outbox_key
from bot.deliveries.match import fitting, targets_of, unfit, view_of
from bot.deliveries.policy import Policy
from bot.deliveries.surges import NOTE, find_alarms
from model.actor import Roster
from model.delivery import Delivery, Draft, Spread
from model.operation import Correction
from model.place import Gazetteer
from model.story import Story
from store import Questions

SLICE = 100  # channels a transaction: some 10 ms
REACHABLE = ("active", "missing", "revoked")  # what is queued for the latter two waits


@dataclass(frozen=True, slots=True)
class News:
    """A change of a story, as the delivery core hears of it."""

    story: Story
    is_new: bool
    fresh: bool  # may be posted at once
    held: str = ""  # why not


class Announcer:
    """Spreads what happened to the channels it concerns."""

    def __init__(
        self,
        roster: Roster,
        gazetteer: Gazetteer,
        clock: Callable[[], datetime],
        policy: Policy | None = None,
    ) -> None:
        self._roster, self._gazetteer = roster, gazetteer
        self._clock, self.policy = clock, policy or Policy()

    def announce(self, q: Questions, news: Sequence[News]) -> None:
        """Begin to spread changes; called inside the transaction that makes them."""
        for one in _last_of_each(news):
            if one.fresh:
                self.step(q, q.spreads.begin("story", one.story.id))
            elif one.is_new:
                q.spreads.hold(one.story.id, one.held)
            if not one.is_new:
                self.step(q, q.spreads.begin("growth", one.story.id))
        if actors := {actor for one in news if one.fresh for actor in one.story.actors}:
            self._announce_surges(q, actors)

    def _announce_surges(self, q: Questions, actors: Collection[str]) -> None:
        for alarm in find_alarms(q, self._roster, actors, self._clock()):
            q.meta.put(f"{NOTE}:{alarm.actor}", alarm.day)
            self.step(q, q.spreads.begin("surge", alarm.subject, alarm.payload))

    def step(self, q: Questions, spread: Spread) -> None:
        """One slice of a spread."""
        story = q.stories.get(spread.subject) if spread.kind != "surge" else None
        if spread.kind == "surge":
            after = self._surge_slice(q, spread)
        elif story is None or story.id != spread.subject:
            after = None  # merged or gone meanwhile: what took its place spreads by itself
        else:
            slice_of = self._story_slice if spread.kind == "story" else self._growth_slice
            after = slice_of(q, spread, story)
        q.spreads.advance(spread.id, after)

    def _story_slice(self, q: Questions, spread: Spread, story: Story) -> int | None:
        """Queue a story for the next channels that want it and do not have it."""
        now = self._clock()
        if reason := unfit(story, now, self.policy.growth):
            q.spreads.hold(story.id, reason)
            return None
        wishes, last = q.subscriptions.instant(targets_of(story.actors, self._roster), spread.after, SLICE)
        view = view_of(q, story, self._gazetteer, with_text=any(wish.words for wish in wishes))
        subject = f"story:{story.id}"
        drafts = [
            Draft(one.number, subject, "story", outbox_key(one.channel, subject), now, story.id)
            for one in q.channels.many(fitting(wishes, view)).values()
            if one.state in REACHABLE
        ]
        q.outbox.put(drafts)
        return last

    def _growth_slice(self, q: Questions, spread: Spread, story: Story) -> int | None:
        """Bring the next messages of a story to its latest state."""
        posts = q.outbox.of_story(story.id, spread.after, SLICE)
        self.update(q, story, posts)
        return posts[-1].channel_number if len(posts) == SLICE else None

    def _surge_slice(self, q: Questions, spread: Spread) -> int | None:
        actor = spread.subject.split(":")[0]
        wishes, last = q.subscriptions.instant(targets_of((actor,), self._roster), spread.after, SLICE)
        plain = {w.channel for w in wishes if w.target and not (w.types or w.places or w.words)}
        subject = f"surge:{spread.subject}"
        drafts = [
            Draft(c.number, subject, "surge", outbox_key(c.channel, subject), self._clock(), payload=spread.payload)
            for c in q.channels.many(sorted(plain)).values()
            if c.state in REACHABLE
        ]
        q.outbox.put(drafts)
        return last

    # Messages that stand already

    def update(self, q: Questions, story: Story, posts: Sequence[Delivery], *, quiet: bool = False) -> None:
        """What a story's latest state asks of its messages: edits and, unless `quiet`, lines beside them."""
        channels = q.channels.many(post.channel_number for post in posts)
        wishes = q.subscriptions.of_many(channels)
        corrections = corrections_of(q, story) if posts else ()
        for post in posts:
            channel = channels[post.channel_number]
            # A message whose story was taken into another one leads there and does not grow.
            if channel.state != "ended" and not post.subject.startswith("merged:"):
                cares = channel.state != "paused" and channel.number in wishes
                self._update_one(q, story, post, withdrawn_from(post, corrections, story), cares, quiet)

    def _update_one(
        self, q: Questions, story: Story, post: Delivery, withdrawn: tuple[str, ...], cares: bool, quiet: bool
    ) -> None:
        message = post if post.state == "sent" else self._summary(q, post)
        if message is None or message.sent_at is None:
            return  # not posted yet: it will show the latest state when it is
        now = self._clock()
        growth = grow(post.told, told_of(story, withdrawn), message.sent_at, now, self.policy)
        is_corrected = growth.told.withdrawn != post.told.withdrawn
        if not cares and not is_corrected:
            return
        if growth.edit and (is_corrected or message is post):
            q.outbox.ask_edit(message, edit_time(message.sent_at, now, self.policy.spacing), self.policy.spacing)
        if growth.news and cares and not quiet:
            q.outbox.put([_news(post, message, growth, now)])
        if growth.told != post.told:
            q.outbox.set_told(post.id, growth.told)

    def _summary(self, q: Questions, post: Delivery) -> Delivery | None:
        """The summary that told a folded story."""
        if post.state != "folded" or post.target is None:
            return None
        summary = q.outbox.get(post.target)
        return summary if summary is not None and summary.state == "sent" else None

    def after_sent(self, q: Questions, delivery: Delivery) -> None:
        """A post stands: whatever changed while it was being sent is now owed to it."""
        if delivery.kind == "story" and delivery.operation == "post":
            self._catch_up(q, (delivery.id,))
        elif delivery.kind == "summary" and delivery.operation == "post":
            self._catch_up(q, [one.id for one in q.outbox.into(delivery.id)])

    def _catch_up(self, q: Questions, deliveries: Iterable[int]) -> None:
        for number in deliveries:
            post = q.outbox.get(number)
            story = q.stories.get(post.story) if post else None
            if post is not None and story is not None:
                self.update(q, story, (post,))


def corrections_of(q: Questions, story: Story) -> tuple[Correction, ...]:
    """What was corrected in any item of a story, oldest first."""
    found = [c for some in q.corrections.of_items(story.items).values() for c in some]
    return tuple(sorted(found, key=lambda c: c.at))


def withdrawn_from(post: Delivery, corrections: Sequence[Correction], story: Story) -> tuple[str, ...]:
    """The actors that a message named and a correction took back since."""
    if post.try_at is None and post.sent_at is None and post.state != "folded":
        return ()
    since = post.try_at or post.sent_at or post.created
    gone = {c.actor for c in corrections if c.refuted and c.at > since and c.actor not in story.actors}
    return tuple(sorted(gone | {a for a in post.told.withdrawn if a not in story.actors}))


def _news(post: Delivery, message: Delivery, growth: Growth, now: datetime) -> Draft:
    subject = f"news:{post.id}:{len(growth.told.news)}"
    what = growth.news[0].split()
    kind = "correction" if all(one.startswith("corrected:") for one in what) else "news"
    payload = json.dumps({"what": what, "late": growth.late})
    key = outbox_key(post.channel, subject)
    return Draft(post.channel_number, subject, kind, key, now, post.story, target=message.id, payload=payload)


def _last_of_each(news: Sequence[News]) -> tuple[News, ...]:
    """The last state of each story; it is fresh, or new, if any of its changes was."""
    found: dict[str, News] = {}
    for one in news:
        former = found.get(one.story.id)
        if former is not None:
            one = News(one.story, former.is_new, one.fresh or former.fresh, one.held or former.held)
        found[one.story.id] = one
    return tuple(found.values())
