"""What is new in a body: a decision over plain values, so that nothing comes twice and nothing is lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.keys import Identity
from model.feed import Seen
from model.item import Entry

MOST_EDITS = 24  # some feeds change a word at every poll
FLOOD = 8  # so many strangers with known headlines are a feed that renamed its entries
FLOOD_SHARE = 0.5
NEWS = timedelta(hours=24)  # what is older waits for the digest


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one entry is to us.

    new · edited (known, its words changed) · known · renamed (a stranger whose headline we know, in a flood of such) ·
    twin (stands twice in this body) · deleted (taken away by hand, and stays so)
    """

    kind: str
    entry: Entry
    identity: Identity
    seen: Seen | None = None

    @property
    def wants_reading(self) -> bool:
        """Whether intel is to look at it."""
        return self.kind in ("new", "edited")


def asked_keys(identities: Sequence[Identity]) -> tuple[bytes, ...]:
    """Every key that has to be looked up to sift these."""
    return tuple(dict.fromkeys(key for i in identities for key in (*i.asks, i.headline)))


def sift(
    feed: str,
    entries: Sequence[Entry],
    identities: Sequence[Identity],
    known: Mapping[bytes, Seen],
    polled_before: bool,
) -> tuple[Verdict, ...]:
    """A verdict for each entry, in order."""
    verdicts = tuple(_each(feed, entries, identities, known))
    return _without_flood(verdicts, known) if polled_before else verdicts


def _each(
    feed: str, entries: Sequence[Entry], identities: Sequence[Identity], known: Mapping[bytes, Seen]
) -> Iterator[Verdict]:
    met: set[bytes] = set()
    for entry, identity in zip(entries, identities, strict=True):
        if not met.isdisjoint(identity.asks):
            yield Verdict("twin", entry, identity)
            continue
        met.update(identity.asks)
        seen = next((known[key] for key in identity.asks if key in known), None)
        yield Verdict(_kind(feed, identity, seen), entry, identity, seen)


def _kind(feed: str, identity: Identity, seen: Seen | None) -> str:
    if seen is None:
        return "new"
    if seen.deleted:
        return "deleted"
    # A sister feed words its summary otherwise: only the feed that brought an entry can edit it.
    changed = seen.mark not in (0, identity.mark) and seen.feed == feed
    return "edited" if changed and seen.edits < MOST_EDITS else "known"


def _without_flood(verdicts: tuple[Verdict, ...], known: Mapping[bytes, Seen]) -> tuple[Verdict, ...]:
    new = [v for v in verdicts if v.kind == "new"]
    familiar = [v for v in new if v.identity.headline in known]
    if len(new) < FLOOD or len(familiar) < FLOOD_SHARE * len(new):
        return verdicts
    return tuple(
        Verdict("renamed", v.entry, v.identity, known[v.identity.headline])
        if v.kind == "new" and v.identity.headline in known
        else v
        for v in verdicts
    )


def published_at(entry: Entry, now: datetime) -> tuple[datetime, bool]:
    """When it was published, and whether the feed said so: undated gets now, the future is clamped to now."""
    if entry.published is None:
        return now, False
    return min(entry.published, now), True


def is_news(published: datetime, now: datetime) -> bool:
    """Whether an item is young enough to be posted at once."""
    return now - published <= NEWS
