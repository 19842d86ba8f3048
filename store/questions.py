"""Everything that can be asked of the store, one object a subject."""

from store.actions import Actions
from store.channels import Channels
from store.connection import Database
from store.corrections import Corrections
from store.counts import Counts
from store.editions import Editions
from store.feeds import Feeds
from store.forgetting import Forgetting
from store.history import History
from store.items import Items
from store.meta import Meta
from store.outbox import Outbox
from store.reader_reports import ReaderReports
from store.search import Search
from store.seen import SeenEntries
from store.sightings import Sightings
from store.spreads import Spreads
from store.stories import Stories
from store.subject import Clock
from store.subscriptions import Subscriptions
from store.upkeep import Upkeep


class Questions:
    """The subjects, asked on one connection: reading ones see one snapshot, writing ones one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.feeds = Feeds(db, clock)
        self.seen = SeenEntries(db, clock)
        self.items = Items(db, clock)
        self.stories = Stories(db, clock)
        self.counts = Counts(db, clock)
        self.search = Search(db, clock)
        self.history = History(db, clock)
        self.corrections = Corrections(db, clock)
        self.reports = ReaderReports(db, clock)
        self.sightings = Sightings(db, clock)
        self.actions = Actions(db, clock)
        self.upkeep = Upkeep(db, clock)
        self.editions = Editions(db, clock)
        self.meta = Meta(db, clock)
        self.channels = Channels(db, clock)
        self.subscriptions = Subscriptions(db, clock)
        self.outbox = Outbox(db, clock)
        self.spreads = Spreads(db, clock)
        self.forgetting = Forgetting(db, clock)
