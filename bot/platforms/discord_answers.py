"""Answers Discord's interactions: commands, completions, buttons. Each is acknowledged in time and answered once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import aiohttp
import discord
import structlog
from discord.http import Route
from discord.webhook.async_ import async_context

from bot.briefing import Briefing
from bot.command import Asker, commands, refusal
from bot.platform import Core
from bot.platforms import discord_payloads as payloads
from bot.platforms.discord_craft import Craft, Shown, form, replacing
from bot.platforms.discord_payloads import Incoming
from bot.platforms.discord_render import EPHEMERAL, Rendered
from bot.pressing import Manner, Press, pressed
from bot.rendering import Picture, written
from bot.texts import texts

log = structlog.get_logger()

DEFER_AFTER = 0.1  # seconds; what is ready sooner is answered at once
ANSWERS_AT_ONCE = 2  # more would only take the interpreter from each other, and from acknowledgements
ACKNOWLEDGE_FIRST = 100  # times 5 ms that an answer in a crowd waits for acknowledgements and completions
LEAVE_WITHIN = 2.0  # for answers under way when the bot is told to stop
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8
EXPIRED = {10062, 10015, 10008, 50027}  # the interaction, its token or its message is gone
DONE_ALREADY = 40060  # an earlier try whose answer was lost had come through

Work = Callable[[], Awaitable[Briefing]]


class Answers:
    """Answers interactions out of the core."""

    def __init__(self, core: Core, craft: Craft, defer_after: float = DEFER_AFTER) -> None:
        self._core, self._craft, self._defer_after = core, craft, defer_after
        self._turns = asyncio.Semaphore(ANSWERS_AT_ONCE)
        self._unacknowledged = 0
        self._under_way: set[asyncio.Task[Any]] = set()

    async def finish(self) -> None:
        """Lets answers under way finish for a moment."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LEAVE_WITHIN)

    async def take(self, interaction: discord.Interaction, quick: aiohttp.ClientSession | None = None) -> None:
        """Answers one interaction, completions over `quick`; whatever goes wrong stays with it."""
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            await self._handle(interaction, quick)
        except discord.HTTPException as error:
            known = error.code in EXPIRED or error.code == DONE_ALREADY
            (log.info if known else log.error)("interaction not answered", code=error.code, error=error.text)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("interaction not answered", error=repr(error))

    async def _handle(self, interaction: discord.Interaction, quick: aiohttp.ClientSession | None) -> None:
        incoming = incoming_of(interaction)
        if interaction.type is discord.InteractionType.autocomplete:
            await self._complete(interaction, incoming, quick)
        elif interaction.type is discord.InteractionType.application_command:
            await self._slash(interaction, incoming)
        elif interaction.type is discord.InteractionType.component:
            await self._press(interaction, incoming)

    async def _complete(
        self, interaction: discord.Interaction, incoming: Incoming, quick: aiohttp.ClientSession | None
    ) -> None:
        command, option, text = payloads.focused(incoming)
        known = commands().get(command)
        before, typed = payloads.split_focus(known.argument(option) if known else None, text)
        with self._first():
            found = await self._core.suggest(command, option, typed, payloads.asker(incoming))
            body = {"type": CHOICES, "data": {"choices": payloads.choices(found, before)}}
            await self._callback(interaction, body, session=quick)

    async def _slash(self, interaction: discord.Interaction, incoming: Incoming) -> None:
        asker = payloads.asker(incoming)
        call = payloads.call(incoming, commands())
        private = payloads.wants_private(incoming)
        if call is None:
            await self._answer(interaction, asker, partial(self._core.typed, "/help", asker), Manner(), True, False)
            return
        t = texts(self._core.language(asker))
        reason = payloads.refused(incoming, call.command, t)
        work = partial(_ready, refusal(reason, t)) if reason else partial(self._core.answer, call, asker)
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
        await self._answer(interaction, asker, partial(self._core.typed, line, asker), how, private, turns)

    async def _line(self, press: Press | None) -> str:
        if press is None:
            return "/help"
        return await self._core.kept(press.command) or "/help" if press.kept else press.command

    async def _answer(
        self, interaction: discord.Interaction, asker: Asker, work: Work, how: Manner, private: bool, turns: bool
    ) -> None:
        """Acknowledges in time and answers once: at once when ready, else behind a waiting message."""
        patience = 0.0 if self._turns.locked() else self._defer_after
        made = asyncio.ensure_future(self._in_turn(work, asker, how))
        try:
            done, _ = await asyncio.wait({made}, timeout=patience)
            if not done:
                await self._defer(interaction, private, turns)
            shown, is_private = await made
        finally:
            made.cancel()
        hidden = private or is_private
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
        with self._first():
            await self._callback(interaction, body)

    @contextmanager
    def _first(self) -> Iterator[None]:
        """What cannot wait: no further answer is begun meanwhile."""
        self._unacknowledged += 1
        try:
            yield
        finally:
            self._unacknowledged -= 1

    async def _in_turn(self, work: Work, asker: Asker, how: Manner) -> tuple[Shown, bool]:
        """Makes an answer, few at a time: in a crowd all are acknowledged first, then answered one after another."""
        async with self._turns:
            for _ in range(ACKNOWLEDGE_FIRST):
                if not self._unacknowledged:
                    break
                await asyncio.sleep(0.005)
            return await self._made(work, asker, how)

    async def _made(self, work: Work, asker: Asker, how: Manner) -> tuple[Shown, bool]:
        briefing = await work()
        shown = await self._craft.make(briefing, self._core.language(asker), how, self._core.keep)
        return shown, briefing.private

    async def _now(
        self, interaction: discord.Interaction, rendered: Rendered, hidden: bool, turns: bool, _: bool
    ) -> None:
        turns = turns and not (hidden and not _is_hidden(interaction))
        body = replacing(rendered.body) if turns else _flagged(rendered.body, hidden)
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
        body = replacing(rendered.body)
        await self._webhook("PATCH", f"{base}/messages/@original", interaction, body, rendered.files)

    async def _callback(
        self,
        interaction: discord.Interaction,
        body: dict[str, Any],
        files: Sequence[Picture] = (),
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        """The first answer; a second try of one that came through is told apart by its code."""
        path = f"/interactions/{interaction.id}/{{webhook_token}}/callback"
        try:
            await self._webhook("POST", path, interaction, body, files, session=session)
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
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        """One call in the name of an interaction. A lost answer is asked again where doubling cannot happen."""
        route = Route(method, path, webhook_id=interaction.id, webhook_token=interaction.token)
        for last in (*[False] * (tries - 1), True):
            try:
                await async_context.get().request(
                    route,
                    session or interaction._session,
                    payload=None if files else body,
                    multipart=form(body or {}, files) if files else None,
                )
                return
            except (aiohttp.ClientError, OSError):
                if last:
                    raise
                await asyncio.sleep(0.2)


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


def _flagged(body: dict[str, Any], hidden: bool) -> dict[str, Any]:
    return {**body, "flags": body["flags"] | (EPHEMERAL if hidden else 0)}


def _is_hidden(interaction: discord.Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


async def _ready(briefing: Briefing) -> Briefing:
    return briefing
