"""How quickly the bot answers on Slack while it polls: `python benchmarks/slack_load.py [--store FILE] [--http]`.

The product runs as a process of its own against a loopback Slack and 200 loopback feeds, each due every two seconds.
Printed: start to ready, one command at rest, 100 commands at once during the poll, charts, and the way back after cuts.
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
from tests.fakes.slack import FakeSlack
from tests.fakes.web import Web

AT_ONCE, ROUNDS = 100, 3
ASKED = ("actor Kataib Hezbollah", "actor عصائب أهل الحق", "events badr", "actors", "help")
DRAWN = ("badr", "kataib hezbollah", "asaib ahl al-haq", "nujaba", "kataib sayyid al-shuhada", "saraya al-salam")
PORT = 34567


def main():
    """Runs it and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store to answer from (it is copied); none: history only")
    parser.add_argument("--http", action="store_true", help="HTTP mode instead of Socket Mode")
    given = parser.parse_args()
    asyncio.run(_measure(given.store, given.http))


async def _measure(store, by_http):
    with tempfile.TemporaryDirectory() as folder, Web() as web:
        folder = Path(folder)
        if store:
            shutil.copy(store, folder / "store.db")
        async with FakeSlack() as slack:
            people = [slack.team.user(f"reader{n}") for n in range(AT_ONCE)]
            desk = slack.team.channel(people=people)
            began = time.perf_counter()
            process = await start(folder, web, (f"slack={slack.base_url}",), **_tokens(slack, by_http))
            try:
                await _reached(slack, people[0], desk, by_http)
                print(f"{'start to ready':<44}{time.perf_counter() - began:8.2f} s")
                await _figures(slack, desk, people, web)
                if not by_http:
                    await _cut(slack, desk, people[0])
            finally:
                began = time.perf_counter()
                process.send_signal(signal.SIGTERM)
                await process.wait()
                print(f"{'told to stop, until ended':<44}{time.perf_counter() - began:8.2f} s (goal 5)")
        print(f"{'feeds fetched meanwhile':<44}{len(web.requests):8d}")


def _tokens(slack, by_http):
    tokens = {"SLACK_BOT_TOKEN": slack.team.bot_token}
    if by_http:
        return tokens | {"SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_HTTP": f"127.0.0.1:{PORT}"}
    return tokens | {"SLACK_APP_TOKEN": slack.app_token}


async def _reached(slack, reader, desk, by_http):
    """Waits until the bot answers."""
    if not by_http:
        await slack.sockets.connected(timeout=60)
        return
    slack.over_http(f"http://127.0.0.1:{PORT}/slack/events")
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise TimeoutError("the bot does not listen")


async def _figures(slack, desk, people, web):
    seen = len(web.requests)
    await _one(slack, desk, people[0], ASKED[0])
    alone = [await _one(slack, desk, people[n], ASKED[n % len(ASKED)]) for n in range(25)]
    row("one command, answered", [a.answered_after for a in alone], 300)
    acknowledged, answered, said = [], [], 0
    for _ in range(ROUNDS):
        tasks = [_one(slack, desk, people[n], ASKED[n % len(ASKED)]) for n in range(AT_ONCE)]
        found = await asyncio.gather(*tasks)
        acknowledged += [a.acked_after for a in found]
        answered += [a.answered_after for a in found]
        await asyncio.sleep(1)
        said += sum(len(a.responses) for a in found)
    row(f"{AT_ONCE} at once, acknowledged", acknowledged, 200)
    row(f"{AT_ONCE} at once, answered", answered, 1500)
    print(f"{'lost or doubled':<44}{said - AT_ONCE * ROUNDS:8d}")
    drawn = [f"relations {name}" for name in DRAWN]
    charts = await asyncio.gather(*(_one(slack, desk, user, text) for user, text in zip(people, drawn, strict=False)))
    row(f"{len(DRAWN)} charts at once, answered", [a.answered_after for a in charts], 4000)
    shown = sum(any(b["type"] == "image" for b in a.messages[-1]["blocks"]) for a in charts)
    print(f"{'  of these with a picture':<44}{shown:8d}")
    print(f"{'feeds fetched during the figures':<44}{len(web.requests) - seen:8d}")


async def _cut(slack, desk, reader):
    """How long the bot is away after a dropped connection, and after Slack's own wish for a new one."""
    for what, cut in (("a cut", slack.sockets.drop), ("a refresh", slack.sockets.disconnect)):
        opened, began = slack.sockets.opened, time.perf_counter()
        await cut()
        await slack.until(lambda opened=opened: slack.sockets.opened > opened, 30)
        await slack.sockets.connected()
        print(f"{f'back after {what}':<44}{time.perf_counter() - began:8.2f} s (goal 10)")
        await asyncio.sleep(1)
        await _one(slack, desk, reader, ASKED[0])


async def _one(slack, desk, reader, text):
    asked = await slack.command(reader, desk, "/factionwatch", text)
    await asked.answer(30)
    await asked.acked(30)
    return asked


if __name__ == "__main__":
    main()
