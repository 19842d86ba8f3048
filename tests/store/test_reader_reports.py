from dataclasses import replace


def test_a_report_waits_until_it_is_closed(store, clock):
    made = store.write(lambda q: q.reports.add("wrong-faction", "s1", who="discord:5", detail="a shrine"))
    clock.turn(hours=1)
    with store.read() as q:
        assert q.reports.open() == q.reports.newest() == (made,)

    assert store.write(lambda q: q.reports.close(made.id, "corrected"))
    assert not store.write(lambda q: q.reports.close(made.id, "again"))
    with store.read() as q:
        assert q.reports.open() == ()
        assert q.reports.get(made.id) == replace(made, closed_at=clock(), outcome="corrected")


def test_a_button_pressed_twice_makes_one_report(store):
    def press(q):
        return q.reports.add("wrong-event", "s1", who="slack:U1").id

    first, second = store.write(press), store.write(press)
    other = store.write(lambda q: q.reports.add("wrong-event", "s1", who="slack:U2").id)
    assert first == second != other

    store.write(lambda q: q.reports.close(first, "looked at"))
    assert store.write(press) not in (first, other)


def test_the_oldest_report_comes_first_and_the_newest_can_be_asked_for(store, clock):
    for subject in "abc":
        store.write(lambda q, subject=subject: q.reports.add("emerging-name", subject, who="rules"))
        clock.turn(minutes=1)

    with store.read() as q:
        assert [made.subject for made in q.reports.open(2)] == ["a", "b"]
        assert [made.subject for made in q.reports.newest(2)] == ["c", "b"]


def test_a_report_that_is_not_there_is_none(store):
    with store.read() as q:
        assert [q.reports.get(number) for number in (1, -1, 1 << 70)] == [None] * 3
