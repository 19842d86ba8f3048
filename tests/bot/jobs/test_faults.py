"""Every way to misbehave ends in words or in entries, and stops no other feed."""

import pytest

from tests.bot.jobs.conftest import feed
from tests.bot.jobs.faults import FAULTS, run_fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_misbehaving_feed_is_told_in_words_and_stops_no_other(fault, bench, web):
    """The good feed beside it answers; what could be read of the bad one is stored, once."""
    outcome, stored = run_fault(fault, bench, web, feed)
    assert outcome.status == fault.status
    assert fault.words in outcome.words
    assert stored == tuple(sorted(fault.items))
