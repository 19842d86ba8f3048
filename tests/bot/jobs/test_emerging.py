"""Names of groups that nobody we know bears reach the operator, and nobody else."""

from model.feed import Outlet
from tests.bot.jobs.conftest import feed
from tests.fakes.web import rss

NEW = "Saraya Tariq al-Fajr"
SAID = f"{NEW} and Kataib Hezbollah say they will answer"
SEEN = f"Kataib Hezbollah praised {NEW} on Monday"
KNOWN = "Kataib Hezbollah and the Badr Organization speak of Saraya al-Salam"


def two_houses(web, bench, first, second):
    web.serve("/a", rss(*first))
    web.serve("/b", rss(*second))
    other = Outlet("other", "The Other", group="elsewhere")
    return bench(
        [feed(web.serve("/a", rss(*first)), "a"), feed(web.serve("/b", rss(*second)), "b", outlet="other")], [other]
    )


def open_reports(store):
    with store.read() as q:
        return q.reports.open()


def test_a_name_seen_thrice_at_two_owners_is_proposed_with_its_sentences(web, bench, store):
    """The operator reads how often, by whom and in which words; no channel is told."""
    two_houses(web, bench, [SAID, f"A day later, {SEEN}"], [SEEN]).round()

    (report,) = open_reports(store)
    assert (report.kind, report.subject, report.who) == ("emerging-name", NEW, "factionwatch")
    first, *sentences = report.detail.split("\n")
    assert first == "seen 3 times at elsewhere, house"
    assert sorted(sentences) == sorted([SAID, SEEN, f"A day later, {SEEN}"])
    with store.read() as q:
        assert q.outbox.latest((), 10) == ()


def test_one_owner_alone_proposes_nothing(web, bench, store):
    """A name that only one house uses may be its own invention."""
    two_houses(web, bench, [SAID, SEEN, f"A day later, {SEEN}", f"Again {SAID}"], [KNOWN]).round()

    assert open_reports(store) == ()


def test_a_name_that_was_dealt_with_is_not_proposed_again(web, bench, store):
    """Whatever the operator decided holds."""
    polls = two_houses(web, bench, [SAID, f"A day later, {SEEN}"], [SEEN])
    polls.round()
    (report,) = open_reports(store)
    store.write(lambda q: q.reports.close(report.id, "a unit of the army"))
    web.serve("/a", rss(*(f"{n} said: {SAID}" for n in ("Ali", "Omar", "Sara"))))
    web.serve("/b", rss(f"Zaid said: {SAID}"))
    polls.round()

    assert len(polls.items()) == 7
    assert open_reports(store) == ()
