"""The real bot, killed while it posts to Discord and Slack at once: nothing missing, nothing doubled unknowingly."""

import asyncio

import pytest

from tests.kill import chats


@pytest.mark.parametrize("least", [False, True], ids=["history", "least-rights"])
def test_posts_survive_the_death_of_the_bot(least):
    """Deaths with lost answers; with history an hour's outage too. The long form: `python -m tests.kill.chats`."""
    world, counts = asyncio.run(asyncio.wait_for(chats.run(2, 5, least), 280))
    assert world.tally.kills == 2
    assert all(count.stories for count in counts)
    assert chats.faults(world, counts) == []
