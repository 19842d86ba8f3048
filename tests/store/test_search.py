from datetime import timedelta

import pytest

from model.finding import Annotation
from tests.store.samples import NOON, an_annotation, an_item

BADR, KH = "badr-organization", "kataib-hezbollah"


@pytest.fixture
def add(store):
    def add(name, words, *actors, at=NOON):
        item = an_item(name, at)
        store.write(lambda q: q.items.add(item, an_annotation(*actors), words=words))
        return item.id

    return add


@pytest.fixture
def find(store):
    def find(*args, **named):
        with store.read() as q:
            return q.search.newest(*args, **named)

    return find


def test_items_with_every_word_come_newest_first(add, find):
    old = add("a", "drone strike near hit", at=NOON - timedelta(days=1))
    new = add("b", "a strike by drone")
    add("c", "a drone seen")

    assert find("drone strike") == (new, old)
    assert find("strike drone", limit=1) == (new,)
    assert find("drone strike", before=new) == (old,)


def test_a_phrase_is_its_words_in_their_order(add, find):
    first = add("a", "drone strike near hit")
    add("b", "a strike by drone")

    assert find(["drone strike"]) == (first,)


def test_arabic_words_are_found_as_they_were_handed_in(add, find):
    first = add("a", "كتايب حزب الله تنفي")

    assert find("حزب الله") == (first,)


def test_a_search_can_be_kept_to_actors(add, find):
    first = add("a", "two killed", BADR)
    second = add("b", "two killed", KH, at=NOON + timedelta(hours=1))
    add("c", "two killed", "badr-national-current", at=NOON + timedelta(hours=2))

    assert find("killed", actors=[BADR]) == (first,)
    assert find("killed", actors=[BADR, KH]) == (second, first)
    assert find("killed", actors=["nobody"]) == ()


def test_ids_of_actors_are_not_words_of_the_text(add, find):
    add("a", "two killed", BADR)

    assert find("organization") == ()
    assert find("a_badr_organization") == ()


def test_a_search_can_be_kept_to_days(add, find):
    found = [add(n, "two killed", at=NOON + timedelta(days=n)) for n in range(4)]

    assert find("killed", since=NOON + timedelta(days=1), until=NOON + timedelta(days=3)) == (found[2], found[1])


@pytest.mark.parametrize(
    "hostile",
    ['"', '""', "two NOT killed", "NEAR(two killed, 2)", "two* OR killed", "text:two", "^two", "(two", "two\0killed",
     "'; drop table words; --", "{text actors}: two", "* * *", "two AND", "-", "a_", "_", "\u0660\u064b", "w " * 5000],
)  # fmt: skip
def test_signs_of_a_query_language_mean_nothing(add, find, hostile):
    add("a", "two killed")

    assert find(hostile) in ((), find("two"))


def test_words_that_hold_nothing_find_nothing(find):
    assert find("") == find("!? ...") == find([]) == ()


def test_an_item_without_words_is_not_searchable(store, find):
    store.write(lambda q: q.items.add(an_item(), Annotation("a")))

    assert find("title") == ()
