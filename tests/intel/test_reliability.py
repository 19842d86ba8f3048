from datetime import UTC, datetime

import pytest

from intel.reliability import corroborate
from model.story import Join, Report


def report(n, group="a", ownership="independent", reliability="B", flags=(), party_to=(), actors=("kataib-hezbollah",)):
    at = datetime(2026, 1, 1, n, tzinfo=UTC)
    return Report(
        n, bytes([n]), at, group, group, ownership, reliability, "en", "t", "", "clash", None, actors, (), (),
        flags=flags, party_to=party_to,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reports", "digit"),
    [
        ([report(1)], 3),
        ([report(1, reliability="D")], 4),
        ([report(1, reliability="F")], 6),
        ([report(1, "a"), report(2, "a")], 3),
        ([report(1, "a"), report(2, "b")], 2),
        ([report(1, "a"), report(2, "b"), report(3, "c", flags=("denied",))], 3),
        ([report(1, "a"), report(2, "b", "state"), report(3, "c", "official")], 1),
    ],
)
def test_only_independent_sources_corroborate(reports, digit):
    assert corroborate(reports, ()).digit == digit


def test_copies_of_one_text_are_one_source():
    reports = [report(1, "a"), report(2, "b"), report(3, "c")]
    joins = [Join(2, "s", "copy", copy_of=1), Join(3, "s", "copy", copy_of=1)]
    found = corroborate(reports, joins)
    assert (found.independent, found.copies, found.digit) == (("a",), 2, 3)


def test_the_voice_of_a_party_corroborates_nothing():
    found = corroborate([report(1, "channel", party_to=("kataib-hezbollah",))], ())
    assert (found.digit, found.parties, found.independent) == (6, ("channel",), ())


def test_the_letter_is_that_of_the_best_independent_source():
    party = report(1, "channel", reliability="A", party_to=("kataib-hezbollah",))
    assert corroborate([party, report(2, "b", reliability="C")], ()).letter == "C"


def test_the_reason_can_be_read():
    assert corroborate([report(1), report(2, "b")], ()).reason == "2 independent sources"
