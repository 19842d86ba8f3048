"""Old texts go when the operator wants that; what was known of them stays, so that nothing old comes back as new."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta

import pytest

from bot.ages import parse_retention
from bot.jobs.retention import keep_young
from tests.program import factionwatch, one_sentence
from tests.store.samples import a_key, take


@pytest.mark.parametrize(
    ("text", "days"), [("90d", 90), ("12w", 84), ("18m", 540), ("5y", 1825), ("8d", 8), ("", None), ("none", None)]
)
def test_an_age_is_read(text, days):
    """Days, weeks, months of 30, years of 365 days."""
    assert parse_retention(text) == (timedelta(days=days) if days else None)


@pytest.mark.parametrize("text", ["90", "d", "-5d", "1.5y", "0d", "7d", "99999999d", "90 days", "٩٠d"])
def test_a_wrong_age_is_one_sentence(text, tmp_path):
    """Named with its setting; what still grows cannot be given up."""
    with pytest.raises(ValueError, match="must be"):
        parse_retention(text)
    if text == "7d":
        ran = factionwatch("check", "--settings", folder=tmp_path, FACTIONWATCH_RETENTION=text)
        assert ran.status == 2
        assert "FACTIONWATCH_RETENTION must be at least 8d" in one_sentence(ran.err)


def test_old_texts_go_and_their_keys_stay(store, clock):
    """Young ones stay whole; counts stay; an old entry is still known."""
    store.write(lambda q: take(q, "old", "badr-organization", at=clock() - timedelta(days=100)))
    store.write(lambda q: take(q, "young", "badr-organization", at=clock() - timedelta(days=5)))

    async def once():
        with suppress(TimeoutError):
            await asyncio.wait_for(keep_young(store, timedelta(days=90), clock), 1)

    asyncio.run(once())

    with store.read() as q:
        assert [i.document.title for i in q.items.newest(9)] == ["Title young"]
        assert [s.headline for s in q.stories.page(limit=9).stories] == ["Headline s-young"]
        assert q.seen.known([a_key("old")])
        assert q.counts.items(date(2025, 1, 1), date(2026, 2, 1)) == 2
        assert q.upkeep.integrity() == ()
