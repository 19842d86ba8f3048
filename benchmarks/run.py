"""All figures in one run: `make bench` (within ten minutes), `make bench-full` (with scale curves).

    python -m benchmarks.run [--full] [--reader-python PYTHON] [--out FILE]

Each part is a process of its own whose output stands below its heading, with the time it took and its peak memory.
Peers (reader; spaCy and flashtext) are measured beside ours where they are installed, which `make bench` sees to;
`--reader-python` names another Python that has reader. A part that takes too long is ended, and that is said.
"""

import argparse
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
SHOWN = (
    "feedparser",
    "aiohttp",
    "pyahocorasick",
    "rapidfuzz",
    "discord.py",
    "slack-bolt",
    "reader",
    "spacy",
    "flashtext",
)
BUDGET = 570  # seconds of a quick run
Part = tuple[str, list[str], int]


def quick(store: Path) -> list[Part]:
    """What `make bench` measures, with the most seconds for each."""
    return [
        ("Start and memory", ["benchmarks.start", "--rounds", "3"], 90),
        ("Finding names, beside spaCy and flashtext", ["benchmarks.names", "--texts", "4000"], 150),
        ("Names, events and places", ["benchmarks.annotate"], 100),
        ("Polling, beside reader", ["benchmarks.polling", "--feeds", "300"], 150),
        ("One story to many channels", ["benchmarks.channels", "10", "100", "1000"], 60),
        ("A store of 10,000 items", ["benchmarks.make_store", str(store), "--items", "10000"], 90),
        ("Questions to it", ["benchmarks.queries", str(store), "--rounds", "50"], 60),
    ]


def full(folder: Path) -> list[Part]:
    """Scale curves: items, feeds, channels."""
    parts: list[Part] = [
        ("Start and memory", ["benchmarks.start"], 300),
        ("Finding names, beside spaCy and flashtext", ["benchmarks.names"], 1800),
        ("Names, events and places", ["benchmarks.annotate"], 300),
        ("One story to many channels", ["benchmarks.channels", "10", "100", "1000", "10000"], 900),
    ]
    polls = (10, 100, 1000, 5000)
    parts += [(f"Polling {n:,} feeds", ["benchmarks.polling", "--feeds", str(n)], 1800) for n in polls]
    for items in (10_000, 100_000, 1_000_000):
        store = str(folder / f"{items}.db")
        parts.append((f"A store of {items:,} items", ["benchmarks.make_store", store, "--items", str(items)], 7200))
        parts.append((f"Questions to {items:,} items", ["benchmarks.queries", store], 1800))
        parts.append((f"Start and memory with {items:,} items", ["benchmarks.start", "--store", store], 900))
    return parts


def carry_out(part: Part, reader: str, say: "Say") -> None:
    """One part, its output passed on as it comes."""
    title, arguments, seconds = part
    if "benchmarks.polling" in arguments:
        arguments = [*arguments, "--reader-python", reader]
    say(f"\n## {title}\n")
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=TOP, env=os.environ | {"PYTHONPATH": str(TOP)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    late = threading.Timer(seconds, lambda: os.killpg(process.pid, signal.SIGKILL))
    late.start()
    assert process.stdout is not None
    for line in process.stdout:
        say("    " + line.rstrip())
    _, status, usage = os.wait4(process.pid, 0)
    late.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    ended = "" if not process.returncode else f"; ended with {process.returncode}"
    ended = f"; not finished within {seconds} s" if process.returncode == -signal.SIGKILL else ended
    say(f"    ({time.perf_counter() - began:.0f} s, peak {usage.ru_maxrss / 1000:.0f} MB{ended})")


class Say:
    """Prints, and writes to a file where one is wanted."""

    def __init__(self, file: Path | None) -> None:
        self._file = file.open("w", encoding="utf-8") if file else None

    def __call__(self, line: str) -> None:
        print(line, flush=True)
        if self._file:
            self._file.write(line + "\n")
            self._file.flush()


def machine() -> str:
    """What this runs on, and with which versions."""
    names = [line.partition(":")[2].strip() for line in _cpu() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    found = ", ".join(f"{name} {have}" for name in SHOWN if (have := _version(name)))
    cores = f"{os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}"
    return f"{names[0] if names else platform.machine()}, {cores}, Python {platform.python_version()}\n{found}"


def _cpu() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def main() -> None:
    """Runs all parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--reader-python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    say = Say(options.out)
    say(machine())
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for part in full(Path(folder)) if options.full else quick(Path(folder) / "10000.db"):
            left = BUDGET - (time.perf_counter() - began)
            if not options.full and left < 20:
                say(f"\n## {part[0]}\n\n    left out: the ten minutes are over")
                continue
            carry_out(part if options.full else (*part[:2], int(min(part[2], left))), options.reader_python, say)
    say(f"\nAll in {time.perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    main()
