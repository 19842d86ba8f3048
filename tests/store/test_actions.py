def test_the_state_of_a_button_is_found_by_its_id(store):
    state = {"command": "events", "after": "1f.2", "actors": ["كتائب"]}
    id = store.write(lambda q: q.actions.keep(state))

    with store.read() as q:
        assert q.actions.get(id) == state
        assert q.actions.get("unknown") is None


def test_the_same_button_needs_one_row_and_one_id(store):
    ids = {store.write(lambda q, state=state: q.actions.keep(state)) for state in ({"a": 1, "b": 2}, {"b": 2, "a": 1})}

    assert len(ids) == 1
    assert store.write(lambda q: q.actions.keep({"a": 1})) not in ids


def test_a_state_lives_thirty_days_from_its_last_use(store, clock):
    id = store.write(lambda q: q.actions.keep({"a": 1}))
    clock.turn(days=20)
    store.write(lambda q: q.actions.keep({"a": 1}))
    clock.turn(days=29)
    with store.read() as q:
        assert q.actions.get(id) == {"a": 1}

    clock.turn(days=1)
    with store.read() as q:
        assert q.actions.get(id) is None


def test_what_has_outlived_its_time_goes_in_slices(store, clock):
    store.write(lambda q: [q.actions.keep({"n": n}) for n in range(5)])
    clock.turn(days=31)
    kept = store.write(lambda q: q.actions.keep({"n": "kept"}))

    assert [store.write(lambda q: q.actions.expire(3)) for _ in range(3)] == [3, 2, 0]
    with store.read() as q:
        assert q.actions.get(kept)
