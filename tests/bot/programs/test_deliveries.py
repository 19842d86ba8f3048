"""What was posted and what was not, and what readers say, as an operator asks at a shell."""

import shutil
from datetime import UTC, datetime

import pytest

from model.delivery import Channel, Draft
from model.subscription import Subscription
from store import Store
from tests.program import factionwatch, one_sentence
from tests.store.samples import take

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store with a story, a channel that was told of it, and a report that it is wrong."""

    def add(q):
        take(q, "a", "kataib-hezbollah", at=NOW, story="s-a")
        number = q.channels.ensure(Channel("discord", "G1", "C1")).number
        q.subscriptions.save(number, Subscription("all"))
        q.outbox.put([Draft(number, "story:s-a", "story", "k", NOW, "s-a")])
        q.outbox.end(1, "failed", "rejected")
        q.reports.add("wrong-event", "s-a", who="discord:G1/U1", detail="it was a drill")

    folder = tmp_path_factory.mktemp("made")
    with Store.open(folder / "factionwatch.db", lambda: NOW) as store:
        store.write(add)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy of it for each test."""
    return shutil.copytree(made, tmp_path / "folder")


def test_deliveries_are_listed_by_state(folder):
    told = factionwatch("deliveries", "--state", "failed", "--json", folder=folder).json
    words = factionwatch("deliveries", folder=folder).out

    assert told["counts"] == {"failed": 1}
    assert [(row["channel"], row["reason"]) for row in told["rows"]] == [("discord:G1/C1", "rejected")]
    assert "discord:G1/C1" in words
    assert "rejected" in words


def test_a_state_that_does_not_exist_is_a_mistake(folder):
    ran = factionwatch("deliveries", "--state", "lost", folder=folder)

    assert ran.status == 2
    assert "is no state of a delivery; there are pending" in one_sentence(ran.err)


def test_why_a_story_was_not_posted_is_told(folder):
    assert "rejected" in factionwatch("why-not", "s-a", "discord:G1/C1", folder=folder).out
    assert "never subscribed" in factionwatch("why-not", "s-a", "discord:G1/C2", folder=folder).out


def test_reports_are_listed_and_closed(folder):
    before = factionwatch("reports", folder=folder).out
    told = factionwatch("reports", "--json", folder=folder).json
    closed = factionwatch("reports", "--close", "1", "--outcome", "mended", folder=folder)

    assert "it was a drill" in before
    assert [one["subject"] for one in told] == ["s-a"]
    assert closed.status == 0
    assert "nothing waits" in factionwatch("reports", folder=folder).out


def test_a_story_is_shown_with_why_its_items_stand_there(folder):
    ran = factionwatch("story", "show", "s-a", folder=folder)

    assert ran.status == 0
    assert "Title a" in ran.out
    assert "first 0.8" in ran.out
