"""`factionwatch story show|merge|split` and `factionwatch correct`: an operator's hand on what was found."""

import getpass
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot import wiring
from bot.core import Bot
from bot.deliveries.editing import Editor
from bot.settings import Settings
from model.errors import UsageError
from model.story import Story
from store import Questions

T = TypeVar("T")


def show(settings: Settings, story: str) -> str:
    """A story in full, then every item with why it stands there, and what was done by hand."""
    with wiring.opened(settings, wiring.system_clock) as bot, bot.store.read() as q:
        known = q.stories.get(story)
        if known is None:
            raise UsageError(f"there is no story {story}")
        lines = _head(known)
        for join in q.stories.joins(known.id):
            item = q.items.get(join.item)
            title = item.document.title if item else "(given up)"
            copied = f", copy of {join.copy_of}" if join.copy_of is not None else ""
            lines.append(f"  {join.item}  {title}")
            lines.append(f"      {join.reason} {join.score:g}{copied} {join.detail}".rstrip())
            for made in q.corrections.of(join.item):
                words = f"corrected {made.at:%Y-%m-%d %H:%M}Z by {made.who}: not {made.actor} {made.reason}"
                lines.append(f"      {words}".rstrip())
        for change in q.stories.changes_of(known.id):
            pair = f"{change.story} / {change.other}"
            lines.append(f"{change.at:%Y-%m-%d %H:%M}Z {change.kind} {pair} by {change.who} {change.reason}".rstrip())
    return "\n".join(lines)


def _head(story: Story) -> list[str]:
    return [
        f"{story.id}  {story.headline}",
        f"{story.first_seen:%Y-%m-%d %H:%M}Z to {story.latest:%Y-%m-%d %H:%M}Z · {story.type} · "
        f"{', '.join(story.actors) or 'nobody'} · {story.sources} independent source(s), {story.reports} report(s)",
    ]


def correct(settings: Settings, item: int, actor: str, reason: str) -> str:
    """Takes an actor back from an item."""

    def work(q: Questions, editor: Editor, bot: Bot) -> Story | None:
        return editor.correct(q, item, _actor_of(bot, actor), reason)

    told = _edited(settings, work)
    where = f"; story {told.id} is told anew: {', '.join(told.actors) or 'nobody that is followed'}" if told else ""
    return f"item {item} is not about {actor}{where}. Messages already posted are corrected by the running bot."


def merge(settings: Settings, one: str, other: str, reason: str) -> str:
    """Makes one story of two."""
    told = _edited(settings, lambda q, editor, bot: editor.merge(q, one, other, reason))
    return f"{told.id} has now {_items(told)}. Messages already posted are changed by the running bot."


def split(settings: Settings, story: str, items: Sequence[int], reason: str) -> str:
    """Parts items from a story."""
    kept, new = _edited(settings, lambda q, editor, bot: editor.split(q, story, items, reason))
    return f"{kept.id} keeps {_items(kept)}; {new.id} is new with {_items(new)}."


def _items(story: Story) -> str:
    return "1 item" if len(story.items) == 1 else f"{len(story.items)} items"


def _edited(settings: Settings, work: Callable[[Questions, Editor, Bot], T]) -> T:
    with wiring.opened(settings, wiring.system_clock) as bot:
        announcer = wiring.announcer_of(bot)
        who = getpass.getuser()
        return bot.store.write(lambda q: work(q, Editor(bot.knowledge, announcer, bot.clock(), who), bot), durable=True)


def _actor_of(bot: Bot, name: str) -> str:
    """An id, or any name that means one actor."""
    if name in bot.knowledge.roster.actors:
        return name
    found = bot.knowledge.resolver.resolve(name)
    actors = [one.id for one in found.candidates if one.kind == "actor"]
    if found.kind != "found" or not actors:
        raise UsageError(f'"{name}" means no one actor; nearest: {", ".join(one.id for one in found.candidates[:3])}')
    return actors[0]
