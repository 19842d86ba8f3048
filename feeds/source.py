"""Kinds of source: one file each in feeds/sources/, found by the name that feeds.yaml gives."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from feeds.errors import ReadError
from feeds.reading import ACCEPT, Job, Reading
from feeds.sources import kinds
from model.feed import Feed


def _as_written(feed: Feed) -> str:
    return feed.url


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source: where to ask, and how to read what comes."""

    name: str
    read: Callable[[Job], Reading]
    address: Callable[[Feed], str] = _as_written
    accept: str = ACCEPT
    local: bool = False  # a file on this machine, never fetched over the network
    scrapes: bool = False  # reads pages not made for machines: robots.txt counts
    aggregates: bool = False  # its entries name their own publishers


def kind_of(feed: Feed) -> Kind:
    """The kind of a feed, or ReadError where there is none of that name."""
    if feed.kind not in kinds():
        raise ReadError(feed.id, f"there is no kind of source named {feed.kind!r}; there are {', '.join(kinds())}")
    return _load(feed.kind)


@cache
def _load(name: str) -> Kind:
    found: Kind = import_module(f"feeds.sources.{name}").kind
    return found


def read(job: Job) -> Reading:
    """The entries of a body, by its feed's kind; fit for a worker process."""
    return kind_of(job.feed).read(job)
