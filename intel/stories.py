"""Items become stories: here each item is told as a story of its own."""

from collections.abc import Sequence

from model.feed import Outlet
from model.finding import Annotation
from model.item import Item
from model.story import Join, Report, Story, StoryState


def report_of(item: Item, annotation: Annotation, outlet: Outlet) -> Report:
    """An item as grouping sees it."""
    event, when = annotation.event, annotation.when
    return Report(
        item=item.id,
        key=item.key,
        at=item.published,
        outlet=outlet.id,
        group=outlet.group or outlet.id,
        ownership=outlet.ownership,
        reliability=outlet.reliability,
        language=item.document.language,
        title=item.document.title,
        lead=item.document.summary,
        type=event.type,
        second=event.second,
        actors=annotation.actors,
        people=annotation.people,
        places=tuple(dict.fromkeys(p.place for p in annotation.places)),
        casualties=annotation.casualties,
        day=when.day if when else None,
        day_precision=when.precision if when else "published",
        flags=event.flags,
        claimed_by=event.claimed_by,
        weapons=event.weapons,
        party_to=outlet.party_to,
        link=item.link,
    )


def place_report(report: Report, candidates: Sequence[StoryState]) -> Join:
    """The story a report belongs to: one of its own."""
    return Join(report.item, f"s-{report.key.hex()[:12]}", "first")


def tell(story: str, reports: Sequence[Report], joins: Sequence[Join], previous: Story | None) -> Story:
    """A story, told from its reports."""
    first = min(reports, key=lambda r: (r.at, r.item))
    return Story(
        story,
        first.title,
        first.item,
        first.at,
        max(r.at for r in reports),
        first.type,
        first.second,
        first.flags,
        first.actors,
        first.people,
        first.places,
        first.day,
        first.day_precision,
        first.casualties.killed,
        first.casualties.wounded,
        first.claimed_by,
        first.weapons,
        tuple(r.item for r in reports),
        languages=(first.language,),
        ownerships=(first.ownership,),
        reliability=first.reliability,
    )
