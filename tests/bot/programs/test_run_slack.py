"""The program itself serves Slack, also beside Discord, and leaves when it is told to."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import yaml

from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack

ROOT = Path(__file__).parents[3]


async def _started(python, folder, *arguments, **settings):
    (folder / "feeds.yaml").write_text("outlets: {}\nfeeds: []\n", encoding="utf-8")
    settings |= {"FACTIONWATCH_DB": str(folder / "store.db"), "PYTHONPATH": str(ROOT)}
    settings |= {"FACTIONWATCH_FEEDS": str(folder / "feeds.yaml")}
    return await asyncio.create_subprocess_exec(
        python, "-m", "tests.fakes.run_bot", *arguments,
        env=os.environ | settings, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


def _tokens(slack):
    return {"SLACK_BOT_TOKEN": slack.team.bot_token, "SLACK_APP_TOKEN": slack.app_token}


def test_one_process_serves_discord_and_slack_and_ends_cleanly_on_sigterm(python, tmp_path):
    """From tokens to answered commands, and out within five seconds with status 0."""

    async def run():
        async with FakeSlack() as slack, FakeDiscord() as discord:
            where = (f"discord={discord.rest},{discord.gateway_url}", f"slack={slack.base_url}", "run")
            process = await _started(python, tmp_path, *where, DISCORD_TOKEN=discord.token, **_tokens(slack))
            await slack.sockets.connected(timeout=40)
            await discord.gateway.connected(timeout=40)
            reader = slack.team.user()
            typed = await slack.command(reader, slack.team.channel(people=[reader]), "/actor", "Kataib Hezbollah")
            asked = await discord.slash(discord.user(), discord.guild().text(), "actor", name="Kataib Hezbollah")
            assert await typed.answer(10)
            assert await asked.answer(10)
            began = time.perf_counter()
            process.send_signal(signal.SIGTERM)
            _, said = await process.communicate()
            assert (process.returncode, b"Traceback" in said) == (0, False), said
            assert time.perf_counter() - began < 5

    asyncio.run(asyncio.wait_for(run(), 90))


def test_a_wrong_token_ends_the_program_with_a_sentence(python, tmp_path):
    """Usage errors have status 2 and no traceback."""

    async def run():
        async with FakeSlack() as slack:
            tokens = _tokens(slack) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
            process = await _started(python, tmp_path, f"slack={slack.base_url}", "run", **tokens)
            _, said = await process.communicate()
            assert process.returncode == 2
            assert b"SLACK_BOT_TOKEN" in said
            assert b"Traceback" not in said

    asyncio.run(asyncio.wait_for(run(), 90))


def test_setup_prints_the_manifest_and_looks_at_the_tokens(python, tmp_path):
    """YAML or JSON alone on stdout; what scopes buy and how tokens are beside it."""

    async def run():
        async with FakeSlack() as slack:
            where = f"slack={slack.base_url}"
            process = await _started(python, tmp_path, where, "setup", "slack", **_tokens(slack))
            said, beside = await process.communicate()
            assert process.returncode == 0, beside
            made = yaml.safe_load(said)
            assert [s["type"] for s in made["features"]["shortcuts"]] == ["global"]
            assert "channels:history" not in made["oauth_config"]["scopes"]["bot"]
            assert b"@factionwatch in Desk" in beside
            process = await _started(python, tmp_path, where, "setup", "slack", "--settle", "--json", **_tokens(slack))
            said, beside = await process.communicate()
            assert "channels:history" in json.loads(said)["oauth_config"]["scopes"]["bot"]
            assert process.returncode == 1  # the tokens at hand lack the history scopes
            assert b"scopes missing: channels:history, groups:history" in beside

    asyncio.run(asyncio.wait_for(run(), 90))


def test_setup_needs_no_token(python, tmp_path):
    """A newcomer has none yet."""

    async def run():
        process = await _started(python, tmp_path, "setup", "slack")
        said, beside = await process.communicate()
        assert process.returncode == 0
        assert yaml.safe_load(said)["display_information"]["name"] == "Factionwatch"
        assert b"SLACK_BOT_TOKEN" in beside

    asyncio.run(asyncio.wait_for(run(), 60))
