"""Plays a conversation with the whole bot and prints it as people see it: `python -m tests.conversation discord|slack`.

The services, the outlets and their reports are ours and on loopback; everything between them is the product. Questions,
buttons, a subscription, a post, how it grows, a digest: for reading, not for checking.
"""

import asyncio
import contextlib
import os
import re
import signal
import sys
import tempfile
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

from bot.logs import configure
from bot.programs.run import build
from bot.settings import Settings
from bot.wiring import Addresses
from tests.fakes import discord, slack
from tests.fakes.clock import real_clock
from tests.fakes.discord import LEAST, FakeDiscord
from tests.fakes.discord.limits import walk
from tests.fakes.slack import FakeSlack
from tests.fakes.web import Web

PATIENCE = 60
BEFORE = (  # outlet, title, text, hours ago
    ("Basin Herald", "Kataib Hezbollah rejects handing over its weapons", "A spokesman said so on Tuesday.", 50),
    ("Basin Herald", "Badr Organization leader Hadi al-Amiri meets prime minister in Baghdad", "", 30),
    ("River Wire", "Drone attack on Erbil airport wounds two guards", "Nobody has claimed it.", 26),
    ("Gulf Ledger", "US adds commander of Kataib Hezbollah to sanctions list", "The Treasury named him.", 20),
    ("River Wire", "عصائب أهل الحق تنفي صلتها بالهجوم على مطار أربيل", "", 5),
)
FIRST = ("River Wire", "Rocket attack hits Ain al-Asad base, Kataib Hezbollah suspected", "Three rockets fell.", 0)
SECOND = ("Basin Herald", "Rocket attack on Ain al-Asad base blamed on Kataib Hezbollah", "One was wounded.", 0)
THIRD = ("Gulf Ledger", "Kataib Hezbollah claims rocket attack on Ain al-Asad base that killed two", "", 0)


class Clock:
    """The machine's time, ahead by what nobody wants to wait for."""

    ahead = timedelta()

    def __call__(self):
        """Now."""
        return real_clock() + self.ahead


class News:
    """Three outlets with a feed each."""

    def __init__(self, web, clock):
        self._web, self._clock, self._told = web, clock, []
        self.outlets = ("Basin Herald", "River Wire", "Gulf Ledger")
        self.serve()

    def tell(self, *reports):
        """Reports come out."""
        self._told += [(*report[:3], self._clock() - timedelta(hours=report[3])) for report in reports]
        self.serve()

    def serve(self):
        """The feeds as they are now."""
        for n, outlet in enumerate(self.outlets):
            items = "".join(
                f"<item><title>{title}</title><link>https://outlet{n}.example/{m}</link>"
                f"<description>{text}</description><pubDate>{format_datetime(at)}</pubDate></item>"
                for m, (who, title, text, at) in enumerate(self._told)
                if who == outlet
            )
            self._web.serve(f"/{n}.xml", f"<rss version='2.0'><channel><title>{outlet}</title>{items}</channel></rss>")

    def feeds(self):
        """Their list."""
        rows = ["outlets: {}", "feeds:"]
        for n, outlet in enumerate(self.outlets):
            about = f"language: en, name: {outlet}, country: Iraq, ownership: independent, reliability: B"
            rows.append(f"  - {{id: f{n}, url: '{self._web.url(f'/{n}.xml')}', {about}, every: 1s, private: true}}")
        return "\n".join(rows)


# -- how messages look -------------------------------------------------------------------------------------------------


def _discord_text(message):
    rows = [c.get("content", "") for c in walk(message["components"]) if c["type"] == 10] or [message["content"]]
    rows += [f"[picture: {a['description']}]" for a in message.get("attachments") or ()]
    rows.append(" ".join(f"[{label}]" for label in _discord_labels(message)))
    return "\n".join(rows)


def _discord_labels(message):
    return [c["label"] for c in walk(message["components"]) if c["type"] == 2]


def _slack_labels(message):
    rows = (block["elements"] for block in message["blocks"] if block["type"] == "actions")
    return [e["text"]["text"] for row in rows for e in row if e["type"] == "button"]


def _slack_text(message):
    rows = []
    for block in message["blocks"]:
        if block["type"] in ("header", "section"):
            rows += [block[k]["text"] for k in ("text",) if k in block]
            rows += [f["text"] for f in block.get("fields") or ()]
        elif block["type"] == "context":
            rows += ["  " + e["text"] for e in block["elements"] if "text" in e]
        elif block["type"] == "image":
            rows.append(f"[picture: {block['alt_text']}]")
        elif block["type"] == "actions":
            rows.append(" ".join(f"[{e['text']['text']}]" for e in block["elements"] if e["type"] == "button"))
    return "\n".join(rows)


def _say(who, text):
    print(f"\n=== {who}\n" + re.sub(r"\n{3,}", "\n\n", text.strip()), flush=True)


# -- the two services as one -------------------------------------------------------------------------------------------


class OnDiscord:
    """A channel, and somebody in it."""

    labels = staticmethod(_discord_labels)

    def __init__(self, service):
        self.service = service
        self.room, self.reader = service.guild("Desk").text("news", permissions=LEAST), service.user("reader")

    def settings(self):
        """The token and where the service is."""
        return {"DISCORD_TOKEN": self.service.token}, Addresses(discord=self.service.rest)

    async def ready(self):
        """Until the bot is there."""
        await self.service.gateway.connected(timeout=PATIENCE)

    async def ask(self, command, **options):
        """A slash command and its answer."""
        asked = await self.service.slash(self.reader, self.room, command, **options)
        written = " ".join([f"/{command}", *(f"{k}: {v}" for k, v in options.items())])
        return await self._shown(f"reader: {written}", asked)

    async def press(self, message, label):
        """A button and what it led to."""
        return await self._shown(f"reader presses [{label}]", await self.service.press(self.reader, message, label))

    async def _shown(self, what, asked):
        answer = await asked.answer(PATIENCE)
        hidden = " (only the reader sees it)" if asked.ephemeral else ""
        _say(what + hidden, _discord_text(answer))
        return answer

    def posts(self):
        """What stands in the channel."""
        return self.room.posts

    def text(self, message):
        """A message's words."""
        above = f"(reply to {message['message_reference']['message_id']})\n" if message.get("message_reference") else ""
        return above + _discord_text(message)

    async def until(self, done):
        """Waits for something to stand there."""
        await self.service.until(done, PATIENCE)


class OnSlack:
    """The same on Slack."""

    labels = staticmethod(_slack_labels)

    def __init__(self, service):
        self.service = service
        self.reader = service.team.user("reader")
        self.room = service.team.channel("news", people=[self.reader])

    def settings(self):
        """The tokens and where the service is."""
        tokens = {"SLACK_BOT_TOKEN": self.service.team.bot_token, "SLACK_APP_TOKEN": self.service.app_token}
        return tokens, Addresses(slack=self.service.base_url)

    async def ready(self):
        """Until the bot is there."""
        await self.service.until(lambda: self.service.sockets.opened, PATIENCE)

    async def ask(self, command, **options):
        """A command and its answer."""
        first = next(iter(options), "")
        typed = " ".join(
            str(v) if k == first else f'{k}:"{v}"' if " " in str(v) else f"{k}:{v}" for k, v in options.items()
        )
        own = command in ("actor", "events", "digest", "story", "subscribe", "unsubscribe", "subscriptions")
        line = (f"/{command}", typed) if own else ("/factionwatch", f"{command} {typed}".strip())
        return await self._shown(f"reader: {' '.join(line)}", await self.service.command(self.reader, self.room, *line))

    async def press(self, message, label):
        """A button and what it led to."""
        asked = await self.service.press(self.reader, message, label, channel=self.room)
        return await self._shown(f"reader presses [{label}]", asked)

    async def _shown(self, what, asked):
        answer = await asked.answer(PATIENCE)
        hidden = any(answer is m or answer.get("ts") == m.get("ts") for _, m in self.room.whispers)
        _say(what + (" (only the reader sees it)" if hidden else ""), _slack_text(answer))
        return answer

    def posts(self):
        """What stands in the channel."""
        return self.room.posts

    def text(self, message):
        """A message's words."""
        return (f"(in the thread of {message['thread_ts']})\n" if message.get("thread_ts") else "") + _slack_text(
            message
        )

    async def until(self, done):
        """Waits for something to stand there."""
        await self.service.until(done, PATIENCE)


# -- the conversation --------------------------------------------------------------------------------------------------


async def _questions(chat):
    card = await chat.ask("actor", name="Kataib Hezbollah")
    await _pressed(chat, card, "Page 2", "Sources", "Cite")
    events = await chat.ask("events", actor="all")
    await _pressed(chat, events, "1", "Older")
    await chat.ask("actor", name="kataeb hizbolla")
    await chat.ask("actor", name="zzz")
    await chat.ask("trend", actor="Kataib Hezbollah")
    await chat.ask("help")


async def _pressed(chat, message, *beginnings):
    """Presses the first button that begins so, each where there is one."""
    for beginning in beginnings:
        found = [label for label in chat.labels(message) if label.startswith(beginning)]
        if found:
            await chat.press(message, found[0])


async def _posting(chat, news, clock):
    await chat.ask("subscribe", actor="Kataib Hezbollah")
    await chat.ask("subscriptions")
    told = len(chat.posts())
    news.tell(FIRST)
    await chat.until(lambda: len(chat.posts()) > told)
    post = chat.posts()[told]
    _say("the bot posts", chat.text(post))
    await _pressed(chat, post, "Why", "Wrong", "Details")
    before = chat.text(post)
    news.tell(SECOND)
    await asyncio.sleep(3)
    clock.ahead += timedelta(minutes=4)
    await chat.until(lambda: chat.text(chat.posts()[told]) != before)
    _say("the bot edits its post", chat.text(chat.posts()[told]))
    count = len(chat.posts())
    news.tell(THIRD)
    await chat.until(lambda: len(chat.posts()) > count)
    _say("the bot posts", chat.text(chat.posts()[count]))


async def _digest(chat, clock):
    await chat.ask("subscribe", actor="all", rhythm="daily")
    soon = (clock() + timedelta(minutes=2)).strftime("%H:%M")
    count = len(chat.posts())
    await chat.ask("schedule", time=soon, zone="UTC")
    clock.ahead += timedelta(minutes=3)
    await chat.until(lambda: len(chat.posts()) > count)
    _say("the bot posts", chat.text(chat.posts()[-1]))
    await _pressed(chat, chat.posts()[-1], "All events")


async def play(name):
    """The whole conversation with one service."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, Web() as web:
        news = News(web, clock)
        news.tell(*BEFORE)
        Path(folder, "feeds.yaml").write_text(news.feeds(), encoding="utf-8")
        service = FakeDiscord(clock) if name == "discord" else FakeSlack(clock)
        async with service:
            chat = OnDiscord(service) if name == "discord" else OnSlack(service)
            tokens, where = chat.settings()
            there = {"FACTIONWATCH_DB": f"{folder}/store.db", "FACTIONWATCH_FEEDS": f"{folder}/feeds.yaml"}
            settings = Settings(_env_file=None, **there, **tokens)
            with _addresses(service):
                await _alongside(build(settings, clock, where).serve(), chat, news, clock)


def _addresses(service):
    if isinstance(service, FakeDiscord):
        return discord.addresses(service.rest, service.gateway_url)
    return slack.addresses(service.base_url)


async def _alongside(serving, chat, news, clock):
    bot = asyncio.create_task(serving)
    try:
        await chat.ready()
        await asyncio.sleep(4)  # the first poll
        await _questions(chat)
        await _posting(chat, news, clock)
        await _digest(chat, clock)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        with contextlib.suppress(asyncio.CancelledError):
            await bot


if __name__ == "__main__":
    configure("error")
    asyncio.run(play(sys.argv[1]))
