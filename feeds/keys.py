"""Who an entry is: keys that stay the same when the feed edits, repeats or renames it. Volatile fields stay outside."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from feeds.links import canonical_link
from model.item import Entry

_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """The keys of one entry, and a mark of its words."""

    key: bytes  # names it: 128 bits
    asks: tuple[bytes, ...]  # keys that would prove it known, the best first
    keeps: tuple[bytes, ...]  # keys to remember it by: one may serve where another fails later
    headline: bytes  # key of its headline alone, for the guard against feeds that rename everything
    mark: int


def identify(entries: Sequence[Entry], group: str) -> tuple[Identity, ...]:
    """Keys of the entries of one body; a guid or link that stands for different things in it names nothing.

    Keys are scoped by the outlet's group, so that an item in several feeds of one house is one. Exact twins get
    the same keys; whoever stores drops the second.
    """
    rows = [(_guid(e.guid.strip()), _page(e.link), plain_title(_headline(e))) for e in entries]
    guids, links = _naming([(g, (p, t)) for g, p, t in rows]), _naming([(p, (g, t)) for g, p, t in rows])
    near = _hash(group)[:3]
    return tuple(
        _identity(entry, group, near, guid if guid in guids else "", link if link in links else "", title)
        for entry, (guid, link, title) in zip(entries, rows, strict=True)
    )


def _naming(pairs: Iterable[tuple[str, tuple[str, str]]]) -> frozenset[str]:
    """The values that always stand for one and the same thing."""
    stands_for: dict[str, set[tuple[str, str]]] = {}
    for value, thing in pairs:
        stands_for.setdefault(value, set()).add(thing)
    return frozenset(value for value, things in stands_for.items() if value and len(things) == 1)


def _identity(entry: Entry, group: str, near: bytes, guid: str, link: str, title: str) -> Identity:
    day = entry.published.date().isoformat() if entry.published else ""
    # What is remembered begins with the group: the keys of a house lie together on the disk, not all over it.
    named = [near + _hash(group, kind, value) for kind, value in ((_kind(guid), guid), ("link", link)) if value]
    by_title = near + _hash(group, "title", title, day)
    asks = tuple(dict.fromkeys(named)) or (by_title,)
    keeps = tuple(dict.fromkeys((*asks, by_title)))
    return Identity(asks[0][3:], asks, keeps, near + _hash(group, "headline", title), mark_of(entry))


def _headline(entry: Entry) -> str:
    return entry.title or entry.summary[:200] or entry.content[:200]


def _guid(guid: str) -> str:
    """A guid that is an address is compared as one: http or https, with or without trackers."""
    return canonical_link(guid) if guid.startswith(("http://", "https://")) else guid


def _kind(guid: str) -> str:
    return "link" if "/" in guid and "." in guid.partition("/")[0] else "guid"


def _page(link: str) -> str:
    """A link as compared; the front page of a site names no entry."""
    page = canonical_link(link)
    return page if "/" in page or "?" in page else ""


def plain_title(title: str) -> str:
    """A headline as compared: no case, no signs, no double spaces."""
    return _WORDS.sub(" ", unicodedata.normalize("NFKC", title).casefold()).strip()


def mark_of(entry: Entry) -> int:
    """A 63-bit hash of what a reader would read; dates, authors and links are left out, they change by themselves."""
    words = f"{entry.title}\n{entry.summary}"  # made tidy when they were read
    return int.from_bytes(blake2b(words.encode(errors="replace"), digest_size=8).digest(), "big") >> 1


def body_hash(body: bytes) -> bytes:
    """128-bit hash of a body, to leave unchanged ones unread."""
    return blake2b(body, digest_size=16).digest()


def _hash(*parts: str) -> bytes:
    return blake2b("\n".join(parts).encode(errors="replace"), digest_size=16).digest()
