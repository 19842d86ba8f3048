"""What happens to entries on their way into the store."""

from datetime import timedelta
from email.utils import format_datetime

from model.feed import Outlet
from tests.bot.jobs.conftest import feed
from tests.fakes.web import rss

KH = "Kataib Hezbollah says it will answer the strike"
BADR = "Badr Organization rejects the plan of the Iraqi government"


def dated(title, at):
    return {"title": title, "guid": f"urn:{title}", "pubDate": format_datetime(at)}


def test_a_first_poll_is_no_news(web, bench, clock):
    """Its stories are told, but none may be posted at once."""
    polls = bench([feed(web.serve("/f", rss(dated(KH, clock()))))])
    polls.round()
    (change,) = polls.changes
    assert (change.before, change.fresh) == (None, False)
    assert change.story.headline == KH


def test_new_items_of_a_known_feed_are_news_for_a_day(web, bench, clock):
    """After an outage, what is younger than 24 hours is posted once; the rest waits for the digest."""
    polls = bench([feed(web.serve("/f", rss()))])
    polls.round()
    old, young = clock() - timedelta(hours=25), clock() - timedelta(hours=23)
    web.serve("/f", rss(dated(KH, old), dated(BADR, young)))
    polls.round()
    assert [(c.story.headline, c.fresh) for c in polls.changes] == [(KH, False), (BADR, True)]


def test_an_edit_tells_the_story_anew(web, bench, clock):
    """The story follows its headline; what it was before is handed on."""
    item = dated(KH, clock())
    polls = bench([feed(web.serve("/f", rss(item)))])
    polls.round()
    web.serve("/f", rss(item | {"title": KH + " on its base"}))
    polls.round()
    change = polls.changes[-1]
    assert (change.before.headline, change.story.headline) == (KH, KH + " on its base")
    assert change.story.id == change.before.id
    assert change.story.items == change.before.items


def test_everything_hangs_on_one_transaction(web, bench, store):
    """When the last step fails, nothing of the body was stored, and the next poll brings it whole."""
    polls = bench([feed(web.serve("/f", rss(KH)))])

    def refuse(changes):
        raise RuntimeError("no outbox today")

    polls.changes = type("Refusing", (list,), {"extend": staticmethod(refuse)})()
    assert polls.round().outcomes[0].status == "failed"
    assert polls.items() == ()
    polls.changes = []
    assert polls.round().taken.new == 1
    with store.read() as q:
        assert len(q.stories.page().stories) == 1


def test_counts_and_search_follow(web, bench, store, clock):
    """An item can be found by its words and counts for its feed and its story's day."""
    polls = bench([feed(web.serve("/f", rss(dated(KH, clock()))))])
    polls.round()
    (item,) = polls.items()
    day = clock().date()
    with store.read() as q:
        assert q.search.newest("answer the strike") == (item.id,)
        assert q.counts.items_by_feed(day, day) == {"f": 1}
        assert q.counts.stories(day, day) == 1


def test_entries_of_an_aggregator_belong_to_their_publishers(web, bench):
    """A publisher we know keeps its standing; an unknown one is nobody's kin."""
    body = rss(KH + " - Known", BADR + " - Nobody")
    body = body.replace("Known</title>", 'Known</title><source url="https://www.known.example">Known</source>')
    body = body.replace("Nobody</title>", 'Nobody</title><source url="https://nobody.example">Nobody</source>')
    known = Outlet("known", "Known", group="known-group", homepage="https://known.example/")
    polls = bench([feed(web.serve("/f", body), kind="gnews")], outlets=[known])
    polls.round()
    assert {(i.document.title, i.outlet) for i in polls.items()} == {(KH, "known"), (BADR, "nobody.example")}


def test_forwarded_posts_keep_their_origin(web, bench):
    """A channel is the voice of its faction, and what it forwards is somebody else's."""
    page = f"""<div class="tgme_channel_info_header_title">c</div><div class="tgme_widget_message" data-post="chan/1">
    <a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/9">Other</a>
    <div class="tgme_widget_message_text js-message_text">{KH}</div></div>"""
    voice = Outlet("voice", "Voice", group="voice", party_to=("kataib-hezbollah",))
    polls = bench([feed(web.serve("/s/chan", page), kind="telegram", outlet="voice")], outlets=[voice])
    polls.round()
    (item,) = polls.items()
    assert (item.origin, item.party_to) == ("Other (https://t.me/other/9)", ("kataib-hezbollah",))


def test_ten_thousand_entries_are_taken_in_slices(web, bench):
    """No transaction is long, and all of it is remembered."""
    items = [f"Weather number {n}" for n in range(9_999)]
    polls = bench([feed(web.serve("/f", rss(*items, KH)))], limits=None)
    taken = polls.round().taken
    assert (taken.new, taken.passed) == (1, 9_999)
    assert polls.round().outcomes[0].status == "unchanged"
