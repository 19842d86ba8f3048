from datetime import timedelta

from model.operation import Correction
from tests.store.samples import take

BADR, KH = "badr-organization", "kataib-hezbollah"


def test_a_correction_says_who_when_and_why(store, clock):
    made = store.write(lambda q: q.corrections.add(7, KH, who="ann", reason="a shrine, no faction"))

    assert made == Correction(7, KH, clock(), "ann", "a shrine, no faction", refuted=True)
    with store.read() as q:
        assert q.corrections.of(7) == (made,)
        assert q.corrections.of_items([6, 7, 8]) == {7: (made,)}
        assert q.corrections.of(8) == ()


def test_the_last_word_counts(store, clock):
    store.write(lambda q: q.corrections.add(7, KH, who="ann"))
    clock.turn(hours=1)
    last = store.write(lambda q: q.corrections.add(7, KH, who="bob", refuted=False))

    with store.read() as q:
        assert q.corrections.of(7) == (last,)


def test_a_correction_can_be_withdrawn_once(store):
    store.write(lambda q: q.corrections.add(7, KH, who="ann"))

    assert [store.write(lambda q: q.corrections.withdraw(7, KH)) for _ in range(2)] == [True, False]


def test_corrections_since_a_moment_come_in_order(store, clock):
    for n, actor in enumerate([KH, BADR, KH]):
        store.write(lambda q, n=n, actor=actor: q.corrections.add(n, actor, who="ann"))
        clock.turn(hours=1)

    with store.read() as q:
        assert [made.item for made in q.corrections.since(clock() - timedelta(hours=2))] == [1, 2]


def test_a_correction_outlives_its_item_and_every_annotation(store):
    item = store.write(lambda q: take(q, "a", KH))
    store.write(lambda q: q.corrections.add(item.id, KH, who="ann"))
    store.write(lambda q: q.items.reannotate(item.id, q.items.annotation(item.id)))
    store.write(lambda q: q.items.forget(item.id))

    with store.read() as q:
        assert [made.actor for made in q.corrections.of(item.id)] == [KH]
