"""`factionwatch backup`, `restore`, `rebuild` and `reannotate`: copies of the store, and its truth."""

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot import wiring
from bot.jobs.craft import plain_words
from bot.jobs.reannotate import Reader, reannotate, waiting
from bot.settings import Settings
from model.errors import UsageError
from model.finding import Annotation
from model.item import Item
from store import Lock, Store
from store import backup as copies
from store.rebuild import rebuild as walk
from store.secrets import copy_beside

SHOWN = 20  # faults; a store with more than that has one cause


def back_up(settings: Settings, file: str, with_secrets: bool = False) -> str:
    """Copies the store, in use or not, to a file; tokens of workspaces only where they are asked for."""
    size = copies.back_up(settings.db, file)
    said = f"{file}: a whole copy of {settings.db}, {size / 1e6:.1f} MB"
    if not with_secrets:
        return said
    kept = copy_beside(settings.db, file)
    return f"{said}; {kept}: the tokens, keep it safe" if kept else f"{said}; there are no tokens of workspaces"


def restore(settings: Settings, file: str) -> str:
    """Puts a copy in the place of the store; the former store is kept beside it."""
    lock = Lock(settings.db, wiring.system_clock, host=platform.node(), pid=os.getpid())
    kept = copies.restore(file, settings.db, lock)
    return f"{settings.db} is now what {file} holds" + (f"; the former store is {kept}" if kept else "")


def rebuild(settings: Settings, verify: bool) -> tuple[list[str], bool]:
    """Compares roll-ups and search with what they stand for; what to say, and whether all is right now."""
    with _existing(settings) as store, _bar() as bar:
        task = bar.add_task("counts", total=1.0)
        wrong = walk(
            store,
            verify=verify,
            words=_words,
            progress=lambda what, done: bar.update(task, completed=done, description=what),
        )
        broken = _integrity(store) if verify else ()
    faults = [*broken, *wrong]
    if not faults:
        return ["counts and search are as they should be" + ("; the file is sound" if verify else "")], True
    rest = [f"... and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    verdict = f"{len(faults)} wrong" if verify else f"{len(faults)} put right"
    return [*faults[:SHOWN], *rest, verdict], not verify


def _integrity(store: Store) -> tuple[str, ...]:
    with store.read() as q:
        return q.upkeep.integrity()


def _words(item: Item, annotation: Annotation) -> str:
    """The words an item is found by; one that names nobody may have none."""
    return plain_words(item.document)


def read_anew(settings: Settings) -> str:
    """Reads items anew that were read by other names or rules."""
    with wiring.opened(settings, wiring.system_clock) as bot, _bar() as bar:
        knowledge = bot.knowledge
        total = waiting(bot.store, knowledge.annotator.rules_version)
        task = bar.add_task("reading", total=total)
        reader = Reader(knowledge.annotator, knowledge.feeds.outlets, wiring.announcer_of(bot))
        done = reannotate(bot.store, reader, lambda n: bar.update(task, completed=n))
    if not total:
        return "every item was read by these names and rules already"
    return f"{done.items} items read anew: {done.changed} name others now, {done.stories} stories are told otherwise"


@contextmanager
def _existing(settings: Settings) -> Iterator[Store]:
    """The store, which must be there: nothing is made to be looked at."""
    if not Path(settings.db).is_file():
        raise UsageError(f"there is no store at {settings.db}; FACTIONWATCH_DB names it")
    with wiring.open_store(settings, wiring.system_clock) as store:
        yield store


def _bar() -> Progress:
    """A progress bar on stderr, for people only."""
    from rich.console import Console

    columns = (TextColumn("{task.description:<10}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
