"""How quickly the bot answers on Discord while it polls: `python benchmarks/discord_load.py [--store FILE]`.

The product runs as a process of its own against a loopback Discord and 200 loopback feeds, each due every two seconds.
Printed: start to ready, one command at rest, 100 commands at once and completions beside them during the poll.
"""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.chat import row, start
from tests.fakes.discord import FakeDiscord
from tests.fakes.web import Web

AT_ONCE, ROUNDS = 100, 3
ASKED = (
    ("actor", {"name": "Kataib Hezbollah"}),
    ("actor", {"name": "عصائب أهل الحق"}),
    ("events", {"actor": "badr"}),
    ("actors", {}),
    ("help", {}),
)


def main():
    """Runs it and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store to answer from (it is copied); none: history only")
    asyncio.run(_measure(parser.parse_args().store))


async def _measure(store):
    with tempfile.TemporaryDirectory() as folder, Web() as web:
        folder = Path(folder)
        if store:
            shutil.copy(store, folder / "store.db")
        async with FakeDiscord() as service:
            desk, reader = service.guild().text(), service.user()
            began = time.perf_counter()
            process = await start(
                folder, web, (f"discord={service.rest},{service.gateway_url}",), DISCORD_TOKEN=service.token
            )
            try:
                await service.gateway.connected(timeout=60)
                print(f"{'start to ready':<44}{time.perf_counter() - began:8.2f} s   (goal 3)")
                await _figures(service, desk, reader, web)
            finally:
                process.send_signal(signal.SIGTERM)
                began = time.perf_counter()
                await process.wait()
                print(f"{'told to stop, until ended':<44}{time.perf_counter() - began:8.2f} s (goal 5)")
        print(f"{'feeds fetched meanwhile':<44}{len(web.requests):8d}")


async def _figures(service, desk, reader, web):
    seen = len(web.requests)
    await _one(service, desk, reader, *ASKED[0])
    alone = [await _one(service, desk, reader, *ASKED[n % len(ASKED)]) for n in range(25)]
    row("one command, answered", [a.answered_after for a in alone], 150)
    deferred = sum(a.callback["type"] == 5 for a in alone)
    print(f"{'  of these behind a waiting message':<44}{deferred:8d}")
    typed = [await _complete(service, desk, reader, "kataib"[: n % 7]) for n in range(40)]
    row("completions, one after another", [a.answered_after for a in typed], 50)
    acknowledged, answered, completed, posted = [], [], [], len(desk.posts)
    for _ in range(ROUNDS):
        tasks = [asyncio.create_task(_ask(service, desk, reader, n)) for n in range(AT_ONCE)]
        typing = [asyncio.create_task(_complete(service, desk, reader)) for _ in range(20)]
        found = await asyncio.gather(*tasks)
        acknowledged += [a.acknowledged_after for a in found]
        answered += [a.answered_after for a in found]
        completed += [a.answered_after for a in await asyncio.gather(*typing)]
        await asyncio.sleep(1)
    row(f"{AT_ONCE} at once, acknowledged", acknowledged, 200)
    row(f"{AT_ONCE} at once, answered", answered, 1500)
    row("completions beside them", completed, 50)
    public = sum(ASKED[n % len(ASKED)][0] != "help" for n in range(AT_ONCE)) * ROUNDS
    print(f"{'lost or doubled':<44}{len(desk.posts) - posted - public:8d}")
    print(f"{'feeds fetched during the figures':<44}{len(web.requests) - seen:8d}")


async def _ask(service, desk, reader, n):
    name, options = ASKED[n % len(ASKED)]
    return await _one(service, desk, reader, name, options)


async def _one(service, desk, reader, name, options):
    asked = await service.slash(reader, desk, name, **options)
    await asked.answer(30)
    return asked


async def _complete(service, desk, reader, text="kat"):
    asked = await service.complete(reader, desk, "actor", "name", text)
    await asked.answer(30)
    return asked


if __name__ == "__main__":
    main()
