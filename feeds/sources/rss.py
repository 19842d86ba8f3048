"""RSS, RDF and Atom: the usual feed."""

from feeds.parse import parse
from feeds.reading import Job, Reading
from feeds.source import Kind


def read(job: Job) -> Reading:
    """The entries of the body."""
    return parse(job.body, job.feed.id, job.feed.language)


kind = Kind(name="rss", read=read)
