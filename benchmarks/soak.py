"""Half an hour of polls and commands at once on loopback: does memory grow, does anything go wrong?

    python -m benchmarks.soak [--minutes 30] [--feeds 20]

The program itself runs, reads commands from its input and polls feeds that bring new items at every visit. A line a
minute shows resident memory, commands asked, lines answered, visits to feeds, and lines in the log. The last line
compares the memory of the last fifth with that after the first fifth.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, cycle
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

TOP = Path(__file__).resolve().parent.parent
ASKED = (
    "/actor badr",
    "/actor كتائب حزب الله",
    "/events days:7",
    "/digest",
    "/find rockets",
    "/sources",
    "/trend badr",
)


class Outside:
    """The feeds: each visit finds some items it has not seen."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self._rows, self._numbers = cycle(rows), count()
        self.visits = 0
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = outside.body()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def body(self) -> bytes:
        """Ten items, three of them new."""
        self.visits += 1
        items = ""
        for _ in range(3):
            row, number = next(self._rows), next(self._numbers)
            items += (
                f"<item><guid isPermaLink='false'>{number}</guid><title>{escape(row['title'])} ({number})</title>"
                f"<link>https://x.example/{number}</link><description>{escape(row['summary'])}</description></item>"
            )
        head = "<?xml version='1.0'?><rss version='2.0'><channel><title>Soak</title><link>https://x.example/</link>"
        return f"{head}<description>x</description>{items}</channel></rss>".encode()


def feeds(port: int, number: int) -> str:
    """The list of feeds."""
    rows = [
        f"- {{id: f{n}, name: F{n}, homepage: 'https://x{n}.example/', ownership: independent, reliability: C, "
        f"language: en, url: 'http://127.0.0.1:{port}/{n}', private: true, every: 5s}}"
        for n in range(number)
    ]
    return "feeds:\n" + "\n".join(rows) + "\n"


def resident(pid: int) -> float:
    """MB of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


def main() -> None:
    """Runs it and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--feeds", type=int, default=20)
    options = parser.parse_args()
    lines = (TOP / "tests/corpus/items.jsonl").read_text(encoding="utf-8").splitlines()
    outside = Outside([json.loads(line) for line in lines])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "feeds.yaml").write_text(feeds(outside.server.server_port, options.feeds), encoding="utf-8")
        soak(Path(folder), options.minutes, outside)


def soak(folder: Path, minutes: float, outside: Outside) -> None:
    """The program under load for so many minutes."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "FACTIONWATCH_FEEDS": "feeds.yaml"}
    said = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=folder, env=environment, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=said,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    answered = [0]
    threading.Thread(target=_count, args=(process.stdout, answered), daemon=True).start()
    sizes: list[float] = []
    end, asked, questions = time.monotonic() + minutes * 60, 0, cycle(ASKED)
    print(f"{'minute':>6} {'MB':>6} {'asked':>6} {'lines':>8} {'visits':>7} {'log lines':>9}", flush=True)
    next_line = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        process.stdin.write(f"{next(questions)}\n".encode())
        process.stdin.flush()
        asked += 1
        time.sleep(0.5)
        if time.monotonic() >= next_line:
            next_line += 60
            sizes.append(resident(process.pid))
            faults = (folder / "log").read_bytes().count(b"\n")
            shown = f"{len(sizes):>6} {sizes[-1]:>6.0f} {asked:>6} {answered[0]:>8} {outside.visits:>7} {faults:>9}"
            print(shown, flush=True)
    process.stdin.close()
    status = process.wait(60)
    log = (folder / "log").read_text(encoding="utf-8")
    print(f"ended with {status}; log: {log.strip() or 'empty'}"[:2000])
    fifth = max(1, len(sizes) // 5)
    if len(sizes) > fifth:
        first, last = median(sizes[fifth : 2 * fifth] or sizes[:1]), median(sizes[-fifth:])
        growth = 100 * (last / first - 1)
        print(f"memory: {first:.0f} MB after the first fifth, {last:.0f} MB in the last: {growth:+.1f} %")


def _count(stream: object, answered: list[int]) -> None:
    for _ in stream:  # type: ignore[attr-defined]
        answered[0] += 1


if __name__ == "__main__":
    main()
