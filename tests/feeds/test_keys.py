"""Who an entry is."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from feeds.keys import identify
from model.item import Entry

DAY = datetime(2026, 1, 27, 12, tzinfo=UTC)


def keys(*entries, group="g"):
    return identify(entries, group)


def test_an_entry_keeps_its_key_when_words_dates_and_trackers_change():
    """Volatile fields stay outside the key; the mark of its words tells of the edit."""
    (old,) = keys(Entry(title="Old", guid="7", link="https://a.org/x", published=DAY))
    (new,) = keys(Entry(title="New", guid="7", link="https://a.org/x?utm_source=rss", summary="more"))
    assert new.key == old.key
    assert new.mark != old.mark


def test_a_guid_with_the_headline_in_it_is_no_new_item():
    """miniflux#2358: when the guid changes with the headline, the link still proves the entry known."""
    (old,) = keys(Entry(title="Old", guid="Old-1", link="https://a.org/x"))
    (new,) = keys(Entry(title="New", guid="New-1", link="https://a.org/x"))
    assert set(new.asks) & set(old.keeps)


def test_one_guid_for_all_names_nothing():
    """miniflux#4197: ten items that share a guid are ten items."""
    found = keys(*(Entry(title=f"t{n}", guid="same", link=f"https://a.org/{n}") for n in range(10)))
    assert len({i.key for i in found}) == 10


def test_one_guid_and_one_link_for_all_leaves_the_headlines():
    """Where guid and link are the same for all, title and day tell entries apart."""
    found = keys(*(Entry(title=f"t{n}", guid="same", link="https://a.org/live", published=DAY) for n in range(3)))
    assert len({i.key for i in found}) == 3


def test_exact_twins_are_one():
    """reader#335: the same entry twice in one body has one key."""
    first, second = keys(*[Entry(title="t", guid="1", link="https://a.org/1")] * 2)
    assert first == second


def test_a_twin_that_comes_and_goes_stays_known():
    """reader#340: an entry found beside an edited copy of itself is still known by title and day."""
    entry, edit = (Entry(title=t, guid="1", link="https://a.org/1", published=DAY) for t in ("old", "new"))
    (alone,) = keys(entry)
    beside, _ = keys(entry, edit)
    assert set(beside.asks) <= set(alone.keeps)


def test_the_front_page_of_a_site_names_no_entry():
    """A link without a path may not join two entries."""
    found = keys(Entry(title="a", link="https://a.org/"), Entry(title="b", link="https://a.org"))
    assert found[0].key != found[1].key
    assert not set(keys(Entry(title="a", link="https://a.org/"))[0].keeps) & set(found[1].keeps)


def test_outlets_of_one_group_share_keys_and_others_do_not():
    """The same item in several feeds of one house is one."""
    entry = Entry(title="t", guid="1")
    assert keys(entry, group="a")[0].key == keys(entry, group="a")[0].key
    assert keys(entry, group="a")[0].key != keys(entry, group="b")[0].key


def test_recurring_headlines_are_told_apart_by_their_day():
    """A daily column without guid and link is new each day."""
    (monday,) = keys(Entry(title="Press review", published=DAY))
    (tuesday,) = keys(Entry(title="Press review", published=DAY.replace(day=28)))
    assert monday.key != tuesday.key
    assert monday.headline == tuesday.headline


entries = st.builds(
    Entry,
    title=st.sampled_from(["a", "b", "c"]),
    guid=st.sampled_from(["", "1", "2", "http://a.org/1"]),
    link=st.sampled_from(["", "https://a.org/1", "https://a.org/2", "https://a.org/"]),
    published=st.sampled_from([None, DAY]),
)


@given(st.lists(entries, max_size=8))
def test_polling_the_same_body_again_finds_every_entry_known(body):
    """Whatever repeats in a body, the second reading asks for keys that the first kept."""
    kept = {key for i in identify(body, "g") for key in i.keeps}
    assert all(set(i.asks) <= kept for i in identify(body, "g"))


@given(st.lists(entries, max_size=8), st.data())
def test_the_order_of_a_body_changes_no_key(body, data):
    """Feeds re-sort themselves; keys don't care."""
    mixed = data.draw(st.permutations(body))
    by_entry = dict(zip(body, identify(body, "g"), strict=True))
    assert all(by_entry[e] == i for e, i in zip(mixed, identify(mixed, "g"), strict=True))


def test_keys_of_a_house_lie_together():
    """What is remembered begins with the group; the key that names an item does not."""
    (one, other) = keys(Entry(title="a", guid="1"), Entry(title="b", guid="2"))
    assert len({key[:3] for key in (*one.keeps, *other.keeps, one.headline)}) == 1
    assert len(one.key) == 16
    assert one.asks[0].endswith(one.key)
