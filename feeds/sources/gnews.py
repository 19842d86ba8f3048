"""Queries of Google News: RSS whose entries come from many publishers, each named in the entry."""

from dataclasses import replace

from feeds.parse import parse
from feeds.reading import Job, Reading
from feeds.source import Kind
from model.item import Entry


def read(job: Job) -> Reading:
    """The entries of the body, each with its publisher."""
    reading = parse(job.body, job.feed.id, job.feed.language)
    return replace(reading, entries=tuple(map(_own, reading.entries)))


def _own(entry: Entry) -> Entry:
    """The entry without what the aggregator added: the publisher behind the headline, a summary that repeats it."""
    title = entry.title.removesuffix(f" - {entry.publisher}") if entry.publisher else entry.title
    repeats = entry.summary.startswith(title[:40]) and len(entry.summary) < len(entry.title) + len(entry.publisher) + 5
    return replace(entry, title=title, summary="" if repeats else entry.summary)


kind = Kind(name="gnews", read=read, aggregates=True)
