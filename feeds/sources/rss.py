"""RSS, RDF and Atom: the usual feed. A JSON Feed at such an address is read as what it is."""

from feeds.reading import Job, Reading
from feeds.source import Kind


def read(job: Job) -> Reading:
    """The entries of the body."""
    from feeds.parse import parse  # with a parser of XML, which a poll that brings nothing new never needs
    from feeds.sources import json

    if job.body.data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return json.read(job)
    return parse(job.body, job.feed.id, job.feed.language)


kind = Kind(name="rss", read=read)
