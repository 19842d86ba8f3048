"""What the chat benchmarks share: many feeds that are always due, the product as a process, figures in rows."""

import asyncio
import os
import statistics
import sys
from email.utils import format_datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fakes.clock import real_clock

ROOT = Path(__file__).parents[1]
FEEDS, ITEMS = 200, 20
_WHO = ("Kataib Hezbollah", "Badr Organization", "Asaib Ahl al-Haq", "Harakat al-Nujaba", "Saraya al-Salam")
_DOES = ("rejects talks", "holds a parade", "names a commander", "denies an attack", "warns rivals", "hands over arms")
_WHERE = ("Baghdad", "Basra", "Mosul", "Kirkuk", "Najaf", "Karbala", "Amarah", "Ramadi", "Tikrit", "Baqubah", "Erbil")
_ELSE = ("Football results", "Oil prices")


async def start(folder, web, services, **tokens):
    """The product as a process of its own, polling 200 feeds of `web` every two seconds."""
    (folder / "feeds.yaml").write_text(feeds(web), encoding="utf-8")
    settings = {"FACTIONWATCH_DB": str(folder / "store.db"), "PYTHONPATH": str(ROOT), "FACTIONWATCH_LOG": "error"}
    settings |= {"FACTIONWATCH_FEEDS": str(folder / "feeds.yaml"), "FACTIONWATCH_USER_RATE": "100000"}
    command = (sys.executable, "-m", "tests.fakes.run_bot", *services, "run")
    return await asyncio.create_subprocess_exec(*command, env=os.environ | settings | tokens, cwd=folder)


def row(what, seconds, goal):
    """Median, 99th percentile and most, in milliseconds; the 99th percentile."""
    found = sorted(s * 1000 for s in seconds)
    p99 = found[min(len(found) - 1, round(len(found) * 0.99))]
    middle = statistics.median(found)
    print(f"{what:<44}{middle:8.0f} ms median{p99:8.0f} ms p99{found[-1]:8.0f} ms most (goal {goal})")
    return p99


def feeds(web):
    """A feed list of outlets on loopback."""
    rows = ["outlets: {}", "feeds:"]
    for n in range(FEEDS):
        web.serve(f"/{n}.xml", _rss(n).encode(), etag="")
        about = f"language: en, name: Outlet {n}, country: Iraq, ownership: independent, reliability: C"
        rows.append(f"  - {{id: f{n}, url: '{web.url(f'/{n}.xml')}', {about}, every: 2s, private: true}}")
    return "\n".join(rows)


def _headline(n):
    """Half of them about a faction; one happening in a dozen outlets, as news has it."""
    if n % 2:
        return f"{_ELSE[n // 2 % len(_ELSE)]} {n}"
    return f"{_WHO[n // 2 % len(_WHO)]} {_DOES[n // 2 % len(_DOES)]} in {_WHERE[n // 2 % len(_WHERE)]}"


def _rss(n):
    now = format_datetime(real_clock())
    items = "".join(
        f"<item><title>{_headline(n * ITEMS + i)}</title><link>https://outlet{n}.example/{i}</link>"
        f"<description>{'Words of a report. ' * 20}</description><pubDate>{now}</pubDate></item>"
        for i in range(ITEMS)
    )
    return f"<rss version='2.0'><channel><title>Outlet {n}</title>{items}</channel></rss>"
