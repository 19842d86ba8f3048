"""/find words [actor] [days]: stories whose reports hold these words, in any spelling and script."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.briefing import Action, Briefing, Section, Sources
from bot.command import Argument, Command, Request
from bot.commands.events import filter_of
from bot.kinds import LONGEST_TEXT, Mistake, Window
from bot.lines import event_lines, told
from bot.lookup import Found, find_each, names_of, suggest_actors
from intel.searching import search_words
from model.item import Item
from model.story import Story
from store import Questions
from store.search import LARGEST

PAGE = 10
LOOKED_AT = 60  # the newest hits of a page, of which the best come first
_MARK = re.compile(r"(\d{1,19})\.(\d{1,2})")


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a page begins: below which item the hits lie, and how many of the best were shown already."""

    below: int = LARGEST
    shown: int = 0

    def __str__(self) -> str:
        return f"{self.below}.{self.shown}"


@dataclass(frozen=True, slots=True)
class _Hit:
    story: Story
    in_title: bool
    place: int  # 0 is the newest


def run(request: Request, words: str, actor: Sequence[str], days: Window | None, before: str | None) -> Briefing:
    """Stories that hold the words, the newest looked at and the best of them first."""
    if len(words) > LONGEST_TEXT:
        raise Mistake("mistake.long", name="words", most=LONGEST_TEXT)
    asked = find_each(request, actor, "find")
    if isinstance(asked, Briefing):
        return asked
    actors = filter_of(request, asked, (), (), None).actors
    mark, wanted = _read_mark(before), search_words(words)
    since = days.start if days else None
    with request.store.read() as q:
        ids = q.search.newest(wanted, actors=actors, since=since, before=mark.below, limit=LOOKED_AT)
        ranked = _ranked(q, q.items.many(ids), wanted)
        page = told(q, [h.story for h in ranked[mark.shown : mark.shown + PAGE]])
    after = _after(mark, ids, len(ranked))
    t, sources = request.texts, Sources()
    lines = event_lines(request, page, sources)
    return Briefing(
        "find",
        t.say("find.title", words=t.isolate(words[:80])),
        "" if lines else t.say("find.none"),
        sections=(Section("", lines),) if lines else (),
        sources=sources.all(),
        actions=(Action(t.say("action.older"), _command(words, asked, days, after)),) if after else (),
        as_of=request.now,
    )


def _read_mark(before: str | None) -> _Mark:
    if before is None:
        return _Mark()
    found = _MARK.fullmatch(before.strip())
    if not found:
        raise Mistake("mistake.before", name="before")
    return _Mark(min(int(found[1]), LARGEST), int(found[2]))


def _ranked(q: Questions, items: Sequence[Item], wanted: str) -> list[_Hit]:
    """One hit a story: words in the title first, then what more sources tell, then the newest."""
    of_items = q.stories.of_items(i.id for i in items)
    stories = {s.id: s for s in q.stories.many(dict.fromkeys(of_items.values()))}
    hits = dict[str, _Hit]()
    for place, item in enumerate(items):
        story = stories.get(of_items.get(item.id, ""))
        if story and (story.id not in hits or not hits[story.id].in_title):
            title = f" {search_words(item.document.title)} "
            in_title = all(f" {word}" in title for word in wanted.split())
            hits[story.id] = _Hit(story, in_title, hits[story.id].place if story.id in hits else place)
    return sorted(hits.values(), key=lambda h: (not h.in_title, h.place - 2 * min(h.story.sources, 5)))


def _after(mark: _Mark, ids: Sequence[int], hits: int) -> _Mark | None:
    """The mark of the next page; None at the end. Anchored at an item, so that news on top move nothing."""
    if mark.shown + PAGE < hits:
        return _Mark(ids[0] + 1, mark.shown + PAGE)
    return _Mark(ids[-1], 0) if len(ids) == LOOKED_AT else None


def _command(words: str, asked: Sequence[Found], days: Window | None, after: _Mark) -> str:
    quoted = f'"{words}"' if '"' not in words and ":" in words else words
    parts = ["/find", quoted]
    if asked:
        parts.append(f'actor:"{names_of(asked)}"')
    if days:
        parts.append(f"since:{days.start.date().isoformat()}")
    return " ".join([*parts, f"before:{after}"])


command = Command(
    "find",
    run,
    (
        Argument("words", kind="words", required=True),
        Argument("actor", many=True, suggest=suggest_actors),
        Argument("days", kind="days", also=("since",)),
        Argument("before", hidden=True),
    ),
    example="/find drone Erbil",
)
