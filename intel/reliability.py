"""How far a story can be relied on, by the Admiralty scheme: a letter for the best source, a digit for corroboration.

The digit counts independent outlets only: copies of one agency text are one report, outlets of one group one source,
and the voice of a party to the event corroborates nothing. It says how well a story is confirmed, never how likely
something is to happen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.story import Join, Report

LETTERS = "ABCDEF"
ASSESSED = frozenset("ABC")


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Who stands behind a story, and the two marks that follow."""

    independent: tuple[str, ...]  # outlet groups
    parties: tuple[str, ...]  # groups that are a party to the event
    ownerships: tuple[str, ...]
    copies: int
    letter: str
    digit: int
    reason: str


def corroborate(reports: Sequence[Report], joins: Iterable[Join]) -> Corroboration:
    """Weigh the reports of one story."""
    copies = {join.item for join in joins if join.copy_of is not None}
    involved = {actor for report in reports for actor in (*report.actors, *report.claimed_by)}
    own = [r for r in reports if r.item not in copies] or list(reports)
    parties = [r for r in own if involved & set(r.party_to)]
    independent = [r for r in own if not involved & set(r.party_to)]
    groups = tuple(dict.fromkeys(r.group or r.outlet for r in independent))
    ownerships = tuple(sorted({r.ownership for r in independent if r.ownership}))
    letter = min((r.reliability for r in independent or own if r.reliability in LETTERS), default="F")
    denied = any("denied" in r.flags for r in reports)
    digit, reason = _digit(len(groups), len(ownerships), letter, denied=denied, party=bool(parties))
    party_groups = tuple(dict.fromkeys(r.group or r.outlet for r in parties))
    return Corroboration(groups, party_groups, ownerships, len(copies), letter, digit, reason)


def _digit(groups: int, ownerships: int, letter: str, *, denied: bool, party: bool) -> tuple[int, str]:
    """The information digit and the rule that gave it, in words."""
    if groups >= 3 and ownerships >= 3 and letter in ASSESSED and not denied:
        return 1, f"{groups} independent sources of {ownerships} kinds of owner, nobody denies it"
    if groups >= 2 and not denied:
        return 2, f"{groups} independent sources"
    if groups >= 2:
        return 3, f"{groups} independent sources, but it is denied"
    if groups == 1 and letter in ASSESSED:
        return 3, f"one independent source, rated {letter}"
    if groups == 1 and letter != "F":
        return 4, f"one independent source, rated {letter}"
    if groups == 0 and party:
        return 6, "only parties to the event say so"
    return 6, "no source that could be rated"
