"""Discord: registers the commands, answers interactions, posts. Transport only; payloads are made beside it.

Answers go out as raw bodies through discord.py's own HTTP clients: no view lives in memory, a button's id says all that
it means.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

import aiohttp
import discord
import structlog
from discord.http import Route
from discord.webhook.async_ import async_context

from bot.briefing import Briefing, Chart
from bot.command import Asker, commands, refusal
from bot.platform import Core, Post
from bot.platforms import discord_payloads as payloads
from bot.platforms.discord_payloads import CUSTOM_ID, Incoming
from bot.platforms.discord_render import EPHEMERAL, Rendered, plain, render
from bot.pressing import Manner, Press, long_commands, mark, pressed
from bot.rendering import Picture, without_charts, written
from bot.texts import texts
from model.delivery import Absent, Channel, Later, Refused, Result, Sent, Unsure
from model.errors import FactionwatchError, UsageError

log = structlog.get_logger()

WRONG_TOKEN = "Discord does not accept DISCORD_TOKEN; copy it again from the portal."
DEFER_AFTER = 0.1  # seconds; what is ready sooner is answered at once
ANSWERS_AT_ONCE = 2  # more would only take the interpreter from each other, and from acknowledgements
ACKNOWLEDGE_FIRST = 100  # times 5 ms that an answer in a crowd waits for the acknowledgements of the others
PATIENCE = 30.0  # for one request of a post, its library's own retries included
RATE_PATIENCE = 30.0  # a longer rate limit is handed back to the delivery core
LEAVE_WITHIN = 2.0  # for answers under way when the bot is told to stop
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8
EXPIRED = {10062, 10015, 10008, 50027}  # the interaction, its token or its message is gone
DONE_ALREADY = 40060  # an earlier try whose answer was lost had come through
THREAD_NAME, A_WEEK = 100, 10080  # characters; minutes without a post until a thread is archived
LOOK_BACK = 5  # hundreds of messages to look through for an unsure post

# What a call may fail with, as opposed to faults of our own.
_TROUBLE = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, TimeoutError, OSError)

Failure = Refused | Later | Unsure
Work = Callable[[], Awaitable[Briefing]]
Draw = Callable[[Chart, str], bytes]  # chart and language -> PNG


@dataclass(frozen=True)
class Look:
    """What a look at Discord found."""

    application: str
    name: str
    servers: int
    missing: Mapping[Channel, str]  # what is missing there, in words; empty if nothing


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer as it goes out, and the plain text for when that is rejected."""

    rendered: Rendered
    spare: Callable[[], Rendered]
    private: bool


class DiscordBot:
    """The Discord platform."""

    name = payloads.PLATFORM

    def __init__(
        self, token: str, clock: Callable[[], datetime], draw: Draw | None = None, threads: Executor | None = None
    ) -> None:
        self._token, self._clock, self._draw, self._threads = token, clock, draw, threads
        self._core: Core | None = None
        self._client: _Client | None = None
        self._turns = asyncio.Semaphore(ANSWERS_AT_ONCE)
        self._unacknowledged = 0
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = asyncio.Event()
        self.removed: Callable[[str], Coroutine[Any, Any, None]] | None = None  # told of a server that we left

    # -- life --------------------------------------------------------------------------------------------------------

    async def run(self, core: Core) -> None:
        """Serves commands until closed; reconnects by itself."""
        self._core = core
        wait = 1.0
        while not self._closed.is_set():
            try:
                await self._serve_once()
            except discord.LoginFailure as error:
                raise UsageError(WRONG_TOKEN) from error
            except (
                OSError,
                aiohttp.ClientError,
                TimeoutError,
                discord.HTTPException,
                discord.GatewayNotFound,
            ) as error:
                log.warning("discord is not reachable", error=str(error), again_in=wait)
                await _sleep(self._closed, wait)
                wait = min(wait * 2, 60.0)

    async def _serve_once(self) -> None:
        self._client = _Client(self)
        async with self._client:
            await self._client.start(self._token)

    async def close(self) -> None:
        """Lets answers under way finish for a moment, then leaves."""
        self._closed.set()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LEAVE_WITHIN)
        if self._client is not None:
            await self._client.close()

    async def look(self, channels: Sequence[Channel] = ()) -> "Look":
        """Logs in without serving: who we are, where we are, and what is missing in these channels."""
        self._client = client = _Client(self, serves=False)
        try:
            async with client, asyncio.timeout(PATIENCE):
                await client.login(self._token)
                connection = asyncio.create_task(client.connect())
                await client.wait_until_ready()
                missing = {c: await self._missing(c) for c in channels}
                look = Look(str(client.application_id), str(client.user), len(client.guilds), missing)
                await client.close()
                await connection
                return look
        except discord.LoginFailure as error:
            raise UsageError(WRONG_TOKEN) from error
        except _TROUBLE as error:
            raise FactionwatchError(f"Discord cannot be reached: {error!r}") from error

    async def _missing(self, channel: Channel) -> str:
        known = not channel.workspace or self._known(channel) is not None
        return await self.check(channel) if known else "channel not found"

    async def ready(self) -> None:
        """Waits until Discord has told us where we are."""
        while self._client is None:
            await asyncio.sleep(0.01)
        await self._client.wait_until_ready()

    async def register(self) -> None:
        """Registers the commands when they changed; in plain English where the translations are refused."""
        client = self._running
        application = client.application_id
        listed = Route("GET", "/applications/{application_id}/commands", application_id=application)
        try:
            there = await client.http.request(listed, params={"with_localizations": "true"})
            await self._put(there, payloads.registration(list(commands().values())))
        except discord.HTTPException as error:
            log.warning("commands not registered", status=error.status, error=error.text)

    async def _put(self, there: object, wanted: list[dict[str, Any]]) -> None:
        if payloads.unchanged(there, wanted):
            return
        client = self._running
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

    @property
    def _running(self) -> "_Client":
        if self._client is None:
            raise UsageError("Discord is not connected.")
        return self._client

    # -- interactions ------------------------------------------------------------------------------------------------

    async def take(self, interaction: discord.Interaction) -> None:
        """Answers one interaction; whatever goes wrong stays with it."""
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            await self._handle(interaction)
        except discord.HTTPException as error:
            known = error.code in EXPIRED or error.code == DONE_ALREADY
            (log.info if known else log.error)("interaction not answered", code=error.code, error=error.text)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("interaction not answered", error=repr(error))

    async def _handle(self, interaction: discord.Interaction) -> None:
        incoming = incoming_of(interaction)
        if interaction.type is discord.InteractionType.autocomplete:
            await self._complete(interaction, incoming)
        elif interaction.type is discord.InteractionType.application_command:
            await self._slash(interaction, incoming)
        elif interaction.type is discord.InteractionType.component:
            await self._press(interaction, incoming)

    async def _complete(self, interaction: discord.Interaction, incoming: Incoming) -> None:
        command, option, text = payloads.focused(incoming)
        known = commands().get(command)
        before, typed = payloads.split_focus(known.argument(option) if known else None, text)
        found = await self._serving.suggest(command, option, typed, payloads.asker(incoming))
        body = {"type": CHOICES, "data": {"choices": payloads.choices(found, before)}}
        await self._callback(interaction, body)

    async def _slash(self, interaction: discord.Interaction, incoming: Incoming) -> None:
        asker = payloads.asker(incoming)
        call = payloads.call(incoming, commands())
        private = payloads.wants_private(incoming)
        if call is None:
            await self._answer(interaction, asker, partial(self._serving.typed, "/help", asker), Manner(), True, False)
            return
        t = texts(self._serving.language(asker))
        reason = payloads.refused(incoming, call.command, t)
        work = partial(_ready, refusal(reason, t)) if reason else partial(self._serving.answer, call, asker)
        hidden = private or call.command.private or bool(reason)
        await self._answer(interaction, asker, work, Manner(command=written(call)), hidden, False)

    async def _press(self, interaction: discord.Interaction, incoming: Incoming) -> None:
        press = pressed(str(incoming.data.get("custom_id", "")))
        asker = payloads.asker(incoming)
        line = await self._line(press)
        turns = press is not None and payloads.in_place(press, incoming)
        seen_by_one = interaction.message is not None and interaction.message.flags.ephemeral
        private = seen_by_one or incoming.asked_by != incoming.user
        how = Manner(press.page if press else 1, line)
        await self._answer(interaction, asker, partial(self._serving.typed, line, asker), how, private, turns)

    async def _line(self, press: Press | None) -> str:
        if press is None:
            return "/help"
        return await self._serving.kept(press.command) or "/help" if press.kept else press.command

    async def _answer(
        self, interaction: discord.Interaction, asker: Asker, work: Work, how: Manner, private: bool, turns: bool
    ) -> None:
        """Acknowledges in time and answers once: at once when ready, else behind a waiting message."""
        patience = 0.0 if self._turns.locked() else DEFER_AFTER
        made = asyncio.ensure_future(self._in_turn(work, asker, how))
        try:
            done, _ = await asyncio.wait({made}, timeout=patience)
            if not done:
                await self._defer(interaction, private, turns)
            shown = await made
        finally:
            made.cancel()
        hidden = private or shown.private
        say = self._now if done else self._later
        try:
            await say(interaction, shown.rendered, hidden, turns, private)
        except discord.HTTPException as error:
            if error.status != 400 or error.code == DONE_ALREADY:
                raise
            log.error("message rejected, sent as plain text", error=error.text)
            await say(interaction, shown.spare(), hidden, False, private)

    async def _defer(self, interaction: discord.Interaction, private: bool, turns: bool) -> None:
        body = {"type": DEFER_UPDATE} if turns else {"type": DEFER, "data": {"flags": EPHEMERAL if private else 0}}
        self._unacknowledged += 1
        try:
            await self._callback(interaction, body)
        finally:
            self._unacknowledged -= 1

    async def _in_turn(self, work: Work, asker: Asker, how: Manner) -> "_Shown":
        """Makes an answer, few at a time: in a crowd all are acknowledged first, then answered one after another."""
        async with self._turns:
            for _ in range(ACKNOWLEDGE_FIRST):
                if not self._unacknowledged:
                    break
                await asyncio.sleep(0.005)
            return await self._made(work, asker, how)

    async def _made(self, work: Work, asker: Asker, how: Manner) -> "_Shown":
        briefing = await work()
        language = self._serving.language(asker)
        how, pictures, drawn = await self._prepared(briefing, how, language)
        t = texts(language)
        loop = asyncio.get_running_loop()
        rendered = await loop.run_in_executor(self._threads, render, drawn, t, how, pictures)
        return _Shown(rendered, partial(plain, drawn, t, how), briefing.private)

    async def _prepared(self, briefing: Briefing, how: Manner, language: str) -> tuple[Manner, list[Picture], Briefing]:
        """Keeps long commands and draws charts, off the event loop; what cannot be drawn is told in words."""
        kept = {command: await self._serving.keep(command) for command in long_commands(briefing, how, CUSTOM_ID)}
        how = Manner(how.page, how.command, how.key, kept, how.note)
        if not briefing.charts:
            return how, [], briefing
        if self._draw is None or how.page > 1:
            return how, [], without_charts(briefing)
        loop = asyncio.get_running_loop()
        pictures = [
            Picture(f"{c.kind}-{n}.png", await loop.run_in_executor(self._threads, self._draw, c, language), c.alt)
            for n, c in enumerate(briefing.charts, 1)
        ]
        return how, pictures, briefing

    async def _now(
        self, interaction: discord.Interaction, rendered: Rendered, hidden: bool, turns: bool, _: bool
    ) -> None:
        turns = turns and not (hidden and not _is_hidden(interaction))
        body = _edit(rendered.body) if turns else _flagged(rendered.body, hidden)
        await self._callback(interaction, {"type": UPDATE if turns else SAY, "data": body}, rendered.files)

    async def _later(
        self, interaction: discord.Interaction, rendered: Rendered, hidden: bool, turns: bool, waits_hidden: bool
    ) -> None:
        base = f"/webhooks/{interaction.application_id}/{{webhook_token}}"
        aside = hidden and not (_is_hidden(interaction) if turns else waits_hidden)
        if aside and not turns:
            await self._webhook("DELETE", f"{base}/messages/@original", interaction)
        if aside:
            await self._webhook("POST", base, interaction, _flagged(rendered.body, True), rendered.files, tries=1)
            return
        body = _edit(rendered.body)
        await self._webhook("PATCH", f"{base}/messages/@original", interaction, body, rendered.files)

    async def _callback(
        self, interaction: discord.Interaction, body: dict[str, Any], files: Sequence[Picture] = ()
    ) -> None:
        """The first answer; a second try of one that came through is told apart by its code."""
        path = f"/interactions/{interaction.id}/{{webhook_token}}/callback"
        try:
            await self._webhook("POST", path, interaction, body, files)
        except discord.HTTPException as error:
            if error.code != DONE_ALREADY:
                raise

    async def _webhook(
        self,
        method: str,
        path: str,
        interaction: discord.Interaction,
        body: dict[str, Any] | None = None,
        files: Sequence[Picture] = (),
        tries: int = 3,
    ) -> None:
        """One call in the name of an interaction. A lost answer is asked again where doubling cannot happen."""
        route = Route(method, path, webhook_id=interaction.id, webhook_token=interaction.token)
        for last in (*[False] * (tries - 1), True):
            try:
                form = _form(body or {}, files) if files else None
                await async_context.get().request(
                    route, interaction._session, payload=None if files else body, multipart=form
                )
                return
            except (aiohttp.ClientError, OSError):
                if last:
                    raise
                await asyncio.sleep(0.2)

    @property
    def _serving(self) -> Core:
        if self._core is None:
            raise UsageError("Discord serves no bot.")
        return self._core

    # -- posts -------------------------------------------------------------------------------------------------------

    async def send(self, post: Post) -> Result:
        """Posts a briefing under a nonce that stays the same at every try."""
        absent = await self.check(post.channel)
        if absent:
            return Refused("forbidden", absent)
        rendered, spare = await self._post_bodies(post)
        result = await self._posted(post, rendered)
        if isinstance(result, Refused) and result.reason == "rejected":
            log.error("post rejected, sent as plain text", channel=post.channel.address, error=result.words)
            result = await self._posted(post, spare)
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
        rendered, _ = await self._post_bodies(post)
        path = f"/channels/{{channel_id}}/messages/{int(message)}"
        return await self._message("PATCH", path, post, Rendered(_edit(rendered.body), rendered.files), {})

    async def _message(self, method: str, path: str, post: Post, rendered: Rendered, extra: dict[str, Any]) -> Result:
        route = Route(method, path, channel_id=_place(post.channel))
        try:
            async with asyncio.timeout(PATIENCE):
                made = await self._request(route, {**rendered.body, **extra}, rendered.files)
        except _TROUBLE as error:
            return outcome(error)
        return Sent(str(made["id"]))

    async def _post_bodies(self, post: Post) -> tuple[Rendered, Rendered]:
        t = texts(post.language)
        note = t.say("post.repeated") if post.repeated else ""
        earlier = post.follows or ("" if self._rights(post.channel) & payloads.HISTORY else post.reply_to)
        if earlier:
            where = f"https://discord.com/channels/{post.channel.workspace or '@me'}/{_place(post.channel)}/{earlier}"
            note = f"{note} {t.say('post.earlier', link=where)}".strip()
        how, pictures, drawn = await self._prepared(post.briefing, Manner(key=mark(post.key), note=note), post.language)
        return render(drawn, t, how, pictures), plain(drawn, t, how)

    async def _request(self, route: Route, body: dict[str, Any], files: Sequence[Picture] = ()) -> Any:
        http = self._running.http
        if not files:
            return await http.request(route, json=body)
        held = [discord.File(BytesIO(p.data), p.name) for p in files]
        form = [{"name": "payload_json", "value": json.dumps(body)}]
        form += [_part(n, f.filename, f.fp) for n, f in enumerate(held)]
        return await http.request(route, files=held, form=form)

    async def _publish(self, channel: Channel, message: str) -> None:
        path = "/channels/{channel_id}/messages/{message_id}/crosspost"
        try:
            await self._running.http.request(Route("POST", path, channel_id=_place(channel), message_id=int(message)))
        except _TROUBLE as error:
            log.warning("post not published", channel=channel.address, error=str(error))

    async def thread(self, channel: Channel, name: str) -> Channel | Failure:
        """Our thread of that name in a forum, looked for among the active ones before it is made; else the channel."""
        if channel.thread or not isinstance(self._known(channel), discord.ForumChannel):
            return channel
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._thread_of(channel, name) or await self._new_thread(channel, name)
        except _TROUBLE as error:
            return outcome(error)
        return replace(channel, thread=found)

    async def _thread_of(self, channel: Channel, name: str) -> str:
        route = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=int(channel.workspace))
        active = (await self._running.http.request(route))["threads"]
        ours = str(self._running.user.id) if self._running.user else ""
        wanted = (channel.id, ours, name[:THREAD_NAME])
        return next(
            (str(t["id"]) for t in active if (str(t["parent_id"]), str(t["owner_id"]), t["name"]) == wanted), ""
        )

    async def _new_thread(self, channel: Channel, name: str) -> str:
        first = render(Briefing("settings", name, texts("en").say("discord.thread")), texts("en")).body
        body = {"name": name[:THREAD_NAME], "auto_archive_duration": A_WEEK, "message": first}
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=int(channel.id))
        return str((await self._running.http.request(route, json=body))["id"])

    async def settle(self, post: Post) -> Sent | Absent | Unsure:
        """Looks for the mark of a post in the buttons of the channel's last messages."""
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
        except _TROUBLE as error:
            return Unsure(f"the channel could not be looked through: {error}")
        return Unsure("too many messages since to look through")

    async def _page(self, channel: Channel, before: str | None) -> list[dict[str, Any]]:
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=_place(channel))
        query = {"limit": 100} | ({"before": before} if before else {})
        found: list[dict[str, Any]] = await self._running.http.request(route, params=query)
        return found

    def _is_ours(self, message: dict[str, Any]) -> bool:
        user = self._running.user
        return user is not None and str(message["author"]["id"]) == str(user.id)

    async def check(self, channel: Channel) -> str:
        """What is missing to post there, in words; empty if nothing, or if Discord has not told us yet."""
        found = self._known(channel)
        if found is None:
            return ""
        absent = payloads.missing(self._rights(channel), isinstance(found, discord.Thread))
        return f"missing permission {payloads.names_of(absent, texts('en'))}" if absent else ""

    def _known(self, channel: Channel) -> discord.abc.GuildChannel | discord.Thread | None:
        guild = self._client.get_guild(int(channel.workspace)) if self._client and channel.workspace else None
        return guild.get_channel_or_thread(_place(channel)) if guild else None

    def _rights(self, channel: Channel) -> int:
        """The bot's rights in a channel; all of them in a direct conversation."""
        if not channel.workspace:
            return payloads.HISTORY | payloads.LEAST
        found = self._known(channel)
        return found.permissions_for(found.guild.me).value if found is not None else payloads.LEAST


class _Client(discord.AutoShardedClient):
    """discord.py with the least intents and no caches, handing all to the platform."""

    def __init__(self, platform: DiscordBot, serves: bool = True) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=0.1,
            max_ratelimit_timeout=RATE_PATIENCE,
        )
        self._platform, self._serves = platform, serves

    async def setup_hook(self) -> None:
        if self._serves:
            await self._platform.register()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if self._serves:
            await self._platform.take(interaction)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        log.info("removed from a server", guild=guild.id)
        if self._serves and self._platform.removed is not None:
            await self._platform.removed(str(guild.id))


def incoming_of(interaction: discord.Interaction) -> Incoming:
    """An interaction as plain values."""
    message = interaction.message
    asked = message.interaction_metadata.user.id if message and message.interaction_metadata else ""
    context = payloads.PRIVATE if interaction.context.private_channel else payloads.BOT_DM
    return Incoming(
        channel=str(interaction.channel_id or ""),
        user=str(interaction.user.id),
        guild=str(interaction.guild_id or ""),
        locale=str(interaction.locale.value),
        context=payloads.GUILD if interaction.guild_id else context,
        installed=interaction.is_guild_integration() if interaction.guild_id else interaction.context.dm_channel,
        permissions=interaction.permissions.value,
        app_permissions=interaction.app_permissions.value,
        thread=isinstance(interaction.channel, discord.Thread),
        data=dict(interaction.data or {}),
        asked_by=str(asked),
    )


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


def _flagged(body: dict[str, Any], hidden: bool) -> dict[str, Any]:
    return {**body, "flags": body["flags"] | (EPHEMERAL if hidden else 0)}


def _edit(body: dict[str, Any]) -> dict[str, Any]:
    """A body that replaces an older one: pictures it does not name go away."""
    return {"attachments": [], **body}


def _is_hidden(interaction: discord.Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _form(body: dict[str, Any], files: Sequence[Picture]) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    return held + [_part(n, p.name, BytesIO(p.data)) for n, p in enumerate(files)]


def _part(n: int, name: str, data: Any) -> dict[str, Any]:
    return {"name": f"files[{n}]", "value": data, "filename": name, "content_type": "image/png"}


async def _ready(briefing: Briefing) -> Briefing:
    return briefing


async def _sleep(closed: asyncio.Event, seconds: float) -> None:
    """Waits, but not past the end."""
    try:
        async with asyncio.timeout(seconds):
            await closed.wait()
    except TimeoutError:
        return
