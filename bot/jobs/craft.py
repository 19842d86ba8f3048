"""The pure work of a poll, as functions that a worker process can run: bytes to entries, entries to findings."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import Protocol

from bot.jobs.garbage import keep_what_is_loaded
from feeds import charset, source
from feeds.article import article_text
from feeds.keys import Identity, identify
from feeds.publisher import scope_of
from feeds.reading import Body, Job, Reading
from intel.emerging import find_sightings
from intel.searching import search_words
from model.finding import Annotation, Sighting
from model.item import Document, Entry


class Annotating(Protocol):
    """What finds actors, events and places in a document."""

    @property
    def rules_version(self) -> str:
        """A hash of the names and rules it reads by."""

    def annotate(self, document: Document) -> Annotation:
        """Everything found in it."""

    def gate(self, text: str) -> bool:
        """False where no actor can be found in the text."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What one document says, its words as the search wants them, and names in it that may be new groups."""

    annotation: Annotation
    words: str
    sightings: tuple[Sighting, ...] = ()  # whose the outlet is does not stand in them yet


@dataclass(frozen=True, slots=True)
class Read:
    """A body read, its entries with their keys."""

    reading: Reading
    identities: tuple[Identity, ...]

    def __add__(self, other: "Read") -> "Read":
        entries = (*self.reading.entries, *other.reading.entries)
        return Read(replace(self.reading, entries=entries), (*self.identities, *other.identities))


_at_work: list[Annotating] = []


def begin(make: Callable[[], Annotating] | None) -> None:
    """Readies a worker process: Ctrl-C is for its parent, and the rules are loaded once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if make is not None:
        _at_work[:] = [make()]
    keep_what_is_loaded()


def _end_with_parent() -> None:
    """A bot that was killed asks for nothing any more; its worker would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def ready() -> bool:
    """Nothing, done by a worker process to show that it is there."""
    return True


def read(job: Job, group: str) -> Read:
    """The entries of a body and their keys; where entries name their own publishers, keys are scoped by those."""
    reading = source.read(job)
    if source.kind_of(job.feed).aggregates:
        return Read(reading, _by_publisher(reading.entries))
    return Read(reading, identify(reading.entries, group))


def _by_publisher(entries: Sequence[Entry]) -> tuple[Identity, ...]:
    """Keys of entries of many publishers, in order."""
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        places.setdefault(scope_of(entry), []).append(place)
    found: dict[int, Identity] = {}
    for scope, own in places.items():
        found.update(zip(own, identify([entries[n] for n in own], scope), strict=True))
    return tuple(found[n] for n in range(len(entries)))


def extract(body: Body) -> str:
    """The text of an article's page."""
    return article_text(charset.decode(body.data, body.content_type))


def find(annotator: Annotating, documents: Sequence[Document]) -> tuple[Findings | None, ...]:
    """What is found in each document, None where nothing can be found."""
    return tuple(_find(annotator, document) for document in documents)


def find_here(documents: Sequence[Document]) -> tuple[Findings | None, ...]:
    """The same, in a worker process that `begin` has readied."""
    return find(_at_work[0], documents)


def _find(annotator: Annotating, document: Document) -> Findings | None:
    text = "\n".join(text for _, text in document.fields())
    if not annotator.gate(text):
        return None
    annotation = annotator.annotate(document)
    if not annotation.names.mentions:
        return None
    return Findings(annotation, plain_words(document), find_sightings(document, annotation.names, ""))


def plain_words(document: Document) -> str:
    """The words of a document as the search compares them."""
    return search_words(f"{document.title}\n{document.summary}")
