"""Walks over the whole store, slice by slice, so that readers and the writer of the running program hardly notice."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from store.questions import Questions
from store.store import Store
from store.upkeep import Checked, Words

Progress = Callable[[str, float], None]  # what is looked at, and how much of it is done (0..1)
DAYS = 7  # days of counts a slice
_IDS = 1 << 63


def no_progress(what: str, done: float) -> None:
    """Tell nobody."""


def rebuild(
    store: Store, *, verify: bool = False, words: Words | None = None, progress: Progress = no_progress
) -> tuple[str, ...]:
    """Compare roll-ups and search with what they stand for and put right what differs; with `verify`, only compare.

    Returns what was wrong, in words; nothing where all was right. `words` makes an item's normalised text.
    """
    return (*_counts(store, verify, progress), *_search(store, verify, words, progress), *_index(store, verify))


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
    total, day = (last - first).days + 1, first
    while day <= last:
        end = min(day + timedelta(days=DAYS - 1), last)
        if verify:
            with store.read() as q:
                yield from q.upkeep.check_counts(day, end)
        else:
            yield from store.write(partial(_mend_counts, day, end))
        progress("counts", ((end - first).days + 1) / total)
        day = end + timedelta(days=1)


def _mend_counts(first: date, last: date, q: Questions) -> tuple[str, ...]:
    return q.upkeep.check_counts(first, last, mend=True)


def _mend_search(after: int, words: Words | None, q: Questions) -> Checked:
    return q.upkeep.check_search(after, words=words, mend=True)


def _search(store: Store, verify: bool, words: Words | None, progress: Progress) -> Iterator[str]:
    after: int | None = -1
    while after is not None:
        if verify:
            with store.read() as q:
                checked = q.upkeep.check_search(after, words=words)
        else:
            checked = store.write(partial(_mend_search, after, words))
        yield from checked.wrong
        after = checked.after
        progress("search", 1.0 if after is None else after / _IDS)


def _index(store: Store, verify: bool) -> tuple[str, ...]:
    return store.write(lambda q: q.upkeep.check_index(mend=not verify))
