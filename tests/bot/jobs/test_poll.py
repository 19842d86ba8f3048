"""Rounds of polling over real loopback HTTP into a real store."""

import asyncio
from datetime import timedelta

import pytest

from model.errors import UsageError
from model.feed import Outlet
from tests.bot.jobs.conftest import feed
from tests.fakes.web import Web, redirect, reply, rss, silent

KH = "Kataib Hezbollah says it will answer the strike"
BADR = "Badr Organization rejects the plan of the Iraqi government"


def test_what_names_a_faction_is_stored_and_the_rest_only_remembered(web, bench):
    """Two entries, one about a faction: one item, and neither comes again."""
    polls = bench([feed(web.serve("/f", rss(KH, "Weather fair in the south"), etag='"1"'))])
    result = polls.round()
    assert (result.taken.new, result.taken.passed) == (1, 1)
    assert [i.document.title for i in polls.items()] == [KH]
    web.serve("/f", rss(KH, "Weather fair in the south"))
    assert polls.round().taken.new == 0
    assert len(polls.items()) == 1


def test_the_second_round_asks_conditionally_and_gets_304(web, bench):
    """`poll --all` again stores nothing new and gets 304."""
    polls = bench([feed(web.serve("/f", rss(KH), etag='"1"'))])
    polls.round()
    result = polls.round()
    assert (result.unchanged, result.sentence) == (1, "1 of 1 feed answered; 0 new items")
    assert web.asked("/f")[1].headers["if-none-match"] == '"1"'


def test_an_unchanged_body_is_not_read_again(web, bench):
    """Servers without validators cost a transfer, not a reading."""
    polls = bench([feed(web.serve("/f", rss(KH)))])
    assert [polls.round().outcomes[0].status for _ in range(2)] == ["read", "unchanged"]


def test_only_due_feeds_are_visited(web, bench, clock):
    """A feed is asked again when its time has come."""
    polls = bench([feed(web.serve("/f", rss(KH)), every=600)])
    assert len(polls.round(force=False).outcomes) == 1
    assert polls.round(force=False).sentence == "no feed was due"
    clock.forward(601)
    assert len(polls.round(force=False).outcomes) == 1


def test_switched_off_feeds_are_left_alone_unless_named(web, bench):
    """`enabled: false` is the operator's word; naming the feed overrides it once."""
    off = feed(web.serve("/f", rss(KH)), enabled=False)
    polls = bench([off])
    assert polls.round().outcomes == ()
    assert len(polls.round(feeds=[off]).outcomes) == 1


def test_an_unknown_feed_is_named(bench):
    """A slip of the pen is an error of usage."""

    async def chosen(poller):
        poller.chosen(["nonsense"])

    with pytest.raises(UsageError, match="nonsense"):
        bench([]).run(chosen)


def test_one_failing_feed_stops_no_other(web, bench):
    """The round goes on; the failed feed is named with its reason."""
    web.at("/bad", reply(500))
    polls = bench([feed(web.url("/bad"), "bad"), feed(web.serve("/f", rss(KH)))])
    result = polls.round()
    assert result.is_good
    assert [(o.feed, o.words) for o in result.failed] == [("bad", "the server answered 500 Whatever")]
    assert polls.state("bad").errors == 1
    assert "500" in polls.state("bad").last_error
    assert result.taken.new == 1


def test_failures_slow_a_feed_and_success_forgives(web, bench, clock):
    """Back-off grows, and the first good answer ends it."""
    web.at("/f", reply(503, Retry_After="1000"))
    polls = bench([feed(web.url("/f"), every=60)])
    polls.round()
    assert polls.state().next_due == clock() + timedelta(seconds=1000)
    web.serve("/f", rss(KH))
    polls.round()
    assert (polls.state().errors, polls.state().next_due) == (0, clock() + timedelta(seconds=60))


def test_gone_ends_a_feed(web, bench):
    """410: no more requests, and the state says so."""
    web.at("/f", reply(410))
    polls = bench([feed(web.url("/f"))])
    polls.round()
    assert polls.state().ended is not None
    assert polls.round().outcomes == ()


def test_a_permanent_redirect_moves_the_address_after_it_held_twice(web, bench):
    """feeds.yaml stays as it is; the third round goes straight to the new place."""
    web.serve("/new", rss(KH))
    web.at("/old", redirect("/new", 301))
    polls = bench([feed(web.url("/old"))])
    for _ in range(3):
        polls.round()
    assert polls.state().address == web.url("/new")
    assert len(web.asked("/old")) == 2


def test_an_edited_headline_is_updated_in_place(web, bench, store):
    """The item stays the same item, and the old wording is kept."""
    item = {"title": KH, "guid": "urn:1", "link": "https://example.org/1"}
    polls = bench([feed(web.serve("/f", rss(item)))])
    polls.round()
    web.serve("/f", rss(item | {"title": KH + ", no one was hurt"}))
    assert polls.round().taken.edited == 1
    (stored,) = polls.items()
    assert stored.document.title == KH + ", no one was hurt"
    with store.read() as q:
        assert [e.title for e in q.items.edits(stored.id)] == [KH]


def test_a_headline_edited_into_relevance_becomes_an_item(web, bench):
    """What matched nothing is looked at again when its words change."""
    item = {"title": "Explosion heard", "guid": "urn:1", "link": "https://example.org/1"}
    polls = bench([feed(web.serve("/f", rss(item)))])
    assert polls.round().taken.new == 0
    web.serve("/f", rss(item | {"title": KH}))
    assert polls.round().taken.new == 1


def test_one_item_in_two_feeds_of_a_house_is_stored_once(web, bench):
    """Sister feeds share keys."""
    item = {"title": KH, "guid": "urn:1", "link": "https://example.org/1"}
    polls = bench([feed(web.serve("/a", rss(item)), "a"), feed(web.serve("/b", rss(item, title="Other")), "b")])
    polls.round()
    assert len(polls.items()) == 1


def test_one_item_of_two_houses_is_stored_twice(web, bench):
    """Sources are counted later; nobody's report is dropped."""
    item = {"title": KH, "guid": "urn:1", "link": "https://example.org/1"}
    other = Outlet("other", "Other", group="elsewhere", party_to=("kataib-hezbollah",))
    polls = bench(
        [feed(web.serve("/a", rss(item)), "a"), feed(web.serve("/b", rss(item, title="B")), "b", outlet="other")],
        outlets=[other],
    )
    polls.round()
    assert sorted((i.outlet, i.party_to) for i in polls.items()) == [("other", ("kataib-hezbollah",)), ("outlet", ())]


def test_deleted_items_do_not_come_back(web, bench, store):
    """opencti#11132: neither as they were nor edited."""
    item = {"title": KH, "guid": "urn:1", "link": "https://example.org/1"}
    polls = bench([feed(web.serve("/f", rss(item)))])
    polls.round()
    store.write(lambda q: q.items.forget(polls.items()[0].id))
    web.serve("/f", rss(item, BADR))
    polls.round()
    web.serve("/f", rss(item | {"title": KH + " soon"}, BADR))
    polls.round()
    assert [i.document.title for i in polls.items()] == [BADR]


def test_a_feed_that_renames_all_its_entries_brings_nothing_new(web, bench):
    """reader#79: other ids, other links, the same headlines."""
    names = [f"{KH} number {n}" for n in range(12)]
    polls = bench([feed(web.serve("/f", rss(*[{"title": n, "guid": f"urn:{n}"} for n in names])))])
    polls.round()
    renamed = [{"title": n, "guid": f"urn:x{k}", "link": f"https://new.example/{k}"} for k, n in enumerate(names)]
    web.serve("/f", rss(*renamed))
    assert polls.round().taken.new == 0


def test_undated_items_have_their_first_seen_and_the_future_is_now(web, bench, clock):
    """No time is invented, and none lies ahead."""
    undated, future = {"title": KH}, {"title": BADR, "pubDate": "Tue, 27 Jan 2099 12:00:00 GMT"}
    polls = bench([feed(web.serve("/f", rss(undated, future)))])
    polls.round()
    assert {(i.document.title, i.published, i.dated) for i in polls.items()} == {
        (KH, clock(), False),
        (BADR, clock(), True),
    }


def test_a_clock_that_jumps_loses_no_feed(web, bench, clock):
    """Years ahead and back again: polled as if nothing had been."""
    polls = bench([feed(web.serve("/f", rss(KH)), every=600)])
    clock.forward(days=900)
    assert len(polls.round(force=False).outcomes) == 1
    clock.forward(days=-900)
    assert len(polls.round(force=False).outcomes) == 1
    assert polls.round(force=False).outcomes == ()
    assert len(polls.items()) == 1


def test_a_feed_polled_by_another_process_is_left_to_it(web, bench, store, clock):
    """A lease is respected, even by `--all`, and ends by itself when its holder died."""
    polls = bench([feed(web.serve("/f", rss(KH)))])
    store.write(lambda q: q.feeds.lease(["f"], "another", clock() + timedelta(minutes=5)))
    result = polls.round()
    assert (result.outcomes, result.busy) == ((), ("f",))
    clock.forward(301)
    assert len(polls.round().outcomes) == 1


def test_an_outage_of_our_own_is_no_feeds_fault(bench):
    """Several hosts, none reached: no failure is counted, and the round says what is likely."""
    polls = bench([feed(f"http://127.0.0.{n}:1/f", f"f{n}") for n in range(2, 6)])
    result = polls.round()
    assert (result.sentence, result.is_good) == ("4 of 4 feeds unreachable: no network?", False)
    assert polls.state("f2").errors == 0


def test_one_host_out_of_reach_is_that_hosts_fault(web, bench):
    """When others answer, the failure counts."""
    polls = bench([feed("http://127.0.0.2:1/f", "dead"), feed(web.serve("/f", rss(KH)))])
    polls.round()
    assert polls.state("dead").errors == 1


def test_a_changed_address_in_feeds_yaml_starts_afresh(web, bench):
    """Validators belong to an address."""
    bench([feed(web.serve("/a", rss(KH), etag='"1"'))]).round()
    polls = bench([feed(web.serve("/b", rss(KH), etag='"1"'))])
    assert polls.round().outcomes[0].status == "read"
    assert "if-none-match" not in web.asked("/b")[0].headers


def test_a_feed_removed_from_feeds_yaml_is_asked_no_more(web, bench):
    """Its items stay; it harms nobody."""
    bench([feed(web.serve("/a", rss(KH)), "a"), feed(web.serve("/b", rss(BADR)), "b")]).round()
    polls = bench([feed(web.url("/b"), "b")])
    assert [o.feed for o in polls.round().outcomes] == ["b"]
    assert len(polls.items()) == 2


def test_requests_to_one_host_come_one_at_a_time(web, bench):
    """miniflux#2336: ten feeds of one host, never two requests at once."""
    web.latency = 0.02
    polls = bench([feed(web.serve(f"/{n}", rss(f"{KH} {n}")), f"f{n}") for n in range(10)])
    assert polls.round().answered == 10
    assert web.most_open == 1


def test_progress_is_told_feed_by_feed(web, bench):
    """For a progress bar: outcome, done, of how many."""
    told = []
    polls = bench([feed(web.serve(f"/{n}", rss()), f"f{n}") for n in range(3)])
    polls.round(progress=lambda outcome, done, total: told.append((outcome.status, done, total)))
    assert told == [("read", 1, 3), ("read", 2, 3), ("read", 3, 3)]


def test_the_loop_polls_what_is_due_beside_a_feed_that_never_answers(web, bench, clock):
    """A feed with `every: 1m` is asked again and again; a slow one keeps only itself waiting."""

    async def pause(seconds):
        await asyncio.sleep(0.005)
        clock.forward(seconds)

    polls = bench([feed(web.serve("/f", rss(KH)), every=60)], pause=pause)

    async def work(poller):
        stop = asyncio.Event()
        loop = asyncio.create_task(poller.run(stop))
        while len(web.asked("/f")) < 5:
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(loop, 5)

    with Web(("127.0.0.2",)) as other:
        other.at("/slow", silent())
        polls.feeds.feeds["slow"] = feed(other.url("/slow", "127.0.0.2"), "slow", every=60)
        polls.run(work)
        assert len(other.asked("/slow")) == 1
    assert polls.state("slow").lease_until is None


def test_a_round_that_is_broken_off_gives_its_leases_back(web, bench, clock):
    """Ctrl-C in the middle leaves nothing locked."""
    web.at("/f", silent())
    polls = bench([feed(web.url("/f"))])

    async def work(poller):
        task = asyncio.create_task(poller.round(force=True))
        while not web.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    polls.run(work)
    polls.store.write(lambda q: None)
    assert polls.state().lease_until is None
