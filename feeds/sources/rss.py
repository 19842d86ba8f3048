"""RSS, RDF and Atom: the usual feed. A JSON Feed at such an address is read as what it is."""

from feeds.parse import parse
from feeds.reading import Job, Reading
from feeds.source import Kind
from feeds.sources import json


def read(job: Job) -> Reading:
    """The entries of the body."""
    if job.body.data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return json.read(job)
    return parse(job.body, job.feed.id, job.feed.language)


kind = Kind(name="rss", read=read)
