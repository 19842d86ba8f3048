"""Health and metrics: true figures from the store, nothing about users, a clear no when something is wrong."""

import asyncio

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.jobs.health import Known, Watch
from model.delivery import Channel, Draft
from model.feed import FeedState
from tests.store.samples import take

KNOWN = Known("1.2", "rules7", frozenset({"wire", "dead", "new"}))


@pytest.fixture
def ask(store, clock):
    """Asks both pages; (status, text) of each."""
    watch = Watch(store, KNOWN, clock)

    async def both():
        address = await watch.start("127.0.0.1:0")
        try:
            async with aiohttp.ClientSession() as session:
                return [await _page(session, f"http://{address}{path}") for path in ("/healthz", "/metrics")]
        finally:
            await watch.close()

    def ask():
        return asyncio.run(both())

    ask.watch = watch
    return ask


async def _page(session, url):
    async with session.get(url) as answer:
        return answer.status, await answer.text()


def _figures(text):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_tell_what_the_store_holds(store, clock, ask):
    """Items, stories, feeds by how they do, deliveries by state; in the format that Prometheus reads."""
    store.write(lambda q: [take(q, "a", "badr-organization", at=clock()), take(q, "b", at=clock())])
    good = FeedState("wire", last_try=clock(), last_success=clock())
    bad = FeedState("dead", last_try=clock(), errors=5, last_error="token=SECRET")
    gone = FeedState("no-longer-listed", last_try=clock(), errors=9)
    store.write(lambda q: q.feeds.save([good, bad, gone]))

    def queue(q):
        number = q.channels.ensure(Channel("discord", "G-SECRET", "C-SECRET")).number
        q.outbox.put([Draft(number, "story:x", "story", "k", clock(), "x")])

    store.write(queue)
    ask.watch.commands.observe("actor", "discord", 0.02, True)
    _, text = ask()[1]
    found = _figures(text)

    assert found["factionwatch_items_total",] == 2
    assert found["factionwatch_stories_total",] == 2
    assert found["factionwatch_feeds", "failing"] == 1
    assert found["factionwatch_feeds", "well"] == 1
    assert found["factionwatch_feeds", "never-polled"] == 1
    assert found["factionwatch_feed_errors", "dead"] == 5
    assert found["factionwatch_deliveries", "pending"] == 1
    assert found["factionwatch_commands_failed_total", "actor", "discord"] == 1
    assert found["factionwatch_command_seconds_count", "actor", "discord"] == 1
    assert found["factionwatch_info", "1.2", "rules7"] == 1
    assert "SECRET" not in text


def test_a_feed_that_never_answered_is_not_well(store, clock, ask):
    """Its failures are not counted while the network is down."""
    store.write(lambda q: q.feeds.save([FeedState("wire", last_try=clock())]))

    assert _figures(ask()[1][1])["factionwatch_feeds", "failing"] == 1


def test_health_is_ok_while_the_heart_beats(store, clock, ask):
    """200 with a young heartbeat, 503 with none or an old one."""
    none = ask()[0]
    store.write(lambda q: q.meta.beat("host", 1))
    young = ask()[0]
    clock.forward(minutes=3)
    old = ask()[0]

    assert [none[0], young[0], old[0]] == [503, 200, 503]
    assert "no heartbeat" in old[1]


def test_a_store_that_cannot_be_read_is_told(store, clock, ask):
    """503 with the reason; metrics still answer."""
    store.close()
    health, metrics = ask()

    assert health[0] == 503
    assert "closed" in health[1]
    assert _figures(metrics[1])["factionwatch_store_readable",] == 0
