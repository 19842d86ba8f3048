"""Everything that can be asked of the store, one object a subject."""

from store.connection import Database
from store.feeds import Feeds
from store.meta import Meta
from store.seen import SeenEntries
from store.subject import Clock


class Questions:
    """The subjects, asked on one connection: reading ones see one snapshot, writing ones one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.feeds = Feeds(db, clock)
        self.meta = Meta(db, clock)
        self.seen = SeenEntries(db, clock)
