"""`factionwatch why TEXT`: what matched in a text, what did not, and by which word."""

from datetime import UTC, date, datetime

from bot import wiring
from bot.settings import Settings
from intel.names import NameFinder
from intel.names.explain import explain
from model.errors import UsageError
from model.item import Document


def why(settings: Settings, text: str, on: str) -> str:
    """The explanation, a line for each name seen; leaders count as of `on` (a date, or empty)."""
    roster = wiring.read_roster(settings)
    names = NameFinder(roster).find(Document(title=text, published=_moment(on)))
    return "\n".join(explain(names, roster))


def _moment(on: str) -> datetime | None:
    if not on:
        return None
    try:
        return datetime.combine(date.fromisoformat(on), datetime.min.time(), UTC)
    except ValueError as error:
        raise UsageError(f'--on takes a date such as 2024-01-28, not "{on}".') from error
