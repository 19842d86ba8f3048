import pytest


def test_notes_are_kept_over_a_restart(store, path, clock):
    store.write(lambda q: q.meta.put("evaluation", {"f1": 0.97, "set": "dev", "items": [1, None]}))
    store.close()

    with type(store).open(path, clock) as again, again.read() as q:
        assert q.meta.get("evaluation") == {"f1": 0.97, "set": "dev", "items": [1, None]}


@pytest.mark.parametrize("missing", [None, 0, "none"])
def test_a_note_that_is_not_there_is_its_default(store, missing):
    with store.read() as q:
        assert q.meta.get("nothing", missing) == missing


def test_a_note_can_be_written_over_and_removed(store):
    store.write(lambda q: (q.meta.put("a", 1), q.meta.put("a", 2), q.meta.put("b", 3), q.meta.remove("b")))

    with store.read() as q:
        assert (q.meta.get("a"), q.meta.get("b")) == (2, None)


def test_the_heartbeat_tells_who_was_alive_when(store, clock):
    with store.read() as q:
        assert q.meta.heartbeat() is None
    store.write(lambda q: q.meta.beat("box", 42))
    clock.turn(seconds=30)
    store.write(lambda q: q.meta.beat("box", 43))

    with store.read() as q:
        beat = q.meta.heartbeat()
    assert (beat.host, beat.pid, beat.at) == ("box", 43, clock())
