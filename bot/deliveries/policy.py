"""What the operator decided about posts."""

import re
from dataclasses import dataclass
from datetime import timedelta

from model.errors import UsageError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so long a time."""

    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's settings, and the fixed times around them."""

    unsure: str = "resend"  # or hold
    storm: Rate | None = Rate(10, timedelta(minutes=10))
    max_subscriptions: int = 50
    reports: str = ""  # address of the channel that readers' reports go to
    growth: timedelta = timedelta(hours=48)  # how long a message grows with its story
    spacing: timedelta = timedelta(minutes=2)  # between two edits of a message
    most_news: int = 3  # material changes told beside the message
    stale: timedelta = timedelta(hours=24)  # news that is older is left to the digest
    stale_digest: timedelta = timedelta(hours=20)


def parse_storm(text: str) -> Rate | None:
    """`10/10m`: more stories than that to one channel fold into a summary; `off` for never."""
    if text == "off":
        return None
    found = re.fullmatch(r"([1-9]\d{0,5})/([1-9]\d{0,5})([smh])", text)
    if found is None:
        raise UsageError(f'FACTIONWATCH_STORM must be like "10/10m" (stories per time) or "off" (it is {text!r}).')
    return Rate(int(found[1]), timedelta(**{_UNITS[found[3]]: int(found[2])}))
