"""Who published an entry: the feed's outlet, or where an aggregator says so, somebody we know or take note of."""

import re
from collections.abc import Mapping

from feeds.links import host_of
from model.feed import Feed, FeedList, Outlet
from model.item import Entry

_NOT_ID = re.compile(r"[^\w.]+")


class Publishers:
    """Finds the outlet of an entry."""

    def __init__(self, feeds: FeedList) -> None:
        self._outlets: Mapping[str, Outlet] = feeds.outlets
        self._by_host = {host_of(o.homepage): o for o in feeds.outlets.values() if o.homepage}
        self._by_name = {_plain(o.name): o for o in feeds.outlets.values()}

    def of_feed(self, feed: Feed) -> Outlet:
        """The outlet that a feed belongs to."""
        return self._outlets.get(feed.outlet) or Outlet(feed.outlet, feed.outlet, group=feed.outlet)

    def of_entry(self, feed: Feed, entry: Entry, aggregates: bool) -> Outlet:
        """The outlet that an entry comes from; an unknown publisher is nobody's kin and of unknown reliability."""
        if not aggregates or not (entry.publisher or entry.publisher_home):
            return self.of_feed(feed)
        host = host_of(entry.publisher_home)
        known = self._by_host.get(host) or self._by_name.get(_plain(entry.publisher))
        if known is not None:
            return known
        own = scope_of(entry)
        return Outlet(own, entry.publisher or host, group=own, homepage=entry.publisher_home)


def scope_of(entry: Entry) -> str:
    """A publisher's id where none is given: its host, else its name."""
    return host_of(entry.publisher_home) or _NOT_ID.sub("-", entry.publisher.casefold()).strip("-")[:60] or "unknown"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
