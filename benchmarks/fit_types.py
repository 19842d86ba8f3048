"""Learn how word classes and words lean to event types, and write the table `intel/leanings.py`.

    python -m benchmarks.fit_types [ITEMS.jsonl ...] [--write]

Learns from the labelled items given (tests/corpus/items.jsonl where none is), the examples of the event types, the
documented history, and `data/headlines.tsv`: headlines of our own, each line its type, a title and maybe a summary.
Prints what patterns alone and patterns with a freshly learned table reach in five folds, items of one story kept in one
fold. The patterns were written with most of these items in sight, so the second figure is the one to compare with items
that are new to both. numpy comes with matplotlib.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.wiring import read_gazetteer
from intel.annotate import Annotator
from intel.classify import LEAN
from intel.events import all_types
from intel.leaning import LEAST, heard, spoken
from intel.roster import parse_roster
from model.item import Document

TOP = Path(__file__).parents[1]
ITEMS, OWN = TOP / "tests/corpus/items.jsonl", TOP / "benchmarks/data/headlines.tsv"
RARE = 3  # classes and words heard in fewer items are left out
SHORT = 3  # words of fewer letters say nothing
HUNDREDTHS = 100
WORD, CLASS = "=", ":"  # stands before a word; stands between a part and a class
PULL = 1.0  # how strongly weights are held near zero (L2, one over C)
ROUNDS, FOLDS = 400, 5
NAMES = {
    "en": ("Kataib Hezbollah", "Iran-backed militias", "Coordination Framework", "Lebanon's Hezbollah", "ISIS"),
    "ar": ("كتائب حزب الله العراقية", "فصائل عراقية", "الإطار التنسيقي", "حزب الله اللبناني", "داعش"),
}
PERSON = {"en": "Qais al-Khazali", "ar": "قيس الخزعلي"}
KINDS = ("faction", "militia", "bloc", "foreign", "jihadi")
Row = dict[str, Any]
Features = dict[str, float]


def rows(paths: Sequence[Path]) -> Iterator[Row]:
    """Everything to learn from: title, summary, event, and story where known."""
    for path in paths:
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    for kind in all_types():
        yield from ({"title": named(text), "event": kind.id} for text in kind.examples)
    for line in (TOP / "history.jsonl").read_text(encoding="utf-8").splitlines():
        past = json.loads(line)
        yield {"title": past["text"], "event": past["type"]}
    for line in OWN.read_text(encoding="utf-8").splitlines():
        event, title, *summary = line.split("\t")
        yield {"title": title, "summary": "".join(summary), "event": event}


def named(example: str) -> str:
    """An example with names for its placeholders."""
    language = "ar" if re.search("[ء-ي]", example) else "en"
    return example.format(**dict(zip(KINDS, NAMES[language], strict=True)), person=PERSON[language])


def features(annotator: Annotator, row: Row) -> Features:
    """Part and class or word → loudness."""
    names = {bit: name for name, bit in annotator.lexicon.bits.items()}
    clauses = annotator.clauses(Document(title=row.get("title") or "", summary=row.get("summary") or ""))
    found: Features = {}
    for part, loudness, present in heard(clauses):
        for bit, name in names.items():
            if present & bit:
                found[part + CLASS + name] = loudness
    for loudness, words in spoken(clauses):
        found |= {WORD + word: loudness for word in words if len(word) >= SHORT and word.isalpha()}
    return found


def matrix(all_features: Sequence[Features], columns: Sequence[str]) -> Any:
    """One line an item, one column a feature, and one of ones."""
    at = {name: n for n, name in enumerate(columns)}
    dense = np.zeros((len(all_features), len(columns) + 1))
    dense[:, -1] = 1.0
    for line, found in zip(dense, all_features, strict=True):
        for name, loudness in found.items():
            if name in at:
                line[at[name]] = loudness
    return dense


def fit(x: Any, y: Any, types: int) -> Any:
    """Multinomial logistic regression with L2 by accelerated gradient descent; the bias is not held back."""
    weights = ahead = np.zeros((x.shape[1], types))
    wanted = np.eye(types)[y]
    held = np.full((x.shape[1], 1), PULL)
    held[-1] = 0.0
    step = 1.0 / (0.5 * np.linalg.norm(x, 2) ** 2 + PULL)
    for n in range(ROUNDS):
        after = ahead - step * (x.T @ (shares(x @ ahead) - wanted) + held * ahead)
        weights, ahead = after, after + n / (n + 3) * (after - weights)
    return weights


def shares(scores: Any) -> Any:
    """Softmax of each line."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def learn(found: Sequence[Features], types: Sequence[str], events: Sequence[str]) -> tuple[list[str], Any]:
    """The columns that are not rare, and the weights."""
    seen = Counter(name for each in found for name in each)
    columns = sorted(name for name, times in seen.items() if times >= RARE)
    return columns, fit(matrix(found, columns), np.array([types.index(e) for e in events]), len(types))


def table(types: Sequence[str], columns: Sequence[str], weights: Any) -> str:
    """The module `intel/leanings.py`."""
    numbers = np.rint(weights * HUNDREDTHS).astype(int)
    rows = {name: " ".join(map(str, line)) for name, line in zip(columns, numbers, strict=False)}
    lines = [
        '"""Hundredths of log-odds that word classes and words add to each type, by benchmarks/fit_types.py."""',
        "",
        "TYPES = (",
        *(f'    "{kind}",' for kind in types),
        ")",
        "BIAS = (",
        *(f"    {number}," for number in numbers[-1]),
        ")",
        "WEIGHTS = {",
        *(f'    "{name}": "{line}",' for name, line in rows.items() if WORD not in name),
        "}",
        "WORDS = {",
        *(f'    "{name[len(WORD) :]}": "{line}",' for name, line in rows.items() if WORD in name),
        "}",
    ]
    return "\n".join(lines) + "\n"


def folds(items: Sequence[Row]) -> list[int]:
    """The fold of each item; a story stays whole."""
    place: dict[str, int] = {}
    return [place.setdefault(row.get("story") or f"alone {n}", len(place)) % FOLDS for n, row in enumerate(items)]


def compare(annotator: Annotator, items: Sequence[Row], found: Sequence[Features], types: Sequence[str]) -> None:
    """Print how often patterns alone, and patterns with a table learned on the other folds, find the main type."""
    fold, alone, both = folds(items), 0, 0
    for out in range(FOLDS):
        rest = [n for n in range(len(items)) if fold[n] != out]
        columns, weights = learn([found[n] for n in rest], types, [items[n]["event"] for n in rest])
        held_out = [n for n in range(len(items)) if fold[n] == out]
        chances = np.log(shares(matrix([found[n] for n in held_out], columns) @ weights) + LEAST)
        for n, line in zip(held_out, chances, strict=True):
            document = Document(title=items[n].get("title") or "", summary=items[n].get("summary") or "")
            scores = annotator.event_scores(document)
            alone += max(types, key=lambda kind: scores.get(kind, 0.0)) == items[n]["event"]
            sums = {kind: scores.get(kind, 0.0) + LEAN * chance for kind, chance in zip(types, line, strict=True)}
            both += max(sums, key=lambda kind: sums[kind]) == items[n]["event"]
    print(f"items {len(items)}: patterns alone {alone / len(items):.3f}, with a table {both / len(items):.3f}")


def main() -> None:
    """Read the arguments, learn, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", nargs="*", type=Path, default=[ITEMS])
    parser.add_argument("--write", action="store_true", help="write intel/leanings.py")
    arguments = parser.parse_args()
    roster = parse_roster([("actors.yaml", (TOP / "actors.yaml").read_text(encoding="utf-8"))])
    annotator, types = Annotator(roster, read_gazetteer()), [kind.id for kind in all_types()]
    items = list(rows(arguments.items))
    found = [features(annotator, row) for row in items]
    compare(annotator, items, found, types)
    if arguments.write:
        columns, weights = learn(found, types, [row["event"] for row in items])
        (TOP / "intel/leanings.py").write_text(table(types, columns, weights), encoding="utf-8")


if __name__ == "__main__":
    main()
