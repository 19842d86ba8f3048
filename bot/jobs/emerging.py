"""Names that may be new groups, from the take to the operator's list; nothing is ever posted from here."""

from collections.abc import Sequence
from dataclasses import replace

from intel.emerging import Proposal, propose
from model.feed import Outlet
from model.finding import Sighting
from store import Questions

KIND, WHO = "emerging-name", "factionwatch"


def note_sightings(q: Questions, item: int, seen: Sequence[Sighting], outlet: Outlet) -> None:
    """Keep what was seen in an item, inside its transaction; a name seen often enough goes to the operator, once."""
    if not seen:
        return
    q.sightings.add(item, [replace(one, owner=outlet.group or outlet.id) for one in seen])
    for one in seen:
        for proposal in propose(q.sightings.of(one.key)):
            report = q.reports.add(KIND, proposal.name, who=WHO, detail=_told(proposal))
            q.sightings.settle(one.key, report.id)


def _told(proposal: Proposal) -> str:
    """How often and by whom it was used, and the sentences, a line each."""
    owners = ", ".join(proposal.owners)
    return "\n".join((f"seen {proposal.seen} times at {owners}", *proposal.sentences))
