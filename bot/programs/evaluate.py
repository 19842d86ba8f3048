"""`factionwatch evaluate FILE`: scores our findings against labelled items, by the rules of the labelling guide."""

import json
from pathlib import Path
from random import Random  # noqa: TID251 - seeded: the intervals are the same at every run
from typing import Any

from bot import wiring
from bot.command import Knowledge
from bot.data import json_lines, read_text
from bot.programs.annotate import BadLine, document_of, story_ids
from bot.settings import Settings
from bot.standing import EVALUATION
from intel import evaluate as scoring
from intel.annotate import to_json
from intel.normalise import normalise
from model.errors import DataError

SEED = 20260101
PRECISION, RECALL = "actors: precision", "actors: recall"


def evaluate(file: str, knowledge: Knowledge) -> scoring.Evaluation:
    """Annotates the items of a labelled file and scores the findings."""
    gold = list(json_lines(file, read_text(Path(file))))
    places = {p.id: [p.name, *(n.text for n in (*p.names, *p.unsure))] for p in knowledge.gazetteer.places.values()}
    known = scoring.known(knowledge.roster, places, normalise)
    return scoring.evaluate(gold, _predicted(file, gold, knowledge), known, Random(SEED))


def _predicted(file: str, gold: list[dict[str, Any]], knowledge: Knowledge) -> list[dict[str, Any]]:
    found = [(d, knowledge.annotator.annotate(d)) for d in (_document(file, n, row) for n, row in enumerate(gold, 1))]
    stories = story_ids(found)
    return [to_json(a, story) for (_, a), story in zip(found, stories, strict=True)]


def _document(file: str, number: int, row: dict[str, Any]) -> Any:
    try:
        return document_of(json.dumps(row))
    except BadLine as bad:
        raise DataError(file, number, "", str(bad)) from bad


def remember(settings: Settings, result: scoring.Evaluation) -> None:
    """Note in the store, where there is one, how well names are matched: cards say it."""
    if not Path(settings.db).exists():
        return
    figures, at = {f.name: f for f in result.figures}, wiring.system_clock()
    noted = {
        "precision": figures[PRECISION].value,
        "recall": figures[RECALL].value,
        "items": result.items,
        "at": at.date().isoformat(),
    }
    with wiring.open_store(settings, wiring.system_clock) as store:
        store.write(lambda q: q.meta.put(EVALUATION, noted))


def earlier(file: str) -> scoring.Evaluation:
    """An earlier run, as `--json` printed it."""
    try:
        return scoring.from_json(json.loads(read_text(Path(file))))
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(file, None, "", "not the output of an earlier `factionwatch evaluate FILE --json`.") from error


def report(result: scoring.Evaluation, against: scoring.Evaluation | None) -> str:
    """The table, then each wrong item with its reason; against an earlier run, what changed."""
    parts = [scoring.table(result, against)]
    if against:
        worse, better = scoring.changes(result, against)
        parts += ["Newly wrong", *scoring.wrong_lines(worse), "", "Right now", *scoring.wrong_lines(better)]
    else:
        parts += [f"Wrong items ({len(result.wrong)})", *scoring.wrong_lines(result.wrong)]
    return "\n".join(parts)
