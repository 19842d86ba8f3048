"""Posts to Discord for the delivery core: sent under an enforced nonce, edited, and found again by a mark."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

import aiohttp
import discord
import structlog
from discord.http import Route

from bot.briefing import Briefing
from bot.platform import Post
from bot.platforms import discord_payloads as payloads
from bot.platforms.discord_craft import Craft, Keep, Shown, part, replacing
from bot.platforms.discord_render import Rendered, render
from bot.pressing import Manner, mark
from bot.rendering import Picture
from bot.texts import texts
from model.delivery import Absent, Channel, Later, Refused, Result, Sent, Unsure

log = structlog.get_logger()

PATIENCE = 30.0  # seconds for one request, the library's own retries included
THREAD_NAME, A_WEEK = 100, 10080  # characters; minutes without a post until a thread is archived
LOOK_BACK = 5  # hundreds of messages to look through for an unsure post
LOOK_AGAIN = 5.0  # seconds after a look that failed; to send instead could double the post

NO_MEMBER = "the bot is not a member of this server"

Failure = Refused | Later | Unsure
# What a call may fail with, as opposed to faults of our own.
TROUBLE = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, slots=True)
class Seen:
    """A subscribed channel as Discord shows it to us."""

    name: str
    missing: str  # in words; empty if nothing
    history: bool  # whether its messages may be read


class Posts:
    """Posts through one connection."""

    def __init__(self, client: discord.Client, craft: Craft, keep: Keep, clock: Callable[[], datetime]) -> None:
        self._client, self._craft, self._keep, self._clock = client, craft, keep, clock

    async def send(self, post: Post) -> Result:
        """Posts a briefing under a nonce that stays the same at every try."""
        absent = await self.check(post.channel)
        if absent:
            return Refused("forbidden", absent)
        shown = await self._made(post)
        result = await self._posted(post, shown.rendered)
        if isinstance(result, Refused) and result.reason == "rejected":
            log.error("post rejected, sent as plain text", channel=post.channel.address, error=result.words)
            result = await self._posted(post, shown.spare())
        if isinstance(result, Sent) and post.publish:
            await self._publish(post.channel, result.message)
        return result

    async def _posted(self, post: Post, rendered: Rendered) -> Result:
        extra: dict[str, Any] = {"nonce": mark(post.key), "enforce_nonce": True}
        if post.reply_to and self._rights(post.channel) & payloads.HISTORY:
            extra["message_reference"] = {"message_id": post.reply_to, "fail_if_not_exists": False}
        return await self._message("POST", "/channels/{channel_id}/messages", post, rendered, extra)

    async def edit(self, post: Post, message: str) -> Result:
        """Brings a posted message to its latest state."""
        rendered = (await self._made(post)).rendered
        path = f"/channels/{{channel_id}}/messages/{int(message)}"
        return await self._message("PATCH", path, post, Rendered(replacing(rendered.body), rendered.files), {})

    async def _message(self, method: str, path: str, post: Post, rendered: Rendered, extra: dict[str, Any]) -> Result:
        route = Route(method, path, channel_id=_place(post.channel))
        try:
            async with asyncio.timeout(PATIENCE):
                made = await self._request(route, {**rendered.body, **extra}, rendered.files)
        except TROUBLE as error:
            return outcome(error)
        return Sent(str(made["id"]))

    async def _made(self, post: Post) -> Shown:
        t, note = texts(post.language), ""
        earlier = post.follows or ("" if self._rights(post.channel) & payloads.HISTORY else post.reply_to)
        if earlier:
            where = f"https://discord.com/channels/{post.channel.workspace or '@me'}/{_place(post.channel)}/{earlier}"
            note = t.say("post.earlier", link=where)
        how = Manner(key=mark(post.key), note=note)
        return await self._craft.make(post.briefing, post.language, how, self._keep)

    async def _request(self, route: Route, body: dict[str, Any], files: Sequence[Picture] = ()) -> Any:
        http = self._client.http
        if not files:
            return await http.request(route, json=body)
        held = [discord.File(BytesIO(p.data), p.name) for p in files]
        parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
        parts += [part(n, f.filename, f.fp) for n, f in enumerate(held)]  # the library rewinds these before each try
        return await http.request(route, files=held, form=parts)

    async def _publish(self, channel: Channel, message: str) -> None:
        path = "/channels/{channel_id}/messages/{message_id}/crosspost"
        try:
            await self._client.http.request(Route("POST", path, channel_id=_place(channel), message_id=int(message)))
        except TROUBLE as error:
            log.warning("post not published", channel=channel.address, error=str(error))

    async def thread(self, channel: Channel, name: str) -> Channel | Failure:
        """Our thread of that name in a forum, looked for among the active ones before it is made; else the channel."""
        if channel.thread or not isinstance(self._known(channel), discord.ForumChannel):
            return channel
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._thread_of(channel, name) or await self._new_thread(channel, name)
        except TROUBLE as error:
            return outcome(error)
        return replace(channel, thread=found)

    async def _thread_of(self, channel: Channel, name: str) -> str:
        route = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=int(channel.workspace))
        active = (await self._client.http.request(route))["threads"]
        ours = str(self._client.user.id) if self._client.user else ""
        wanted = (channel.id, ours, name[:THREAD_NAME])
        return next(
            (str(t["id"]) for t in active if (str(t["parent_id"]), str(t["owner_id"]), t["name"]) == wanted), ""
        )

    async def _new_thread(self, channel: Channel, name: str) -> str:
        first = render(Briefing("settings", name, texts("en").say("discord.thread")), texts("en")).body
        body = {"name": name[:THREAD_NAME], "auto_archive_duration": A_WEEK, "message": first}
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=int(channel.id))
        return str((await self._client.http.request(route, json=body))["id"])

    async def settle(self, post: Post) -> Sent | Absent | Unsure | Later:
        """Looks for the mark of a post in the buttons of the channel's last messages."""
        if not self.is_known(post.channel) and not self._client.is_ready():
            return Later(LOOK_AGAIN, "Discord has not told us of this channel yet")
        if not self._rights(post.channel) & payloads.HISTORY:
            return Unsure("Read Message History is not granted, so that the channel cannot be looked through")
        wanted, before = mark(post.key), None
        since = self._clock().timestamp() - (post.unsure_for or 0.0) - PATIENCE
        try:
            for _ in range(LOOK_BACK):
                found = await self._page(post.channel, before)
                sent = next((m for m in found if payloads.bears(m, wanted) and self._is_ours(m)), None)
                if sent is not None:
                    return Sent(str(sent["id"]))
                if len(found) < 100 or discord.utils.snowflake_time(int(found[-1]["id"])).timestamp() < since:
                    return Absent()
                before = found[-1]["id"]
        except TROUBLE as error:
            failed = outcome(error)
            if isinstance(failed, Refused):
                return Unsure(f"the channel cannot be looked through: {failed.words}")
            return failed if isinstance(failed, Later) else Later(LOOK_AGAIN, f"not looked through: {failed.words}")
        return Unsure("too many messages since to look through")

    async def _page(self, channel: Channel, before: str | None) -> list[dict[str, Any]]:
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=_place(channel))
        query = {"limit": 100} | ({"before": before} if before else {})
        found: list[dict[str, Any]] = await self._client.http.request(route, params=query)
        return found

    def _is_ours(self, message: dict[str, Any]) -> bool:
        user = self._client.user
        return user is not None and str(message["author"]["id"]) == str(user.id)

    async def check(self, channel: Channel) -> str:
        """What is missing to post there, in words; empty if nothing, or if Discord has not told us yet."""
        found = self._known(channel)
        if found is None:
            return "" if not self._client.is_ready() or self._is_member(channel) else NO_MEMBER
        absent = payloads.missing(self._rights(channel), isinstance(found, discord.Thread))
        return f"missing permission {payloads.names_of(absent, texts('en'))}" if absent else ""

    def inspected(self, channel: Channel) -> Seen:
        """What a channel is called, and what is missing there; a thread that sleeps is judged by its parent."""
        guild = self._client.get_guild(int(channel.workspace)) if channel.workspace else None
        if guild is None:
            return Seen(channel.address, NO_MEMBER if channel.workspace else "", True)
        found = guild.get_channel_or_thread(_place(channel)) or guild.get_channel(int(channel.id))
        if found is None:
            return Seen(f"{channel.id} in {guild.name}", "channel not found", True)
        rights = found.permissions_for(guild.me).value
        absent = payloads.missing(rights, bool(channel.thread) or isinstance(found, discord.Thread))
        words = f"missing permission {payloads.names_of(absent, texts('en'))}" if absent else ""
        history = payloads.HISTORY | payloads.ADMINISTRATOR
        return Seen(f"#{found.name} in {guild.name}", words, bool(rights & history))

    def is_known(self, channel: Channel) -> bool:
        """Whether Discord has told us of this channel."""
        return not channel.workspace or self._known(channel) is not None

    def _is_member(self, channel: Channel) -> bool:
        return not channel.workspace or self._client.get_guild(int(channel.workspace)) is not None

    def _known(self, channel: Channel) -> discord.abc.GuildChannel | discord.Thread | None:
        guild = self._client.get_guild(int(channel.workspace)) if channel.workspace else None
        return guild.get_channel_or_thread(_place(channel)) if guild else None

    def _rights(self, channel: Channel) -> int:
        """The bot's rights in a channel; all it needs in a direct conversation, the least where we know nothing."""
        found = self._known(channel)
        if found is None or (isinstance(found, discord.Thread) and found.parent is None):
            return payloads.LEAST if channel.workspace else payloads.LEAST | payloads.HISTORY
        return found.permissions_for(found.guild.me).value


def outcome(error: Exception) -> Failure:
    """What an error of a post means for its outbox row."""
    if isinstance(error, discord.RateLimited):
        return Later(error.retry_after, "rate limit")
    if isinstance(error, discord.HTTPException):
        return _http_outcome(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Later(10.0, f"no connection: {error}")
    return Unsure(f"the answer was lost: {error!r}")


def _http_outcome(error: discord.HTTPException) -> Failure:
    if error.status == 429:
        return Later(60.0, "Discord refuses this address for a time")
    if error.status >= 500:
        return Unsure(f"HTTP {error.status}")
    if error.status == 401:
        return Refused("revoked", "Discord no longer accepts the token")
    if error.code in (10003, 10004):
        return Refused("not-found", "channel not found")
    if error.status == 403:
        return Refused("forbidden", f"missing permission: {error.text}")
    return Refused("rejected", error.text)


def _place(channel: Channel) -> int:
    return int(channel.thread or channel.id)
