"""Time every command on a large store, and every chart: from typed line to finished briefing, p50 and p99.

    python benchmarks/make_store.py FILE --items 1000000
    python benchmarks/briefings.py FILE [--rounds 200] [--only digest]

Digests are kept as editions, so that FILE is written to. A process of its own draws the first chart, so that its import
is counted; memory is the most this process had at any time.
"""

import argparse
import gc
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make_store import END  # noqa: E402 - found through the line above
from bot import wiring  # noqa: E402
from bot.briefing import Chart  # noqa: E402
from bot.command import Asker  # noqa: E402
from bot.core import Bot  # noqa: E402
from bot.settings import read_settings  # noqa: E402

BUSY, OTHER = "Kataib Hezbollah", "Asaib Ahl al-Haq"
FIRST = """
import time; began = time.perf_counter()
from bot.briefing import Chart
from bot.charts import png
days = [f"2026-01-{n:02}" for n in range(1, 31)]
png(Chart("activity", "", {"title": "x", "axis": "y", "days": days, "rows": [{"name": "a", "values": [1] * 30}]}))
print(f"{(time.perf_counter() - began) * 1000:.0f}")
"""


def lines(bot: Bot, rng: random.Random) -> dict[str, list[str]]:
    """Typed lines by command, with names drawn from all who are followed."""
    names = [a.name for a in bot.knowledge.roster.followed()]
    some = [BUSY, OTHER, *rng.sample(names, 18)]
    with bot.store.read() as q:
        stories = [s.id for s in q.stories.page(limit=20).stories]
        items = [str(i.id) for i in q.items.newest(20)]
    return {
        "actor": [f"/actor {n}" for n in some],
        "actor claims": [f"/actor {n} show:claims" for n in some],
        "actor on": [f"/actor {n} on:2025-06-01" for n in some],
        "actors": ["/actors", "/actors facade"],
        "events": [f"/events {n}" for n in some]
        + ["/events", "/events type:clash", f"/events {BUSY} type:clash days:30"],
        "events place": [f"/events place:{p}" for p in ("Baghdad", "Erbil", "Basra", "Anbar", "Iraq")],
        "story": [f"/story {s}" for s in stories],
        "digest": ["/digest"],
        "digest actor": [f"/digest {n} days:{d}" for n in some for d in (1, 7)],
        "digest 30 days": ["/digest days:30"],
        "find": [
            "/find drone",
            "/find rockets Erbil",
            "/find كتائب",
            "/find غارة بغداد",
            "/find zzzz",
            f"/find talks actor:{OTHER}",
        ],
        "trend": [f"/trend {n}" for n in some] + [f"/trend {BUSY}, {OTHER} days:90"],
        "trend all": ["/trend"],
        "trend year": [f"/trend {BUSY} days:365"],
        "relations": [f"/relations {n}" for n in some],
        "compare": [f"/compare {BUSY}, {OTHER}"],
        "sources": ["/sources"],
        "why": [f"/why {i}" for i in items],
        "help": ["/help", "/help events"],
        "about": ["/about"],
        "unknown name": ["/actor zzzz qqqq", "/actor kataib"],
    }


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of a call, by the clock and by what this process computed (a busy machine blurs the first)."""
    began, computed = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - began) * 1000, (time.process_time() - computed) * 1000


def report(name: str, times: list[tuple[float, float]]) -> None:
    """One row: how often, and the middle, the 99th of a hundred and the worst in ms; then the same of the processor."""
    print(f"{name:<16} {len(times):>5}{_ranks([wall for wall, _ in times])}  |{_ranks([cpu for _, cpu in times])}")


def _ranks(times: list[float]) -> str:
    ranked = sorted(times)
    p99 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))]
    return f" {ranked[len(ranked) // 2]:>9.2f} {p99:>9.2f} {ranked[-1]:>9.2f}"


def draw(charts: dict[str, Chart], rounds: int) -> None:
    """Times of warm charts, by kind."""
    from bot.charts import png

    for kind, chart in charts.items():
        png(chart)
        report(f"chart {kind}", [timed(partial(png, chart)) for _ in range(rounds)])


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--only", default="", help="commands whose name begins so")
    options = parser.parse_args()
    at: datetime = END
    knowledge = wiring.read_knowledge(read_settings())
    charts: dict[str, Chart] = {}
    gc.collect()
    gc.freeze()  # as `run` does
    ranks = f" {'p50 ms':>9} {'p99 ms':>9} {'worst':>9}"
    print(f"{'command':<16} {'times':>5}{ranks}  |{ranks.replace('ms', 'cpu')}")
    with wiring.Store.open(options.file, lambda: at) as store:
        bot = Bot(store, knowledge, lambda: at, zone=ZoneInfo("Asia/Baghdad"))
        for name, typed in lines(bot, random.Random(7)).items():
            if not name.startswith(options.only):
                continue
            for line in typed:  # once to warm the pages that any server in use has warm
                charts |= {c.kind: c for c in bot.reply(line, Asker()).charts}
            times = [
                timed(lambda i=i, typed=typed: bot.reply(typed[i % len(typed)], Asker())) for i in range(options.rounds)
            ]  # type: ignore[misc]
            report(name, times)
    print(f"memory before the first chart {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    first = subprocess.run([sys.executable, "-c", FIRST], cwd=ROOT, capture_output=True, text=True, check=True)
    print(f"first chart of a process, import and all: {first.stdout.strip()} ms")
    draw(charts, max(10, options.rounds // 10))
    print(f"memory after {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
