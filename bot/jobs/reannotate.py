"""Reading stored items anew after names or rules changed; stories keep their ids, and nothing is posted for it.

Items are walked in time order, a few a transaction, so that a running bot hardly notices. Each item notes the rules it
was read by, so that a walk that was cut short goes on where it stopped. What an operator corrected stays corrected.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.deliveries.announce import Announcer
from bot.jobs.craft import Annotating, plain_words
from intel.corrections import apply
from intel.stories import place_report, report_of, tell
from model.feed import Outlet
from model.finding import Annotation
from model.item import Item
from model.story import Join, Report, Story
from store import Questions, Store

SLICE = 20  # items a transaction: the writer is not held longer than a blink
EVERYTHING = 1_000_000


@dataclass(frozen=True, slots=True)
class Anew:
    """What reading anew came to."""

    items: int = 0
    changed: int = 0  # items in which other actors are found now
    stories: int = 0  # stories told otherwise now

    def __add__(self, other: "Anew") -> "Anew":
        return Anew(self.items + other.items, self.changed + other.changed, self.stories + other.stories)


@dataclass(frozen=True, slots=True)
class Reader:
    """What items are read with."""

    annotator: Annotating
    outlets: Mapping[str, Outlet]
    announcer: Announcer


def reannotate(store: Store, reader: Reader, progress: Callable[[int], None]) -> Anew:
    """Read every item that was read by other rules; `progress` hears how many are done."""
    done, after = Anew(), -1
    while items := _next(store, reader.annotator.rules_version, after):
        after = items[-1].id
        found = [(item, reader.annotator.annotate(item.document)) for item in items if not item.history]
        done += store.write(partial(_keep, reader, found))
        progress(done.items)
    return done


def waiting(store: Store, rules_version: str) -> int:
    """How many items were read by other rules; documented history does not count."""
    with store.read() as q:
        versions = q.items.rules_versions()
    return sum(n for version, n in versions.items() if version not in (rules_version, "history"))


def _next(store: Store, rules_version: str, after: int) -> tuple[Item, ...]:
    with store.read() as q:
        return q.items.stale(rules_version, after=after, limit=SLICE)


def _keep(reader: Reader, found: Sequence[tuple[Item, Annotation]], q: Questions) -> Anew:
    """Write what is found now, then tell the stories concerned anew."""
    corrections = q.corrections.of_items(item.id for item, _ in found)
    reports: dict[int, Report] = {}
    changed = 0
    for item, annotation in found:
        if q.items.get(item.id) != item:  # edited or given up since it was read
            continue
        annotation = apply(annotation, corrections.get(item.id, ()))
        changed += q.items.annotation(item.id).actors != annotation.actors
        report = report_of(item, annotation, _outlet(reader, item))
        q.items.reannotate(item.id, annotation, words=plain_words(item.document), report=report)
        reports[item.id] = report
    return Anew(len(found), changed, _retell(reader, q, reports))


def _retell(reader: Reader, q: Questions, reports: Mapping[int, Report]) -> int:
    """Tell the stories of these reports; a report that had none and names somebody now finds one."""
    homes = q.stories.of_items(reports)
    told = sum(_retell_one(reader, q, story, reports) for story in dict.fromkeys(homes.values()))
    for item, report in reports.items():
        if item not in homes and (report.actors or report.people):
            told += _place(reader, q, report)
    return told


def _retell_one(reader: Reader, q: Questions, story: str, reports: Mapping[int, Report]) -> bool:
    state = q.stories.state(story)
    if state is None:
        return False
    return _save(reader, q, state.story, [reports.get(r.item, r) for r in state.reports], state.joins)


def _place(reader: Reader, q: Questions, report: Report) -> bool:
    join = place_report(report, q.stories.candidates(report))
    state = q.stories.state(join.story)
    if state is None:
        q.stories.save(tell(join.story, [report], [join], None), [join])
        q.spreads.hold(join.story, "quiet")
        return True
    return _save(reader, q, state.story, [*state.reports, report], [*state.joins, join], join)


def _save(
    reader: Reader,
    q: Questions,
    before: Story,
    reports: Iterable[Report],
    joins: Sequence[Join],
    new: Join | None = None,
) -> bool:
    """Save a story if it reads otherwise now; messages that still grow are edited, no line is posted beside them."""
    ordered = sorted(reports, key=lambda r: (r.at, r.item))
    told = tell(before.id, ordered, joins, before)
    if replace(told, changed=before.changed) == before:
        return False
    q.stories.save(told, [new] if new else [])
    reader.announcer.update(q, told, q.outbox.of_story(told.id, limit=EVERYTHING), quiet=True)
    return True


def _outlet(reader: Reader, item: Item) -> Outlet:
    return reader.outlets.get(item.outlet) or Outlet(item.outlet, item.document.outlet or item.outlet, item.outlet)
