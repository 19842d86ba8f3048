"""How long texts are kept, as an operator writes it."""

import re
from datetime import timedelta

LEAST = timedelta(days=8)  # a story may grow for seven days; what still grows is never given up
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def parse_retention(text: str) -> timedelta | None:
    """How long texts are kept: "90d", "12w", "18m", "5y"; None for ever. ValueError says what is wrong."""
    if text in ("", "none"):
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,4})([dwmy])", text)
    if found is None:
        raise ValueError('must be "none" or like 90d, 12w, 18m or 5y')
    kept = timedelta(days=int(found[1]) * _DAYS[found[2]])
    if kept < LEAST:
        raise ValueError(f"must be at least {LEAST.days}d: a story may grow for a week")
    return kept
