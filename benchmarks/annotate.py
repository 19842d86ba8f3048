"""How fast a document is annotated, and an item joined to its story, on one core.

    python -m benchmarks.annotate [--texts 2000]

Texts are title and summary of about 600 characters, half of them Arabic or Persian, as `benchmarks/names.py` makes
them: each begins with one of the project's labelled items, or one in three does, as a feed brings them. The last rows
are the worst case: labelled items lengthened with each other's words, a dozen names in each. Time is the processor's;
of five rounds the best of each forty texts counts, so that what else runs on the machine counts little.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import names
from intel.annotate import Annotator
from intel.gazetteer import parse_places
from intel.roster import parse_roster
from intel.stories import group, place_report, report_of
from model.feed import Outlet
from model.finding import Annotation
from model.item import Document, Item
from model.story import Report, StoryState

ROOT = Path(__file__).parent.parent
LENGTH, REPEAT, SOME = 600, 5, 40
PUBLISHED = datetime(2026, 1, 28, 9, tzinfo=UTC)
CANDIDATES, REPORTS = 48, 12  # what the store hands over for one item


def main() -> None:
    """Print items a second and microseconds an item."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=2000)
    count = parser.parse_args().texts
    rows = names.rows("items.jsonl")
    annotator = Annotator(
        parse_roster([("actors.yaml", (ROOT / "actors.yaml").read_text(encoding="utf-8"))]),
        parse_places("places.yaml", (ROOT / "places.yaml").read_text(encoding="utf-8")),
    )
    crowded = documents(rows)
    kinds = {"an item in every text": texts(count, 1), "in one text of three": texts(count, 3), "a crowd": crowded}
    for label, made in kinds.items():
        mentions = sum(len(annotator.names(document).mentions) for document in made) / len(made)
        print(f"{label}: {len(made)} texts of {size(made):.0f} characters, {mentions:.1f} mentions each")
        show("names only", made, annotator.names)
        show("whole annotation", made, annotator.annotate)
    show_joins(crowded, [annotator.annotate(d) for d in crowded])


def texts(count: int, named: int) -> list[Document]:
    """Texts of which one in `named` holds a labelled item, published on one day."""
    return [replace(document, published=PUBLISHED) for document in names.documents(names.texts(count, named))]


def size(made: Sequence[Document]) -> float:
    """Characters of title and summary, on average."""
    return sum(len(d.title) + len(d.summary) for d in made) / len(made)


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


def show(name: str, made: Sequence[Document], work: Callable[[Document], object]) -> None:
    """Time one way of reading all documents."""
    some = [made[n : n + SOME] for n in range(0, len(made), SOME)]
    rounds = [[_time(documents, work) for documents in some] for _ in range(REPEAT)]
    took = sum(min(times) for times in zip(*rounds, strict=True)) / len(made)
    print(f"  {name:<30} {1 / took:>7,.0f} items/s  {took * 1e6:>5,.0f} us/item")


def _time(documents: Sequence[Document], work: Callable[[Document], object]) -> float:
    began = time.process_time()
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
    print(f"{'join beside 48 stories of 12 reports':<36} p50 {p50 * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms")


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
