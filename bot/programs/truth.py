"""`factionwatch rebuild` and `reannotate`: what is stored proven, put right, and read anew."""

import sys

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot import wiring
from bot.jobs.craft import plain_words
from bot.jobs.reannotate import Reader, reannotate, waiting
from bot.settings import Settings
from model.finding import Annotation
from model.item import Item
from store import Store
from store.rebuild import rebuild as walk

SHOWN = 20  # faults; a store with more than that has one cause


def rebuild(settings: Settings, verify: bool) -> tuple[list[str], bool]:
    """Compares roll-ups and search with what they stand for; what to say, and whether all is right now."""
    with wiring.existing_store(settings, wiring.system_clock) as store, _bar() as bar:
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


def _bar() -> Progress:
    """A progress bar on stderr, for people only."""
    from rich.console import Console

    columns = (TextColumn("{task.description:<10}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
