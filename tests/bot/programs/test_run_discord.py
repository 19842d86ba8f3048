"""The program itself serves Discord and leaves when it is told to."""

import asyncio
import os
import signal
import time
from pathlib import Path

import discord

from model.delivery import Channel
from store import Store
from tests.fakes.clock import real_clock
from tests.fakes.discord import LEAST, FakeDiscord

ROOT = Path(__file__).parents[3]


async def _started(service, python, folder, *arguments, token=None):
    (folder / "feeds.yaml").write_text("outlets: {}\nfeeds: []\n", encoding="utf-8")
    settings = {"DISCORD_TOKEN": token or service.token, "FACTIONWATCH_DB": str(folder / "store.db")}
    settings |= {"FACTIONWATCH_FEEDS": str(folder / "feeds.yaml"), "PYTHONPATH": str(ROOT)}
    return await asyncio.create_subprocess_exec(
        python, "-m", "tests.fakes.run_bot", f"discord={service.rest},{service.gateway_url}", *arguments,
        env=os.environ | settings, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


def test_the_program_answers_on_discord_and_ends_cleanly_on_sigterm(python, tmp_path):
    """From a token to an answered command, and out within five seconds with status 0."""

    async def run():
        async with FakeDiscord() as service:
            desk = service.guild().text()
            process = await _started(service, python, tmp_path, "run")
            await service.gateway.connected(timeout=30)
            asked = await service.slash(service.user(), desk, "actor", name="Kataib Hezbollah")
            assert await asked.answer()
            began = time.perf_counter()
            process.send_signal(signal.SIGTERM)
            _, said = await process.communicate()
            assert (process.returncode, b"Traceback" in said) == (0, False), said
            assert time.perf_counter() - began < 5

    asyncio.run(asyncio.wait_for(run(), 60))


def test_a_wrong_token_ends_the_program_with_a_sentence(python, tmp_path):
    """Usage errors have status 2 and no traceback."""

    async def run():
        async with FakeDiscord() as service:
            process = await _started(service, python, tmp_path, "run", token="wrong")
            _, said = await process.communicate()
            assert process.returncode == 2
            assert b"DISCORD_TOKEN" in said
            assert b"Traceback" not in said

    asyncio.run(asyncio.wait_for(run(), 60))


def test_setup_prints_the_invitation(python, tmp_path):
    """The operator gets two addresses and what each buys."""

    async def run():
        async with FakeDiscord() as service:
            service.guild().text(permissions=LEAST)
            process = await _started(service, python, tmp_path, "setup", "discord")
            said, trouble = await process.communicate()
            assert process.returncode == 0, trouble
            assert b"in 1 server." in said
            assert said.count(b"oauth2/authorize?client_id=") == 2

    asyncio.run(asyncio.wait_for(run(), 60))


def test_setup_and_check_look_at_each_subscribed_channel(python, tmp_path):
    """What is missing is said in words, by the channel's name; what ended is left alone."""

    async def run():
        async with FakeDiscord() as service:
            guild = service.guild()
            rooms = [
                guild.text("fine", permissions=LEAST),
                guild.text("mute", permissions=discord.Permissions(1 << 10)),
            ]
            with Store.open(tmp_path / "store.db", real_clock) as store:
                for room in rooms:
                    store.write(lambda q, at=room: q.channels.ensure(Channel("discord", str(guild.id), str(at.id))))
            said, status = {}, {}
            for program in (("setup", "discord"), ("check",)):
                process = await _started(service, python, tmp_path, *program)
                said[program[0]], _ = await process.communicate()
                status[program[0]] = process.returncode
            assert status == {"setup": 1, "check": 1}
            missing = f"#mute in {guild.name}: missing permission Send Messages, Attach Files"
            assert all(missing in said[program].decode() for program in said), said
            assert f"ok  #fine in {guild.name}" in said["setup"].decode()
            assert f"may double a post: #fine in {guild.name}\n" in said["setup"].decode()

    asyncio.run(asyncio.wait_for(run(), 120))
