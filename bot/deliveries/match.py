"""Which subscriptions a story fits, and why not the others."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot.lookup import UNNAMED
from intel.normalise import normalise
from model.actor import Roster
from model.place import Gazetteer
from model.story import Story
from model.subscription import ALL, Subscription
from store import Questions

# What Arabic writes onto the front of a word: and, so, with, like, for, the.
_FRONT = r"(?:[وف]?(?:[بكل]?ال|لل|[بكل])?)"


@dataclass(frozen=True, slots=True)
class View:
    """A story as subscriptions look at it."""

    story: Story
    places: frozenset[str] = frozenset()  # its places and all they lie within
    text: str = ""  # normalised titles and summaries of its reports


def targets_of(actors: Collection[str], roster: Roster) -> tuple[str, ...]:
    """Every target that means one of these actors: itself, its umbrellas, its groups, all, and none at all.

    `all` are those who are followed and militias that nobody names; who is only told apart is none of them.
    """
    found = {"", ALL} if any(one == UNNAMED or _is_followed(one, roster) for one in actors) else {""}
    for actor in actors:
        found.update(f"actor:{one}" for one in (actor, *umbrellas_of(actor, roster)))
    found.update(f"group:{group.id}" for group in roster.groups.values() if set(group.members) & set(actors))
    return tuple(sorted(found))


def _is_followed(actor: str, roster: Roster) -> bool:
    known = roster.actor(actor)
    return known is not None and not known.apart


def umbrellas_of(actor: str, roster: Roster) -> tuple[str, ...]:
    """The umbrellas an actor stands under, at any height."""
    found: dict[str, None] = {}
    waiting = [actor]
    while waiting:
        known = roster.actor(waiting.pop())
        for parent in (fact.value for fact in known.parents) if known else ():
            above = roster.actor(parent)
            if above is not None and above.kind == "umbrella" and parent not in found:
                found[parent] = None
                waiting.append(parent)
    return tuple(found)


def members_of(target: str, roster: Roster) -> tuple[str, ...]:
    """The actors that a target means; none for `all` and for no target."""
    kind, _, name = target.partition(":")
    if kind == "group":
        return tuple(actor.id for actor in roster.members(name))
    if kind != "actor":
        return ()
    return (name, *(one for one in roster.actors if name in umbrellas_of(one, roster)))


def misfit(wish: Subscription, view: View) -> str:
    """What of a subscription a story does not meet; empty if it fits. Who it is about is not asked here."""
    story = view.story
    if wish.types and not {story.type, story.second} & set(wish.types):
        return "types"
    if wish.places and not view.places & set(wish.places):
        return "places"
    if wish.words and not any(bears(view.text, normal(word)) for word in wish.words):
        return "words"
    return "sources" if story.sources < wish.min_sources else ""


def unfit(story: Story, now: datetime, growth: timedelta) -> str:
    """What keeps a story from being posted anywhere at once; empty if nothing does."""
    if story.history:
        return "history"
    return "old" if now - story.first_seen > growth else ""


def bears(text: str, word: str) -> bool:
    """Whether a normalised text holds a normalised word or phrase, Arabic prefixes allowed."""
    return bool(word) and _pattern(word).search(text) is not None


@lru_cache(4096)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_FRONT}{re.escape(word)}(?!\w)")


@lru_cache(4096)
def normal(word: str) -> str:
    """A subscribed word as texts are normalised."""
    return normalise(word).strip()


def view_of(q: Questions, story: Story, gazetteer: Gazetteer, *, with_text: bool) -> View:
    """A story as subscriptions look at it."""
    places = {place for one in story.places for place in (one, *(p.id for p in gazetteer.ancestors(one)))}
    documents = [item.document for item in q.items.many(story.items)] if with_text else []
    text = normalise("\n".join(f"{d.title}\n{d.summary}" for d in documents)) if documents else ""
    return View(story, frozenset(places), text)


def fitting(wishes: Iterable[Subscription], view: View) -> Iterator[int]:
    """The channels that a story fits a subscription of, each once."""
    last = 0
    for wish in wishes:
        if wish.channel != last and not misfit(wish, view):
            last = wish.channel
            yield last
