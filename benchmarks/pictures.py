"""The pictures of the docs, drawn from real output: `make pictures`.

A scratch store takes the labelled items of the tests, moved to the last days; then the terminal answers, the chart is
drawn as platforms draw it, and the web view is shown in a headless Chromium (left out where there is none).
"""

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from bot import charts, wiring
from bot.command import Asker
from bot.platforms.terminal import Screen
from bot.programs.import_files import run as bring_in
from bot.settings import Settings, read_settings

TOP = Path(__file__).resolve().parent.parent
PICTURES = TOP / "docs" / "pictures"
ACTOR = "Kataib Hezbollah"
WIDTH = 110


def moved(rows: list[dict[str, object]], now: datetime) -> list[dict[str, object]]:
    """Items with their days moved so that the newest is of today; their order stays."""
    dated = sorted((r for r in rows if r.get("published")), key=lambda r: str(r["published"]))
    step = timedelta(days=90) / max(len(dated), 1)
    times = (now - step * (len(dated) - n) for n in range(len(dated)))
    return [{**row, "published": at.isoformat()} for row, at in zip(dated, times, strict=True)]


def fill(settings: Settings, folder: Path) -> None:
    """The store of the pictures."""
    lines = (TOP / "tests/corpus/items.jsonl").read_text(encoding="utf-8").splitlines()
    rows = moved([json.loads(line) for line in lines], datetime.now(UTC))
    (folder / "items.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    bring_in(settings, [folder / "items.jsonl"], "")


def terminal(settings: Settings) -> None:
    """A card as the terminal shows it, as SVG; and its chart as PNG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    with wiring.opened(settings, wiring.system_clock) as bot:
        briefing = bot.reply(f"/actor {ACTOR}", Asker())
        trend = bot.reply(f"/trend {ACTOR} days:60", Asker())
    Screen(console).show(briefing)
    svg = console.export_svg(title=f"factionwatch ask '/actor {ACTOR}'", theme=MONOKAI)
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # a picture of the docs loads nothing foreign
    (PICTURES / "terminal.svg").write_text(svg, encoding="utf-8")
    for chart in trend.charts[:1]:
        (PICTURES / "trend.png").write_bytes(charts.png(chart))


def page(settings: Settings) -> str:
    """The web view's home page; what stands against it, in words."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return "web.png left out: no Chromium here"
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environment = os.environ | {"FACTIONWATCH_DB": settings.db, "PYTHONPATH": str(TOP)}
    command = [sys.executable, "-m", "bot", "web", "--at", f"127.0.0.1:{port}"]
    with (
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server,
        tempfile.TemporaryDirectory() as p,
    ):
        try:
            _wait(port)
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={p}"]
            shot = [f"--screenshot={PICTURES / 'web.png'}", "--window-size=1100,900", f"http://127.0.0.1:{port}/"]
            subprocess.run([chromium, *flags, *shot], capture_output=True, timeout=120, check=True)
        finally:
            server.terminate()
    return ""


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)


def main() -> None:
    """Draws them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FACTIONWATCH_DB"] = str(Path(folder) / "factionwatch.db")
        settings = read_settings()
        fill(settings, Path(folder))
        terminal(settings)
        print(page(settings) or "web.png")
    print(*sorted(p.name for p in PICTURES.iterdir()))


if __name__ == "__main__":
    main()
