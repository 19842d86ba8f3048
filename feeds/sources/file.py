"""A file of this machine that holds a feed: RSS, Atom or JSON Feed."""

from feeds.source import Kind
from feeds.sources import rss

kind = Kind(name="file", read=rss.read, local=True)
