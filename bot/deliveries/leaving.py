"""What happens to the channels of a community that the bot is no longer in."""

from collections.abc import Collection
from datetime import datetime

from bot.deliveries.outcome import next_look
from store import Questions

REASON = "paused: the bot is no longer a member"


def leave_absent(q: Questions, platform: str, present: Collection[str], now: datetime) -> int:
    """Pauses active channels of communities that are not among the present ones; how many.

    They are looked at again as after a missing permission, and end with all that belongs to them after a week; who adds
    the bot again before that finds them as they were.
    """
    absent = [
        one
        for one in q.channels.all()
        if one.channel.platform == platform
        and one.channel.workspace
        and one.channel.workspace not in present
        and one.is_active
    ]
    for one in absent:
        q.channels.set_state(one.number, "missing", REASON, looks=1, look_at=next_look(0, now))
    return len(absent)
