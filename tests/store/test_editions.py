from datetime import timedelta

from tests.store.samples import NOON


def add(store, scope, payload="{}"):
    return store.write(lambda q: q.editions.add(scope, NOON - timedelta(days=1), NOON, payload))


def test_an_edition_is_found_again_by_its_number(store):
    first, second = add(store, "a", '{"a": 1}'), add(store, "b")

    with store.read() as q:
        found = q.editions.get(first)
        assert (found.scope, found.payload, found.until) == ("a", '{"a": 1}', NOON)
        assert q.editions.get(second).scope == "b"
        assert q.editions.get(99) is None


def test_the_last_edition_is_that_of_its_scope(store):
    add(store, "a")
    newest = add(store, "a")
    add(store, "b")

    with store.read() as q:
        assert q.editions.last("a").number == newest
        assert q.editions.last("c") is None


def test_old_editions_of_a_scope_go_and_leave_others_alone(store):
    other = add(store, "b")
    numbers = [add(store, "a") for _ in range(203)]

    with store.read() as q:
        assert q.editions.get(numbers[2]) is None
        assert q.editions.get(numbers[3]) is not None
        assert q.editions.get(other) is not None


def test_what_was_asked_for_long_ago_is_forgotten(store):
    asked, given, other = add(store, "asked/discord/G1/U1/"), add(store, "channel/7"), add(store, "askedfor")

    assert store.write(lambda q: q.editions.purge("asked", NOON)) == 0
    assert store.write(lambda q: q.editions.purge("asked", NOON + timedelta(seconds=1))) == 1
    with store.read() as q:
        assert q.editions.get(asked) is None
        assert q.editions.get(given) is not None
        assert q.editions.get(other) is not None
