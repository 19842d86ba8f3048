"""An operator's hand on stories: correct, merge, split; each in one transaction with all that follows from it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.command import Knowledge
from bot.deliveries.announce import Announcer, News
from intel.corrections import apply
from intel.stories import report_of, story_id, tell
from model.delivery import Delivery
from model.errors import UsageError
from model.feed import Outlet
from model.item import Item
from model.story import Report, Story, StoryState
from store import Questions

SPARE = 20  # further names that a report's key has
YOUNG = timedelta(hours=24)  # a part that was split off is posted by itself only if it is younger


class Editor:
    """Corrects, merges and splits, and tells the channels that were told otherwise."""

    def __init__(self, knowledge: Knowledge, announcer: Announcer, now: datetime, who: str) -> None:
        self._knowledge, self._announcer, self._now, self._who = knowledge, announcer, now, who

    def correct(self, q: Questions, number: int, actor: str, reason: str) -> Story | None:
        """Take an actor back from an item: its story is told anew, and each message corrected; the story, if any."""
        item = q.items.get(number)
        if item is None:
            raise UsageError(f"there is no item {number}; /why and `factionwatch story show` give the numbers")
        annotation = q.items.annotation(number)
        if actor not in annotation.actors:
            known = ", ".join(annotation.actors) or "nobody"
            raise UsageError(f"item {number} was not matched with {actor}; it was matched with {known}")
        q.corrections.add(number, actor, who=self._who, reason=reason)
        changed = apply(annotation, q.corrections.of(number))
        report = report_of(item, changed, self._outlet(item))
        q.items.reannotate(number, changed, report=report)
        story = q.stories.of_items([number]).get(number)
        if story is None:
            return None
        return self._retold(q, story, report)

    def merge(self, q: Questions, one: str, other: str, reason: str) -> Story:
        """Two stories are the same: the one that began first takes the other in."""
        first, second = sorted((_state(q, one), _state(q, other)), key=lambda s: (s.story.first_seen, s.story.id))
        if first.story.id == second.story.id:
            raise UsageError(f"{one} and {other} are one story already")
        reports = sorted([*first.reports, *second.reports], key=lambda r: (r.at, r.item))
        detail = f"merged by {self._who}"
        moved = [replace(j, story=first.story.id, reason="manual", detail=detail) for j in second.joins]
        told = tell(first.story.id, reports, [*first.joins, *moved], first.story)
        posts = q.outbox.of_story(second.story.id, limit=_ALL)
        q.stories.merge(told, second.story.id, moved, who=self._who, reason=reason)
        for post in posts:
            self._lead_over(q, told, post)
        self._announcer.announce(q, [News(told, False, False)])
        return told

    def split(self, q: Questions, story: str, items: Collection[int], reason: str) -> tuple[Story, Story]:
        """Part items from a story: the larger part stays, the other is a new story."""
        state = _state(q, story)
        wanted = set(items)
        unknown = wanted - set(state.story.items)
        if unknown or not wanted or wanted == set(state.story.items):
            raise UsageError(f"story {story} has the items {', '.join(map(str, state.story.items))}; name some of them")
        part = [r for r in state.reports if r.item in wanted]
        rest = [r for r in state.reports if r.item not in wanted]
        stays, goes = (part, rest) if len(part) > len(rest) else (rest, part)
        new_id = _free_id(q, goes, state.story.id)
        joins = {join.item: join for join in state.joins}
        moved = [replace(joins[r.item], story=new_id, reason="manual", detail=f"split by {self._who}") for r in goes]
        kept = tell(state.story.id, stays, [joins[r.item] for r in stays], state.story)
        new = tell(new_id, goes, moved, None)
        q.stories.split(kept, new, moved, who=self._who, reason=reason)
        fresh = self._now - new.first_seen < YOUNG
        self._announcer.announce(q, [News(kept, False, False), News(new, True, fresh, "split")])
        return kept, new

    def _retold(self, q: Questions, story: str, report: Report) -> Story:
        state = _state(q, story)
        reports = [report if r.item == report.item else r for r in state.reports]
        told = tell(state.story.id, reports, state.joins, state.story)
        q.stories.save(told)
        self._announcer.announce(q, [News(told, False, False)])
        return told

    def _lead_over(self, q: Questions, story: Story, post: Delivery) -> None:
        """A message of the story that was taken in: it stays if it is the older one, else it leads to the older."""
        subject = f"story:{story.id}"
        main = q.outbox.about(post.channel_number, subject)
        if main is None:
            q.outbox.rename(post.id, subject, story.id)
            return
        older, younger = (post, main) if _posted(post) < _posted(main) else (main, post)
        q.outbox.rename(younger.id, f"merged:{younger.id}", story.id)
        q.outbox.rename(older.id, subject, story.id)
        if younger.state == "sent":
            q.outbox.ask_edit(younger, self._now, self._announcer.policy.spacing)
        elif younger.state in ("pending", "retrying"):
            q.outbox.end(younger.id, "dropped", "told with another story")

    def _outlet(self, item: Item) -> Outlet:
        known = self._knowledge.feeds.outlets.get(item.outlet)
        return known or Outlet(item.outlet, item.document.outlet or item.outlet)


_ALL = 1_000_000


def _posted(post: Delivery) -> tuple[bool, datetime, int]:
    """What was posted stands before what was not, the older before the younger."""
    return post.sent_at is None, post.sent_at or post.created, post.id


def _state(q: Questions, story: str) -> StoryState:
    known = q.stories.get(story)
    state = q.stories.state(known.id) if known else None
    if state is None:
        raise UsageError(f"there is no story {story}")
    return state


def _free_id(q: Questions, reports: Sequence[Report], taken: str) -> str:
    """A story is called after its first report; where that name is taken, after the next, or by the first one's others.

    What is split off a story may be the very report that it is called after.
    """
    for wanted in (*map(story_id, reports), *(story_id(reports[0], skip) for skip in range(1, SPARE))):
        known = q.stories.get(wanted)
        if wanted != taken and (known is None or known.id != wanted):
            return wanted
    raise UsageError("no name is left for the part; merge what was split off before, then split again")
