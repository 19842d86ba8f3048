"""How soon a question is answered from cold, how soon `run` is ready, and what the program rests in.

    python -m benchmarks.start [--store FILE] [--rounds 5]

Each answer is a process of its own with compiled bytecode; beside it stands what Python itself takes to start. Memory
is the resident set of a bot with all it knows and the store open, before and after its first chart and article.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ANSWER = ("-m", "bot", "ask", "/actor Kataib Hezbollah")
REST = """
from bot import charts, wiring
from bot.briefing import Chart
from bot.command import Asker
from bot.settings import read_settings
from feeds.article import article_text

def resident():
    return next(int(line.split()[1]) / 1000 for line in open("/proc/self/status") if line.startswith("VmRSS"))

with wiring.opened(read_settings(), wiring.system_clock) as bot:
    bot.knowledge.annotator.rules_version
    import discord, slack_bolt.async_app, aiohttp, feedparser
    print("resting", resident())
    for line in ("/actor badr", "/events", "/digest", "/find iraq", "/sources", "/actors", "/trend badr"):
        briefing = bot.reply(line, Asker())
        for chart in briefing.charts:
            charts.png(chart)
    article_text("<html><body><article>" + "<p>Rockets fell near the base.</p>" * 200 + "</article></body></html>")
    print("after answers, a chart and an article", resident())
"""


def timed(arguments: tuple[str, ...], environment: dict[str, str], folder: str) -> tuple[float, float]:
    """Wall and CPU seconds of a process."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime


def ready(environment: dict[str, str], folder: str) -> float:
    """Seconds until `run` answers the first line."""
    feeds = Path(folder) / "none.yaml"
    feeds.write_text("feeds: []\n", encoding="utf-8")
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=folder, env=environment | {"FACTIONWATCH_FEEDS": str(feeds)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"/about\n")
        process.stdin.flush()
        process.stdout.readline()
        took = time.perf_counter() - began
        process.stdin.close()
    return took


def main() -> None:
    """Prints a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="a large store; it is copied")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "bot", "feeds", "intel", "model", "store"], cwd=TOP, check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "factionwatch.db"
        if options.store:
            shutil.copy(options.store, store)
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "FACTIONWATCH_DB": str(store)}
        timed(ANSWER, environment, folder)  # makes the store and what is kept beside it
        for label, arguments in (("python -c pass", ("-c", "pass")), ("cold ask", ANSWER)):
            runs = [timed(arguments, environment, folder) for _ in range(options.rounds)]
            wall, cpu = (statistics.median(part) for part in zip(*runs, strict=True))
            print(f"{label}: {wall:.2f} s wall, {cpu:.2f} s CPU (median of {options.rounds})", flush=True)
        answers = statistics.median(ready(environment, folder) for _ in range(options.rounds))
        print(f"run ready: {answers:.2f} s until the first answer", flush=True)
        said = subprocess.run(
            [sys.executable, "-c", REST], cwd=folder, env=environment, capture_output=True, text=True, check=True
        ).stdout
        for line in said.splitlines():
            what, _, size = line.rpartition(" ")
            print(f"memory, {what}: {float(size):.0f} MB", flush=True)


if __name__ == "__main__":
    main()
