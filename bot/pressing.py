"""What every platform's buttons share: a press says all that it means, so nothing has to be remembered; and pages.

A button's id holds the typed command that it stands for. A command too long for an id stands in a row of the store
(`Core.keep`), and the id holds the row's key.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.briefing import Action, Briefing
from bot.texts import Texts

_CARDS = {"actor", "person", "story"}  # a further one of these is a new answer, not another page
_LISTS = {"events", "digest", "find"}  # their stories are numbered, and a button by that number opens each
_MOST_NUMBERED = 10
_HIGHEST_PAGE = 99  # longest page number that an id is measured with


@dataclass(frozen=True, slots=True)
class Press:
    """What a button says when pressed: a typed command, which page of its answer, and whose post it stands under."""

    command: str
    page: int = 1
    key: str = ""  # mark of the outbox row
    kept: bool = False  # `command` is the key of a row that holds the command
    turns: bool = False  # goes on in the same message where the presser asked for it

    @property
    def id(self) -> str:
        """As it stands in a button; longer than a platform takes where the command is long."""
        return f"{'k' if self.kept else 'c'}{'t' if self.turns else ''}|{self.page}|{self.key}|{self.command}"


_KINDS = {"c": (False, False), "ct": (False, True), "k": (True, False), "kt": (True, True)}


def pressed(written: str) -> Press | None:
    """The press that an id stands for; None for ids that are not ours."""
    kind, page, key, command = [*written.split("|", 3), "", "", ""][:4]
    if kind not in _KINDS or not page.isdecimal() or not command:
        return None
    return Press(command, int(page), key, *_KINDS[kind])


def mark(key: str) -> str:
    """A short stable mark of an outbox key: it makes every try the same message, and stands in its buttons' ids."""
    return base64.b32encode(hashlib.blake2b(key.encode(), digest_size=10).digest()).decode().lower() if key else ""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a briefing is shown: which page, made by which command, under which mark."""

    page: int = 1
    command: str = ""  # what asked for it, as typed; empty for posts
    key: str = ""  # mark of the outbox row
    kept: Mapping[str, str] = field(default_factory=dict)  # long commands -> keys of the rows that hold them
    note: str = ""  # a last small line, such as a link to an older message


FRESH = Manner()  # the first page of what nobody asked for


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which page of how many, and the page that lists the sources where they do not stand on the first."""

    page: int = 1
    pages: int = 1
    sources_at: int | None = None


def long_commands(briefing: Briefing, how: Manner, longest: int) -> tuple[str, ...]:
    """Commands of buttons whose id would be too long, to be kept in a row before rendering."""
    wanted = [*(a.command for a in briefing.actions), *filter(None, (briefing.again or how.command,))]
    return tuple(c for c in dict.fromkeys(wanted) if len(Press(c, _HIGHEST_PAGE, how.key, turns=True).id) > longest)


def numbered(briefing: Briefing) -> Mapping[str, int]:
    """The numbers of the first stories of a list, by their ids."""
    lines = (line for section in briefing.sections for line in section.lines)
    stories = dict.fromkeys(line.story for line in lines if line.story) if briefing.kind in _LISTS else {}
    return {story: n for n, story in enumerate(list(stories)[:_MOST_NUMBERED], 1)}


def buttons(
    briefing: Briefing, t: Texts, how: Manner, leaf: Leaf, longest: int, most: int
) -> tuple[tuple[str, str], ...]:
    """Labels and ids of at most so many buttons: pages first, then what the briefing offers; no id stands twice.

    A post without any that can be written gets one for help, so that its mark can be found.
    """
    wanted = _turns(briefing.again or how.command, t, how, leaf) + [
        (a.label, _press(a, briefing, how)) for a in briefing.actions
    ]
    wanted += [(str(n), Press(f"/story {story}", key=how.key)) for story, n in numbered(briefing).items()]
    found: dict[str, str] = {}
    for label, press in wanted:
        written = _written(press, how, longest)
        if written and written not in found and len(found) < most:
            found[written] = label
    if how.key and not found:
        found[Press("/help", key=how.key).id] = t.say("action.help")
    return tuple((label, written) for written, label in found.items())


def _turns(command: str, t: Texts, how: Manner, leaf: Leaf) -> list[tuple[str, Press]]:
    if not command or leaf.pages < 2:
        return []
    page, sources_at = leaf.page, leaf.sources_at
    turns = [(t.say("page.previous"), page - 1)] if page > 1 else []
    onward = t.say("action.sources") if page + 1 == sources_at else t.say("page.next", n=page + 1, of=leaf.pages)
    turns += [(onward, page + 1)] if page < leaf.pages else []
    turns += [(t.say("action.sources"), sources_at)] if sources_at and page + 1 < sources_at else []
    return [(label, Press(command, to, how.key, turns=True)) for label, to in turns]


def _press(action: Action, briefing: Briefing, how: Manner) -> Press:
    """A list or a question that goes on ("/events badr before:..." below /events) turns; a card is a new answer."""
    goes_on = bool(how.command) and how.command.split(" ")[0] == action.command.split(" ")[0]
    return Press(action.command, key=how.key, turns=goes_on and briefing.kind not in _CARDS)


def _written(press: Press, how: Manner, longest: int) -> str:
    """The id of a press; of the row that holds its command where it is too long; "" where there is none."""
    if len(press.id) <= longest:
        return press.id
    kept = how.kept.get(press.command)
    return Press(kept, press.page, press.key, True, press.turns).id if kept else ""
