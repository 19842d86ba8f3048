"""How often a typed name leads to the one meant, and how long that takes.

    python -m benchmarks.lookup

The queries are tests/corpus/queries.jsonl: names as people type them, in two scripts, with slips, abbreviations, the
names of leaders, and the wrong keyboard; and shared names, which must be offered as a choice.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intel.resolve import Resolver
from intel.roster import parse_roster

TOP = Path(__file__).parents[1]
ROUNDS = 5


def main() -> None:
    """Print the counts, each query that went wrong, and the times."""
    text = (TOP / "actors.yaml").read_text(encoding="utf-8")
    started = time.perf_counter()
    resolver = Resolver(parse_roster([("actors.yaml", text)]))
    resolver.resolve("warm up")
    print(f"ready in {(time.perf_counter() - started) * 1000:.0f} ms, the actor file read included")
    lines = (TOP / "tests/corpus/queries.jsonl").read_text(encoding="utf-8").splitlines()
    _score(resolver, [json.loads(line) for line in lines])


def _score(resolver: Resolver, rows: list[dict[str, Any]]) -> None:
    single = [row for row in rows if "choice" not in row]
    first = third = offered = 0
    for row in single:
        ids = [candidate.id for candidate in resolver.resolve(row["query"]).candidates]
        meant = row.get("actor") or row["person"]
        first += ids[:1] == [meant]
        third += meant in ids[:3]
        if ids[:1] != [meant]:
            print(f"  wrong: {row['query']!r} gives {ids[:3]}, meant {meant} ({row['notes']})")
    for row in rows:
        if "choice" in row:
            found = resolver.resolve(row["query"])
            good = found.kind == "choice" and set(row["choice"]) <= {candidate.id for candidate in found.candidates}
            offered += good
            if not good:
                print(f"  wrong: {row['query']!r} gives {found.kind} {[c.id for c in found.candidates]}")
    print(f"top-1 {first / len(single):.3f} ({first} of {len(single)}), top-3 {third / len(single):.3f} ({third})")
    print(f"choices offered {offered} of {len(rows) - len(single)}")
    _time(resolver, [row["query"] for row in rows])


def _time(resolver: Resolver, queries: list[str]) -> None:
    """Each query counts with the median of its runs, so that a busy machine is not measured."""
    for label, work in (("look-up", resolver.resolve), ("completion", resolver.complete)):
        times = sorted(_median(work, query) for query in queries)
        middle, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(f"{label}: median {middle:.2f} ms, p99 {slow:.2f} ms, slowest {times[-1]:.2f} ms")


def _median(work: Callable[[str], object], query: str) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work(query)
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)[ROUNDS // 2]


if __name__ == "__main__":
    main()
