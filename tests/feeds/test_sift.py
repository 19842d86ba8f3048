"""What is new in a body."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.keys import identify
from feeds.sift import MOST_EDITS, asked_keys, is_news, published_at, sift
from model.feed import Seen
from model.item import Entry

NOW = datetime(2026, 1, 27, 12, tzinfo=UTC)


def entry(n, title=None, **more):
    return Entry(title=title or f"headline {n}", guid=f"id-{n}", link=f"https://a.org/{n}", **more)


def look(entries, memory, feed="f", polled_before=True):
    """One poll: verdicts, with what they leave in memory."""
    identities = identify(entries, "g")
    known = {key: memory[key] for key in asked_keys(identities) if key in memory}
    verdicts = sift(feed, entries, identities, known, polled_before)
    for v in verdicts:
        if v.kind in ("new", "renamed", "edited"):
            edits = v.seen.edits + 1 if v.kind == "edited" else 0
            row = Seen(v.identity.key, v.seen.feed if v.seen else feed, NOW, mark=v.identity.mark, edits=edits)
            memory |= dict.fromkeys((*v.identity.keeps, v.identity.headline), row)
    return [v.kind for v in verdicts]


def test_a_body_is_new_once():
    """The second poll of the same body brings nothing."""
    memory = {}
    body = [entry(n) for n in range(3)]
    assert look(body, memory) == ["new"] * 3
    assert look(body, memory) == ["known"] * 3


def test_an_edited_headline_is_an_edit():
    """The same item with other words is updated, not posted again."""
    memory = {}
    look([entry(1)], memory)
    assert look([entry(1, "headline 1, corrected")], memory) == ["edited"]


def test_a_date_alone_is_no_edit():
    """Dates and trackers change by themselves."""
    memory = {}
    look([entry(1)], memory)
    assert look([entry(1, published=NOW)], memory) == ["known"]


def test_a_feed_that_edits_at_every_poll_is_ignored_in_time():
    """reader#225: no endless stream of updates."""
    memory = {}
    look([entry(1)], memory)
    kinds = [look([entry(1, f"viewed {n} times")], memory)[0] for n in range(MOST_EDITS + 5)]
    assert kinds == ["edited"] * MOST_EDITS + ["known"] * 5


def test_a_sister_feed_does_not_edit():
    """The same item in another feed of the outlet, worded otherwise, is the same item."""
    memory = {}
    look([entry(1)], memory)
    assert look([entry(1, "headline 1 | Sports")], memory, feed="other") == ["known"]


def test_a_feed_that_renames_everything_floods_nobody():
    """reader#79, miniflux#3390: new ids and new links for known headlines are not news; what is new among them is."""
    memory = {}
    look([entry(n) for n in range(20)], memory)
    renamed = [Entry(title=f"headline {n}", guid=f"new-{n}", link=f"https://b.org/{n}") for n in range(20)]
    assert look([*renamed, entry(99)], memory) == ["renamed"] * 20 + ["new"]
    assert look(renamed, memory) == ["known"] * 20


def test_a_recurring_headline_alone_is_no_flood():
    """A daily column with a new address is new each day."""
    memory = {}
    look([entry(1, "Press review")], memory)
    assert look([entry(2, "Press review")], memory) == ["new"]


def test_a_twin_in_one_body_counts_once():
    """reader#335: repeated entries inside a body."""
    assert look([entry(1), entry(1)], {}) == ["new", "twin"]


def test_deleted_stays_deleted():
    """opencti#11132: what was taken away by hand does not come back."""
    (identity,) = identify([entry(1)], "g")
    (asked,) = identity.asks[:1]
    memory = {asked: Seen(asked, "f", NOW, mark=1, deleted=True)}
    assert look([entry(1)], memory) == ["deleted"]


def test_items_that_share_a_date_or_come_late_are_all_seen():
    """opencti#15231: there is no date cursor that an item could hide behind."""
    memory = {}
    look([entry(1, published=NOW)], memory)
    late = [entry(2, published=NOW), entry(3, published=NOW - timedelta(days=3))]
    assert look(late, memory) == ["new", "new"]


def test_undated_items_get_first_seen_and_the_future_is_clamped():
    """opencti#4495: and never a publication time that nobody stated."""
    assert published_at(entry(1), NOW) == (NOW, False)
    assert published_at(entry(1, published=NOW + timedelta(days=9)), NOW) == (NOW, True)
    assert published_at(entry(1, published=NOW - timedelta(days=9)), NOW) == (NOW - timedelta(days=9), True)


def test_only_items_of_the_last_day_are_news():
    """What an outage kept back waits for the digest."""
    assert is_news(NOW - timedelta(hours=23), NOW)
    assert not is_news(NOW - timedelta(hours=25), NOW)


bodies = st.lists(
    st.builds(
        Entry,
        title=st.sampled_from("abcd"),
        guid=st.sampled_from(["", "1", "2", "3"]),
        link=st.sampled_from(["", "https://a.org/1", "https://a.org/2"]),
        published=st.sampled_from([None, NOW]),
    ),
    max_size=6,
)


@given(st.lists(bodies, max_size=5))
def test_no_history_of_polls_makes_a_known_body_new(polls):
    """reader#340: whatever came before, a body polled twice brings nothing new the second time."""
    memory = {}
    for body in polls:
        look(body, memory)
        assert "new" not in look(body, memory)
