"""How fast a document is annotated, and an item joined to its story, on one core.

    python -m benchmarks.annotate [ITEMS.jsonl]

Texts are the project's own labelled items, lengthened to about 600 characters with each other's words, so that nearly
all of them name somebody: the worst case. The second row adds twice as many that name nobody, as a feed brings them.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intel.annotate import Annotator
from intel.gazetteer import parse_places
from intel.roster import parse_roster
from intel.stories import group, place_report, report_of
from model.feed import Outlet
from model.finding import Annotation
from model.item import Document, Item
from model.story import Report, StoryState

ROOT = Path(__file__).parent.parent
LENGTH, REPEAT = 600, 5
PLAIN = "The ministry said work on the road would begin in spring and cost less than was planned a year ago. "
CANDIDATES, REPORTS = 48, 12  # what the store hands over for one item


def main() -> None:
    """Print items a second and microseconds an item."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "corpus" / "items.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    annotator = Annotator(
        parse_roster([("actors.yaml", (ROOT / "actors.yaml").read_text(encoding="utf-8"))]),
        parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8")),
    )
    named = documents(rows)
    plain = [Document(str(n), f"Road {n} to be mended", PLAIN * 6) for n in range(2 * len(named))]
    show("names only, all name somebody", named, annotator.names)
    show("whole annotation, all name somebody", named, annotator.annotate)
    show("whole annotation, one in three does", [*named, *plain], annotator.annotate)
    show_joins(named, [annotator.annotate(d) for d in named])


def documents(rows: Sequence[dict[str, str]]) -> list[Document]:
    """The items with text of others added to each, in its own language, up to the wanted length."""
    found = []
    for n, row in enumerate(rows):
        others = [r["summary"] for r in rows[n + 1 :] + rows[:n] if r["lang"] == row["lang"]]
        summary = row["summary"]
        while len(row["title"]) + len(summary) < LENGTH and others:
            summary += " " + others.pop(0)
        published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC) if row["published"] else None
        found.append(Document(row["id"], row["title"], summary[:LENGTH], published=published, language=row["lang"]))
    return found


def show(name: str, documents: Sequence[Document], work: Callable[[Document], object]) -> None:
    """Time one way of reading all documents, the best of several rounds."""
    best = min(_time(documents, work) for _ in range(REPEAT))
    size = sum(len(d.title) + len(d.summary) for d in documents) / len(documents)
    rate = len(documents) / best
    print(f"{name:<40} {rate:>9,.0f} items/s  {1e6 / rate:>6,.0f} us/item  ({len(documents)} items, {size:.0f} chars)")


def _time(documents: Sequence[Document], work: Callable[[Document], object]) -> float:
    began = time.process_time()  # one core: other programs on the machine do not count
    for document in documents:
        work(document)
    return time.process_time() - began


def show_joins(documents: Sequence[Document], annotations: Sequence[Annotation]) -> None:
    """Time placing a report beside as many candidates as the store hands over."""
    reports = [_report(n, d, a) for n, (d, a) in enumerate(zip(documents, annotations, strict=True))]
    _, _, state = group(reports)
    states = sorted(state.open.values(), key=lambda s: -len(s.reports))
    crowd = [StoryState(s.story, s.reports * REPORTS, s.joins) for s in states[:CANDIDATES]]
    crowd = [StoryState(s.story, s.reports[:REPORTS], s.joins) for s in crowd]
    times = sorted(_time_join(report, crowd) for report in reports)
    p99 = times[int(len(times) * 0.99)]
    p50 = times[len(times) // 2]
    print(f"{'join beside 48 stories of 12 reports':<40} p50 {p50 * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms")


def _time_join(report: Report, states: Sequence[StoryState]) -> float:
    began = time.process_time()
    place_report(report, states)
    return time.process_time() - began


def _report(number: int, document: Document, annotation: Annotation) -> Report:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    item = Item(number, number.to_bytes(16), document, "feed", "outlet", at, at)
    return report_of(item, annotation, Outlet("outlet", "Outlet"))


if __name__ == "__main__":
    main()
