"""Reading items anew: by slices that can be cut short, beside a bot that edits, without a new post."""

from datetime import timedelta

import pytest

from bot.deliveries.announce import Announcer
from bot.deliveries.policy import Policy
from bot.jobs.reannotate import Reader, reannotate, waiting
from model.delivery import Channel, Draft
from model.finding import Annotation, Event, Mention, Names, Span
from model.subscription import Subscription
from tests.bot.jobs.conftest import annotator
from tests.store.samples import take

BADR, KH = "badr-organization", "kataib-hezbollah"


class Rules:
    """New rules: every item is about Badr, and a strike."""

    rules_version = "new"

    def gate(self, text):
        return True

    def annotate(self, document):
        mention = Mention(Span("title", 0, 5, document.title[:5]), "full", 1.0, actor=BADR)
        return Annotation(document.id, Names((mention,)), Event("strike-on-faction"), rules_version="new")


@pytest.fixture
def reader(clock):
    known = annotator()
    return Reader(Rules(), {}, Announcer(known.roster, known.gazetteer, clock, Policy()))


def _fill(store, clock, n):
    store.write(lambda q: [take(q, f"n{i}", KH, at=clock() - timedelta(hours=i)) for i in range(n)])


def test_a_walk_that_was_cut_short_goes_on_where_it_stopped(store, clock, reader):
    """Nothing is read twice."""
    _fill(store, clock, 50)

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reannotate(store, reader, stop)
    left = waiting(store, "new")
    done = reannotate(store, reader, lambda n: None)

    assert (left, done.items) == (30, 30)
    assert waiting(store, "new") == 0
    with store.read() as q:
        assert {s.actors for s in q.stories.page(limit=99).stories} == {(BADR,)}
        assert q.counts.totals(clock().date() - timedelta(days=9), clock().date()) == {BADR: 50}


def test_a_standing_message_is_edited_and_nothing_is_posted_beside_it(store, clock, reader):
    """The message shows whom the story names now; no reply, no new post."""
    _fill(store, clock, 1)

    def post(q):
        number = q.channels.ensure(Channel("discord", "G", "C")).number
        q.subscriptions.save(number, Subscription("all", channel=number, since=clock()))
        q.outbox.put([Draft(number, "story:s-n0", "story", "k", clock(), "s-n0")])
        (waiting,) = q.outbox.latest()
        q.outbox.sent(waiting.id, "m1")

    store.write(post)
    done = reannotate(store, reader, lambda n: None)

    with store.read() as q:
        rows = [(d.operation, d.kind, d.state) for d in q.outbox.latest()]
    assert done.stories == 1
    assert sorted(rows) == [("edit", "story", "pending"), ("post", "story", "sent")]


def test_documented_history_is_left_as_it_was_written(store, clock, reader):
    """Its findings come from people, not from rules."""
    store.write(lambda q: take(q, "old", KH, history=True))

    reannotate(store, reader, lambda n: None)

    with store.read() as q:
        assert [q.items.annotation(i.id).actors for i in q.items.newest(9)] == [(KH,)]
