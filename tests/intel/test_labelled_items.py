"""The figures that are promised, on the real labelled items beside the project, where they are at hand."""

import json
import random
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import pytest

from intel.annotate import to_json
from intel.evaluate import evaluate, known, table
from intel.normalise import normalise
from intel.stories import group, report_of
from model.feed import Outlet
from model.item import Document, Item

UNDATED = datetime(1990, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def figures(shared, annotator):
    """All figures by name."""
    rows = [json.loads(line) for line in (shared / "eval" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    annotations, reports = [], []
    for number, row in enumerate(rows):
        published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC) if row["published"] else None
        at = published or UNDATED + timedelta(days=30 * number)
        document = Document(row["id"], row["title"], row["summary"], published=published, language=row["lang"])
        annotations.append(annotator.annotate(document))
        key = blake2b(row["id"].encode(), digest_size=16).digest()
        item = Item(number, key, document, "feed", row["outlet"], at, at)
        reports.append(report_of(item, annotations[-1], Outlet(row["outlet"], row["outlet"])))
    stories = {join.item: join.story for join in group(reports)[1]}
    lines = [to_json(a, stories[n]) for n, a in enumerate(annotations)]
    names = {p.id: [n.text for n in (*p.names, *p.unsure)] for p in annotator.gazetteer.places.values()}
    result = evaluate(rows, lines, known(annotator.roster, names, normalise), random.Random(7))
    print(table(result))
    return {f.name: f.value for f in result.figures}


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("event main: exact", 0.85),
        ("event main: lenient", 0.92),
        ("stories, B-cubed: precision", 0.95),
        ("stories, B-cubed: F1", 0.93),
        ("near-miss pairs kept apart", 0.98),
        ("places: recall", 0.8),
    ],
)
def test_a_promised_figure_holds(figures, name, least):
    assert figures[name] >= least
