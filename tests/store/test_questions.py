"""Every question of the store, walked through: how SQLite goes about it, and what a locked file makes of it."""

import re
import shutil
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from model.delivery import Channel, Delivery, Draft, Told
from model.errors import StoreError
from model.feed import FeedState, Seen
from model.finding import Annotation, Sighting
from model.subscription import Habits, Subscription
from store import Questions, Store
from store.connection import connect
from store.items import Addition
from store.outbox import Claim
from store.stories import Filter
from tests.store.samples import NOON, a_key, a_report, a_story, an_annotation, an_item, take

KH, BADR = "kataib-hezbollah", "badr-organization"
TODAY, FIRST = NOON.date(), NOON.date() - timedelta(days=30)
ITEM = an_item("a")
EVERYTHING = Filter((KH, BADR), (), ("clash", "threat"), ("hit",), NOON - timedelta(days=9), NOON, 2, history=False)

CHANNEL = Channel("discord", "G1", "C1")


def delivery():
    return Delivery(1, CHANNEL, 1, "story:s-a", "story", "post", "k", "sent", NOON, NOON, NOON)


READING = {
    "meta.get": lambda q: q.meta.get("a"),
    "meta.heartbeat": lambda q: q.meta.heartbeat(),
    "feeds.states": lambda q: q.feeds.states(),
    "feeds.state": lambda q: q.feeds.state("wire"),
    "seen.known": lambda q: q.seen.known([ITEM.key]),
    "seen.among": lambda q: q.seen.among([ITEM.key]),
    "items.free_ids": lambda q: q.items.free_ids([(NOON, ITEM.key)]),
    "items.free_id": lambda q: q.items.free_id(NOON, ITEM.key),
    "items.get": lambda q: q.items.get(ITEM.id),
    "items.by_key": lambda q: q.items.by_key(ITEM.key),
    "items.many": lambda q: q.items.many([ITEM.id, 7]),
    "items.newest": lambda q: q.items.newest(),
    "items.newest_of": lambda q: (q.items.newest_of("actor", KH), q.items.newest_of("feed", "wire")),
    "items.slice": lambda q: q.items.slice(),
    "items.annotation": lambda q: q.items.annotation(ITEM.id),
    "items.annotations": lambda q: q.items.annotations([ITEM.id]),
    "items.edits": lambda q: q.items.edits(ITEM.id),
    "items.feeds_of": lambda q: q.items.feeds_of(KH, NOON),
    "items.stale": lambda q: q.items.stale("v2"),
    "items.count": lambda q: q.items.count(),
    "items.rules_versions": lambda q: q.items.rules_versions(),
    "stories.get": lambda q: q.stories.get("s-a"),
    "stories.many": lambda q: q.stories.many(["s-a"]),
    "stories.page": lambda q: [
        q.stories.page(filter)
        for filter in (
            None,
            EVERYTHING,
            Filter(types=("clash",)),
            Filter(actors=(KH,)),
            Filter(actors=(KH,), types=("clash",), since=NOON - timedelta(days=1)),
            Filter(places=("hit",)),
            Filter(people=("p",)),
        )
    ],
    "stories.count": lambda q: q.stories.count(Filter(actors=(KH,))),
    "stories.slice": lambda q: q.stories.slice(),
    "stories.began": lambda q: q.stories.began(NOON, NOON + timedelta(days=1)),
    "stories.of_items": lambda q: q.stories.of_items([ITEM.id]),
    "stories.joins": lambda q: q.stories.joins("s-a"),
    "stories.state": lambda q: q.stories.state("s-a"),
    "stories.candidates": lambda q: q.stories.candidates(a_report(ITEM, KH, people=("p",), places=("hit",))),
    "stories.changes": lambda q: q.stories.changes(NOON),
    "stories.changes_of": lambda q: q.stories.changes_of("s-a"),
    "counts.by_type": lambda q: (q.counts.by_type(FIRST, TODAY, KH), q.counts.by_type(FIRST, TODAY)),
    "counts.daily": lambda q: (q.counts.daily(FIRST, TODAY, KH), q.counts.daily(FIRST, TODAY)),
    "counts.daily_by_type": lambda q: (q.counts.daily_by_type(FIRST, TODAY, KH), q.counts.daily_by_type(FIRST, TODAY)),
    "counts.heat": lambda q: q.counts.heat(FIRST, TODAY, [KH, BADR]),
    "counts.totals": lambda q: q.counts.totals(FIRST, TODAY),
    "counts.moments": lambda q: q.counts.moments(TODAY),
    "counts.pairs": lambda q: q.counts.pairs(FIRST, TODAY),
    "counts.pairs_of": lambda q: q.counts.pairs_of(KH, FIRST, TODAY),
    "counts.items_by_feed": lambda q: q.counts.items_by_feed(FIRST, TODAY),
    "counts.items": lambda q: q.counts.items(FIRST, TODAY),
    "counts.stories": lambda q: q.counts.stories(date.min, TODAY),
    "search.newest": lambda q: q.search.newest("two words", actors=[KH], since=NOON, until=NOON),
    "search.is_indexed": lambda q: q.search.is_indexed(ITEM.id, "two words"),
    "search.stored": lambda q: q.search.stored([ITEM.id]),
    "corrections.of": lambda q: q.corrections.of(ITEM.id),
    "corrections.of_items": lambda q: q.corrections.of_items([ITEM.id]),
    "corrections.since": lambda q: q.corrections.since(NOON),
    "reports.get": lambda q: q.reports.get(1),
    "reports.open": lambda q: q.reports.open(),
    "reports.newest": lambda q: q.reports.newest(),
    "sightings.of": lambda q: q.sightings.of("saraya x"),
    "editions.get": lambda q: q.editions.get(1),
    "editions.last": lambda q: q.editions.last("a"),
    "editions.next_number": lambda q: q.editions.next_number(),
    "actions.get": lambda q: q.actions.get("a"),
    "channels.find": lambda q: q.channels.find(CHANNEL),
    "channels.get": lambda q: q.channels.get(1),
    "channels.many": lambda q: q.channels.many([1]),
    "channels.all": lambda q: q.channels.all(),
    "channels.of_workspace": lambda q: q.channels.of_workspace("discord", "G1"),
    "channels.digests_due": lambda q: q.channels.digests_due(NOON),
    "channels.next_digest": lambda q: q.channels.next_digest(),
    "channels.to_look_at": lambda q: q.channels.to_look_at("discord", NOON),
    "subscriptions.of": lambda q: q.subscriptions.of(1),
    "subscriptions.of_many": lambda q: q.subscriptions.of_many([1]),
    "subscriptions.count": lambda q: q.subscriptions.count("discord", "G1"),
    "subscriptions.instant": lambda q: q.subscriptions.instant(["all", ""], 0, 10),
    "outbox.ready": lambda q: q.outbox.ready("discord", timedelta(minutes=10), 10),
    "outbox.get": lambda q: q.outbox.get(1),
    "outbox.about": lambda q: q.outbox.about(1, "story:s-a"),
    "outbox.of_story": lambda q: q.outbox.of_story("s-a"),
    "outbox.into": lambda q: q.outbox.into(1),
    "outbox.replies": lambda q: q.outbox.replies(1),
    "outbox.of_channel": lambda q: q.outbox.of_channel(1),
    "outbox.latest": lambda q: (q.outbox.latest(), q.outbox.latest(["failed"])),
    "outbox.counts": lambda q: q.outbox.counts(),
    "outbox.next_wake": lambda q: q.outbox.next_wake("discord"),
    "spreads.next": lambda q: q.spreads.next(),
    "spreads.of": lambda q: q.spreads.of("story", "s-a"),
    "spreads.held": lambda q: q.spreads.held("s-a"),
    "spreads.told_by_digests": lambda q: q.spreads.told_by_digests(1, NOON),
    "forgetting.posts": lambda q: q.forgetting.posts(1),
    "forgetting.subscribed": lambda q: q.forgetting.subscribed("discord", "G1", "U1"),
    "forgetting.editions": lambda q: q.forgetting.editions("discord", "G1"),
    "forgetting.reports": lambda q: q.forgetting.reports("discord", "G1"),
    "history.is_wanted": lambda q: q.history.is_wanted(),
    "history.loaded": lambda q: q.history.loaded(),
    "upkeep.days": lambda q: q.upkeep.days(),
    "upkeep.check_counts": lambda q: q.upkeep.check_counts(FIRST, TODAY),
    "upkeep.check_search": lambda q: q.upkeep.check_search(),
    "upkeep.integrity": lambda q: q.upkeep.integrity(),
}
WRITING = {
    "meta.put": lambda q: q.meta.put("a", 1),
    "meta.remove": lambda q: q.meta.remove("a"),
    "meta.beat": lambda q: q.meta.beat("here", 7),
    "feeds.save": lambda q: q.feeds.save([FeedState("wire")]),
    "feeds.lease": lambda q: q.feeds.lease(["wire"], "me", NOON, NOON),
    "feeds.release": lambda q: q.feeds.release(["wire"], "me"),
    "feeds.forget": lambda q: q.feeds.forget("wire"),
    "seen.remember": lambda q: q.seen.remember([ITEM.key], Seen(ITEM.key, "wire", NOON)),
    "seen.remember_all": lambda q: q.seen.remember_all([([ITEM.key], Seen(ITEM.key, "wire", NOON))]),
    "items.add_all": lambda q: q.items.add_all([Addition(an_item("new"), an_annotation(KH), words="w")]),
    "items.add": lambda q: q.items.add(an_item("new"), an_annotation(KH), words="w", report=a_report(an_item("new"))),
    "items.edit": lambda q: q.items.edit(
        replace(ITEM, document=replace(ITEM.document, title="New")), Annotation("a"), words="w"
    ),
    "items.reannotate": lambda q: q.items.reannotate(ITEM.id, an_annotation(BADR)),
    "items.forget": lambda q: q.items.forget(ITEM.id),
    "items.give_up": lambda q: q.items.give_up(ITEM.id),
    "stories.save": lambda q: q.stories.save(a_story("s-a", BADR)),
    "stories.merge": lambda q: q.stories.merge(a_story("s-a", BADR), "s-b", who="ann"),
    "stories.split": lambda q: q.stories.split(a_story("s-a", BADR), a_story("s-z"), [], who="ann"),
    "stories.remove": lambda q: q.stories.remove("s-c"),
    "stories.give_up": lambda q: q.stories.give_up(1),
    "counts.change": lambda q: q.counts.change(a_story("s-a", KH, BADR), a_story("s-a", KH)),
    "counts.add_item": lambda q: q.counts.add_item("wire", ITEM.id),
    "counts.add_items": lambda q: q.counts.add_items({("wire", 20_000): 2}),
    "search.put_new": lambda q: q.search.put_new([(7, "words", [KH])]),
    "search.put": lambda q: q.search.put(ITEM.id, "words", [KH]),
    "search.put_actors": lambda q: q.search.put_actors(ITEM.id, [KH]),
    "search.remove": lambda q: q.search.remove(ITEM.id),
    "corrections.add": lambda q: q.corrections.add(ITEM.id, KH, who="ann"),
    "corrections.withdraw": lambda q: q.corrections.withdraw(ITEM.id, KH),
    "reports.add": lambda q: q.reports.add("wrong-event", "s-a", who="ann"),
    "reports.close": lambda q: q.reports.close(1, "done"),
    "sightings.add": lambda q: q.sightings.add(ITEM.id, [Sighting("saraya x", "Saraya X", "They spoke.", "", "house")]),
    "sightings.settle": lambda q: q.sightings.settle("saraya x", 1),
    "sightings.purge": lambda q: q.sightings.purge(1),
    "editions.add": lambda q: q.editions.add("a", NOON, NOON, "{}"),
    "editions.purge": lambda q: q.editions.purge("a", NOON),
    "actions.keep": lambda q: q.actions.keep({"a": 1}),
    "actions.expire": lambda q: q.actions.expire(),
    "channels.ensure": lambda q: q.channels.ensure(CHANNEL),
    "channels.set_habits": lambda q: q.channels.set_habits(1, Habits("ar")),
    "channels.set_secret": lambda q: q.channels.set_secret(1, "s"),
    "channels.set_thread": lambda q: q.channels.set_thread(1, "t"),
    "channels.set_digest": lambda q: q.channels.set_digest(1, NOON, NOON),
    "channels.set_state": lambda q: q.channels.set_state(1, "paused", "by its people"),
    "channels.wait": lambda q: q.channels.wait(1, NOON),
    "channels.wake_by": lambda q: q.channels.wake_by([1], NOON),
    "channels.rewake": lambda q: q.channels.rewake(1),
    "channels.release": lambda q: q.channels.release(),
    "channels.remove": lambda q: q.channels.remove(1),
    "subscriptions.save": lambda q: q.subscriptions.save(1, Subscription("all", words=("w",))),
    "subscriptions.remove": lambda q: q.subscriptions.remove([1]),
    "outbox.put": lambda q: q.outbox.put([Draft(1, "story:s-b", "story", "k", NOON)]),
    "outbox.ask_edit": lambda q: q.outbox.ask_edit(delivery(), NOON, timedelta(minutes=2)),
    "outbox.claim": lambda q: q.outbox.claim([Claim(1, Told("m"))], "me", NOON),
    "outbox.reclaim": lambda q: q.outbox.reclaim("me"),
    "outbox.sent": lambda q: q.outbox.sent(1, "m1"),
    "outbox.edited": lambda q: q.outbox.edited(delivery(), timedelta(minutes=2)),
    "outbox.again": lambda q: q.outbox.again(1, "retrying", "busy", NOON, None),
    "outbox.end": lambda q: q.outbox.end(1, "failed", "rejected"),
    "outbox.drop_open": lambda q: q.outbox.drop_open(1, "ended"),
    "outbox.set_told": lambda q: q.outbox.set_told(1, Told("m")),
    "outbox.rename": lambda q: q.outbox.rename(1, "story:s-z", "s-z"),
    "outbox.release": lambda q: q.outbox.release(),
    "outbox.purge": lambda q: q.outbox.purge(NOON),
    "spreads.begin": lambda q: q.spreads.begin("story", "s-a"),
    "spreads.advance": lambda q: (q.spreads.advance(1, 7), q.spreads.advance(1, None)),
    "spreads.hold": lambda q: q.spreads.hold("s-a", "old"),
    "spreads.note_digest": lambda q: q.spreads.note_digest(1, 1, {"s-a": "m"}),
    "spreads.purge": lambda q: q.spreads.purge(NOON),
    "forgetting.channel": lambda q: q.forgetting.channel(1),
    "forgetting.unname": lambda q: q.forgetting.unname([1]),
    "forgetting.drop_editions": lambda q: q.forgetting.drop_editions([1]),
    "forgetting.unsign": lambda q: q.forgetting.unsign([1]),
    "history.mark": lambda q: q.history.mark("abc", 1),
    "upkeep.rebuild_index": lambda q: q.upkeep.rebuild_index(),
    "upkeep.free_pages": lambda q: q.upkeep.free_pages(),
    "upkeep.give_up": lambda q: q.upkeep.give_up(NOON - timedelta(days=5)),
}
ALL = READING | WRITING

# These look at all of a table on purpose, for an operator or because the table is small.
WALKING = {
    "items.count", "items.rules_versions", "feeds.states", "upkeep.integrity", "upkeep.rebuild_index", "upkeep.days",
    "history.is_wanted", "upkeep.free_pages", "channels.all", "channels.release", "outbox.reclaim", "outbox.counts",
    "outbox.latest", "outbox.release", "spreads.purge", "forgetting.subscribed", "forgetting.editions",
    "forgetting.reports", "forgetting.unsign",
}  # fmt: skip


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory, empty_store):
    """A store with a little of everything, made once and copied for each test."""

    def add(q):
        for n, name in enumerate("abc"):
            take(q, name, KH, BADR, at=NOON - timedelta(minutes=n), places=("hit",), words="two words")
        take(q, "old", KH, at=NOON - timedelta(days=9))
        q.items.forget(q.items.by_key(a_key("c")).id)
        q.feeds.save([FeedState("wire", next_due=NOON)])
        q.reports.add("wrong-event", "s-b", who="bob")
        number = q.channels.ensure(CHANNEL).number
        q.subscriptions.save(number, Subscription("all"))
        q.outbox.put([Draft(number, "story:s-a", "story", "k", NOON, "s-a")])
        q.spreads.begin("growth", "s-a")

    path = tmp_path_factory.mktemp("filled") / "factionwatch.db"
    shutil.copy(empty_store, path)
    with Store.open(path, lambda: NOON) as store:
        store.write(add)
    return path


@pytest.fixture
def file(path, filled_file):
    return Path(shutil.copy(filled_file, path))


@pytest.fixture
def filled(file, clock):
    with Store.open(file, clock, timeout=0.05) as store:
        yield store


def subjects(q):
    return {name: subject for name, subject in vars(q).items() if not name.startswith("_")}


def test_every_question_is_walked_through_here(filled):
    with filled.read() as q:
        every = {
            f"{name}.{method}"
            for name, subject in subjects(q).items()
            for method in dir(subject)
            if not method.startswith("_")
        }

    assert every == set(ALL)


@pytest.mark.parametrize("name", READING)
def test_a_reading_question_is_answered_by_a_reader(filled, name):
    """None of them writes by the way."""
    with filled.read() as q:
        READING[name](q)


@pytest.mark.parametrize("name", ALL)
def test_a_locked_file_is_told_in_a_sentence(file, clock, name):
    """Without write-ahead logging a lock keeps readers out too, so that each single statement meets it."""
    database = connect(file, timeout=0.01)
    database.run("pragma journal_mode = delete")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin exclusive")
    try:
        with pytest.raises(StoreError, match="is locked by another program"):
            ALL[name](Questions(database, clock))
    finally:
        other.close()
        database.close()


@pytest.mark.parametrize("name", WRITING)
def test_a_writing_question_meets_the_lock_of_another_writer(filled, file, name):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin immediate")
    try:
        with pytest.raises(StoreError, match="is locked by another program"):
            filled.write(WRITING[name])
    finally:
        other.close()


def plans(database, ask):
    """How SQLite goes about each statement of a question."""
    statements = []
    database.connection.set_trace_callback(statements.append)
    ask()
    database.connection.set_trace_callback(None)
    explained = [sql for sql in dict.fromkeys(statements) if re.match(r"\s*(select|insert|update|delete)", sql)]
    return {sql: [row[3] for row in database.rows(f"explain query plan {sql}")] for sql in explained}


ALLOWED = re.compile(r"SCAN (json_each|words|hits|CONSTANT ROW|\(subquery|.*VIRTUAL TABLE).*")


def walks(sql, steps):
    """Steps that read all of a table; with a limit in the order of an index they stop early."""
    if re.search(r"limit \d+\s*$", sql) and not any("TEMP B-TREE" in step for step in steps):
        return []
    return [step for step in steps if step.startswith("SCAN") and not ALLOWED.fullmatch(step)]


@pytest.mark.parametrize("name", sorted(set(ALL) - WALKING))
def test_no_question_walks_a_whole_table(file, clock, name):
    database = connect(file)
    database.run("begin immediate")
    found = plans(database, lambda: ALL[name](Questions(database, clock)))
    database.run("rollback")
    database.close()

    assert found
    assert {sql: walks(sql, steps) for sql, steps in found.items() if walks(sql, steps)} == {}


@pytest.mark.parametrize("name", ["stories.page", "items.newest", "items.newest_of", "items.slice", "search.newest"])
def test_pages_come_in_the_order_of_an_index(file, clock, name):
    """Sorting would read all that is there for ten that are wanted."""
    database = connect(file)
    found = plans(database, lambda: ALL[name](Questions(database, clock)))
    database.close()

    assert [step for steps in found.values() for step in steps if "TEMP B-TREE" in step] == []


def test_an_empty_store_answers_every_question(path, clock):
    with Store.open(path, clock) as store, store.read() as q:
        for ask in READING.values():
            ask(q)
