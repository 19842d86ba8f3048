"""What users of other feed readers complain of, each played through over loopback HTTP into a real store."""

from datetime import timedelta
from email.utils import format_datetime

from tests.bot.jobs.conftest import feed
from tests.fakes.web import reply, rss

KH = "Kataib Hezbollah says it will answer the strike"
BADR = "Badr Organization rejects the plan of the Iraqi government"


def entry(title=KH, n=1, **more):
    return {"title": title, "guid": f"urn:{n}", "link": f"https://example.org/{n}"} | more


def titles(polls):
    return sorted(item.document.title for item in polls.items())


def polled(web, bench, *bodies):
    """The polls after each of the bodies came once."""
    polls = bench([feed(web.url("/f"))])
    for body in bodies:
        web.serve("/f", rss(*body))
        polls.last = polls.round()
    return polls


def test_a_headline_inside_the_guid_makes_no_second_item(web, bench):
    """miniflux#2358: the guid is the headline, so each edit has another."""
    polls = polled(web, bench, [entry(guid="f-says-it")], [entry(KH + " soon", guid="f-says-it-soon")])
    assert titles(polls) == [KH + " soon"]
    assert polls.last.taken.edited == 1


def test_an_edited_headline_without_any_guid_is_the_same_item(web, bench):
    """miniflux#3120: no id at all; the link stays."""
    polls = polled(web, bench, [entry(guid=None)], [entry(KH + " soon", guid=None)])
    assert titles(polls) == [KH + " soon"]


def test_a_feed_whose_items_share_one_guid_still_brings_new_ones(web, bench):
    """miniflux#4197: one of ten was shown."""
    old = [entry(f"{KH} {n}", n, guid="same") for n in range(3)]
    polls = polled(web, bench, old, [entry(BADR, 9, guid="same"), *old])
    assert titles(polls) == [BADR, *(f"{KH} {n}" for n in range(3))]


def test_an_archive_that_reappears_is_posted_by_nobody(web, bench, clock):
    """miniflux#3390: hundreds of old entries come back under other ids and other words."""
    long_ago = clock() - timedelta(days=40)
    archive = [
        entry(f"{KH} for the {n}. time", n, pubDate=format_datetime(long_ago + timedelta(hours=n))) for n in range(60)
    ]
    polls = polled(web, bench, [entry(BADR, 100)], [entry(BADR, 100), *archive])
    assert polls.last.taken.new == 60
    assert not any(change.fresh for change in polls.changes)


def test_a_text_that_changes_at_every_poll_is_one_item_and_edited_no_more_after_a_while(web, bench):
    """lemon24/reader#225: a counter of readers in the summary."""
    polls = polled(web, bench, *([entry(description=f"read by {n} people")] for n in range(30)))
    assert titles(polls) == [KH]
    assert polls.last.taken.edited == 0
    (item,) = polls.items()
    assert item.document.summary == "read by 24 people"


def test_items_of_one_date_that_come_one_after_the_other_are_all_taken(web, bench, clock):
    """OpenCTI#15231: a date cursor passes over what shares its date, or is older than what came before."""
    now, before = format_datetime(clock()), format_datetime(clock() - timedelta(hours=3))
    first, same, older = entry(KH, 1, pubDate=now), entry(BADR, 2, pubDate=now), entry(KH + " too", 3, pubDate=before)
    polls = polled(web, bench, [first], [same, first], [older, same, first])
    assert titles(polls) == [BADR, KH, KH + " too"]


def test_a_new_date_and_author_make_no_twin_and_no_edit(web, bench, clock):
    """OpenCTI#13083, taranis#120: a hash over what changes by itself."""
    later = format_datetime(clock() - timedelta(minutes=1))
    polls = polled(web, bench, [entry()], [entry(pubDate=later, author="desk@example.org (Desk)", category="News")])
    assert titles(polls) == [KH]
    assert polls.last.taken.edited == 0


def test_an_undated_item_keeps_the_time_it_was_first_seen(web, bench, clock):
    """OpenCTI#4495: it must not be new again at each poll."""
    web.serve("/f", rss(entry()))
    polls = bench([feed(web.url("/f"))])
    polls.round()
    first = clock()
    clock.forward(hours=2)
    web.serve("/f", rss(entry(), entry(BADR, 2)))
    polls.round()
    assert {item.document.title: item.published for item in polls.items()} == {KH: first, BADR: clock()}


def test_a_feed_that_failed_for_weeks_is_read_the_day_it_is_back(web, bench, clock):
    """miniflux#879: stuck for ever after three failures. Ours wait longer each time, a day at most."""
    web.at("/f", reply(500))
    polls = bench([feed(web.url("/f"), private=False)])
    for _ in range(15):
        assert len(polls.round(force=False).outcomes) == 1
        wait = polls.state().next_due - clock()
        assert wait <= timedelta(hours=27)
        clock.forward(wait.total_seconds() + 1)
    assert polls.state().errors == 15
    web.serve("/f", rss(entry()))
    assert polls.round(force=False).taken.new == 1
    assert polls.state().errors == 0


def test_what_proves_a_broken_answer_unchanged_is_never_sent(web, bench):
    """Else a 304 would call an error page good: only what could be read is asked about."""
    polls = bench([feed(web.serve("/f", rss(entry()), etag='"good"'))])
    polls.round()
    web.serve("/f", "<!doctype html><html><body>Sorry</body></html>", etag='"sorry"')
    polls.round()
    assert polls.round().failed
    assert [request.headers.get("if-none-match") for request in web.asked("/f")] == [None, '"good"', '"good"']
    assert polls.state().errors == 2


def test_the_first_question_again_after_a_restart_is_conditional_and_brings_nothing_twice(web, bench):
    """bsky.rss#249, immich#250: everything posted again, everything fetched again."""
    web.serve("/f", rss(entry()), etag='"1"')
    bench([feed(web.url("/f"))]).round()
    again = bench([feed(web.url("/f"))])
    result = again.round()
    assert (result.unchanged, again.changes) == (1, [])
    assert web.asked("/f")[-1].headers["if-none-match"] == '"1"'
