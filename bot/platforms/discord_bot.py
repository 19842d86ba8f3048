"""Discord: connects, registers the commands, hands interactions to `discord_answers` and posts to `discord_posts`.

Messages go out as raw bodies through discord.py's own HTTP clients: no view lives in memory, a button's id says all
that it means.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import discord
import structlog
from discord.http import Route

from bot.command import commands
from bot.platform import Core, Post
from bot.platforms import discord_payloads as payloads
from bot.platforms.discord_answers import DEFER_AFTER, Answers
from bot.platforms.discord_craft import Craft, Draw
from bot.platforms.discord_posts import PATIENCE, TROUBLE, Failure, Posts, Seen
from model.delivery import Absent, Channel, Later, Result, Sent, Unsure
from model.errors import FactionwatchError, UsageError

log = structlog.get_logger()

WRONG_TOKEN = "Discord does not accept DISCORD_TOKEN; copy it again from the portal."
NOT_NOW = Later(5.0, "Discord is not connected")
RATE_PATIENCE = 30.0  # seconds; a longer rate limit is handed back to the delivery core
COMPLETIONS = 16  # connections of their own: what somebody types does not queue behind answers
CONNECTIONS = 32  # a crowd reuses these: opening one for each answer would cost more than waiting for one
LONGEST_WAIT = 60.0  # between two tries to connect at the start


@dataclass(frozen=True)
class Look:
    """What a look at Discord found."""

    application: str
    name: str
    servers: int
    channels: Mapping[Channel, Seen]


class DiscordBot:
    """The Discord platform."""

    name = payloads.PLATFORM

    def __init__(
        self,
        token: str,
        clock: Callable[[], datetime],
        draw: Draw | None = None,
        threads: Executor | None = None,
        address: str = "",
        defer_after: float = DEFER_AFTER,
    ) -> None:
        self._defer_after = defer_after
        if address:
            Route.BASE = address  # the library has one for all of a process
        self._token, self._clock = token, clock
        self._craft = Craft(draw, threads)
        self._client: _Client | None = None
        self._answers: Answers | None = None
        self._posts: Posts | None = None
        self._closed = asyncio.Event()
        self._core: Core | None = None

    async def run(self, core: Core) -> None:
        """Serves commands until closed; reconnects by itself."""
        self._core, self._answers = core, Answers(core, self._craft, self._defer_after)
        wait = 1.0
        while not self._closed.is_set():
            try:
                await self._serve_once(core)
            except discord.LoginFailure as error:
                raise UsageError(WRONG_TOKEN) from error
            except (*TROUBLE, discord.GatewayNotFound) as error:
                log.warning("discord is not reachable", error=str(error), again_in=wait)
                await _sleep(self._closed, wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _serve_once(self, core: Core) -> None:
        self._client = client = _Client(self)
        self._posts = Posts(client, self._craft, core.keep, self._clock)
        async with client:
            await client.start(self._token)

    async def close(self) -> None:
        """Lets answers under way finish for a moment, then leaves."""
        self._closed.set()
        if self._answers is not None:
            await self._answers.finish()
        if self._client is not None:
            await self._client.close()

    async def ready(self) -> None:
        """Waits until Discord has told us where we are."""
        while self._client is None:
            await asyncio.sleep(0.01)
        await self._client.wait_until_ready()

    async def look(self, channels: Sequence[Channel] = ()) -> Look:
        """Logs in without serving: who we are, where we are, and what is missing in these channels."""
        client = _Client(None)
        posts = Posts(client, self._craft, _keep_nothing, self._clock)
        try:
            async with client, asyncio.timeout(PATIENCE):
                await client.login(self._token)
                connection = asyncio.create_task(client.connect())
                await client.wait_until_ready()
                seen = {channel: posts.inspected(channel) for channel in channels}
                look = Look(str(client.application_id), str(client.user), len(client.guilds), seen)
                await client.close()
                await connection
                return look
        except discord.LoginFailure as error:
            raise UsageError(WRONG_TOKEN) from error
        except TROUBLE as error:
            raise FactionwatchError(f"Discord cannot be reached: {error!r}") from error

    async def register(self, client: discord.Client) -> None:
        """Registers the commands when they changed; in plain English where the translations are refused."""
        application = client.application_id
        listed = Route("GET", "/applications/{application_id}/commands", application_id=application)
        try:
            there = await client.http.request(listed, params={"with_localizations": "true"})
            await _put(client, there, payloads.registration(list(commands().values())))
        except discord.HTTPException as error:
            log.warning("commands not registered", status=error.status, error=error.text)

    async def take(self, interaction: discord.Interaction, quick: aiohttp.ClientSession | None) -> None:
        """Answers one interaction; completions over connections of their own."""
        if self._answers is not None:
            await self._answers.take(interaction, quick)

    async def count_servers(self, client: discord.Client) -> None:
        """Tells the core which servers we are in; those with an outage count."""
        if self._core is not None:
            await self._core.present(self.name, frozenset(str(guild.id) for guild in client.guilds))

    # -- the port of the delivery core -------------------------------------------------------------------------------

    async def send(self, post: Post) -> Result:
        """Posts a briefing under a nonce that stays the same at every try."""
        return await self._posts.send(post) if self._posts and self._is_connected else NOT_NOW

    async def edit(self, post: Post, message: str) -> Result:
        """Brings a posted message to its latest state."""
        return await self._posts.edit(post, message) if self._posts and self._is_connected else NOT_NOW

    async def thread(self, channel: Channel, name: str) -> Channel | Failure:
        """Our thread of that name in a forum, looked for among the active ones before it is made; else the channel."""
        return await self._posts.thread(channel, name) if self._posts and self._is_connected else NOT_NOW

    async def settle(self, post: Post) -> Sent | Absent | Unsure | Later:
        """Looks for the mark of a post in the buttons of the channel's last messages."""
        return await self._posts.settle(post) if self._posts and self._is_connected else NOT_NOW

    async def check(self, channel: Channel) -> str:
        """What is missing to post there, in words; empty if nothing, or if Discord has not told us yet."""
        return await self._posts.check(channel) if self._posts else ""

    @property
    def _is_connected(self) -> bool:
        """Whether calls can be made at all: logged in, and not closed by a failed start."""
        return self._client is not None and self._client.user is not None and not self._client.is_closed()


async def _put(client: discord.Client, there: object, wanted: list[dict[str, Any]]) -> None:
    if payloads.unchanged(there, wanted):
        return
    route = Route("PUT", "/applications/{application_id}/commands", application_id=client.application_id)
    try:
        await client.http.request(route, json=wanted)
    except discord.HTTPException as error:
        if error.status != 400:
            raise
        log.warning("translated commands refused", error=error.text)
        english = payloads.registration(list(commands().values()), localised=False)
        if not payloads.unchanged(there, english):
            await client.http.request(route, json=english)


class _Client(discord.AutoShardedClient):
    """discord.py with the least intents and no caches, handing all to the platform; without one it only looks."""

    def __init__(self, platform: DiscordBot | None) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing is ever spoken
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=0.1,
            max_ratelimit_timeout=RATE_PATIENCE,
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        )
        self._platform = platform
        self._quick: aiohttp.ClientSession | None = None

    async def setup_hook(self) -> None:
        self._quick = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=COMPLETIONS))
        if self._platform is not None:
            await self._platform.register(self)

    async def close(self) -> None:
        await super().close()
        if self._quick is not None:
            await self._quick.close()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if self._platform is not None:
            await self._platform.take(interaction, self._quick)

    async def on_ready(self) -> None:
        if self._platform is not None:
            await self._platform.count_servers(self)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        log.info("removed from a server", guild=guild.id)
        await self.on_ready()


async def _keep_nothing(command: str) -> str:
    return ""


async def _sleep(closed: asyncio.Event, seconds: float) -> None:
    """Waits, but not past the end."""
    try:
        async with asyncio.timeout(seconds):
            await closed.wait()
    except TimeoutError:
        return
