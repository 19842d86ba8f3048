"""Walks over the whole store, slice by slice, so that readers and the writer of the running program hardly notice."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from store.questions import Questions
from store.store import Store
from store.upkeep import Checked, Words

Progress = Callable[[str, float], None]  # what is looked at, and how much of it is done (0..1)
_IDS = 1 << 63


def no_progress(what: str, done: float) -> None:
    """Tell nobody."""


def rebuild(
    store: Store, *, verify: bool = False, words: Words | None = None, progress: Progress = no_progress
) -> tuple[str, ...]:
    """Compare roll-ups and search with what they stand for and put right what differs; with `verify`, only compare.

    Returns what was wrong, in words; nothing where all was right. `words` makes an item's normalised text.
    """
    wrong = [*_counts(store, verify, progress), *_search(store, verify, words, progress)]
    if any(line.startswith("search") for line in wrong) and not verify:
        store.write(lambda q: q.upkeep.rebuild_index())
    return tuple(wrong)


def give_up(store: Store, before: datetime, *, progress: Progress = no_progress) -> int:
    """Remove the texts of stories and items last reported before then; how many stories and lone items went."""
    gone = 0
    while step := store.write(lambda q: q.upkeep.give_up(before)):
        gone += step
        progress(f"{gone} given up", 0.5)
    left = store.write(lambda q: q.upkeep.free_pages())
    while left > (left := store.write(lambda q: q.upkeep.free_pages())):
        progress("room given back", 0.9)
    return gone


def _counts(store: Store, verify: bool, progress: Progress) -> Iterator[str]:
    with store.read() as q:
        span = q.upkeep.days()
    if span is None:
        return
    first, last = span
    total = (last - first).days + 1
    for n in range(total):
        day = first + timedelta(days=n)
        with store.read() as q:
            wrong = q.upkeep.check_counts(day, day)
        if wrong and not verify:
            wrong = store.write(partial(_mend_counts, day))
        yield from wrong
        progress("counts", (n + 1) / total)


def _search(store: Store, verify: bool, words: Words | None, progress: Progress) -> Iterator[str]:
    after: int | None = -1
    while after is not None:
        with store.read() as q:
            checked = q.upkeep.check_search(after, words=words)
        if checked.wrong and not verify:
            store.write(partial(_mend_search, after, words))
        yield from checked.wrong
        after = checked.after
        progress("search", 1.0 if after is None else after / _IDS)


def _mend_counts(day: date, q: Questions) -> tuple[str, ...]:
    return q.upkeep.check_counts(day, day, mend=True)


def _mend_search(after: int, words: Words | None, q: Questions) -> Checked:
    return q.upkeep.check_search(after, words=words, mend=True)
