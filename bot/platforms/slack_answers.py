"""Answers in Slack: made few at a time, with pictures where the bot may show them, said where they were asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.briefing import Briefing, Chart
from bot.command import Asker
from bot.platform import Core, Post
from bot.platforms import slack_views as views
from bot.platforms.slack_payloads import VALUE, Incoming
from bot.platforms.slack_posts import Posts
from bot.platforms.slack_render import Rendered, Shown, plain, render
from bot.platforms.slack_transport import Waiting
from bot.platforms.slack_workspaces import TROUBLE, NotInstalled, Workspaces, failure
from bot.pressing import Manner, long_commands, mark
from bot.rendering import Picture, without_charts
from bot.texts import texts
from model.delivery import Refused

log = structlog.get_logger()

ANSWERS_AT_ONCE = 2  # more would only take the interpreter from each other, and from acknowledgements
ACKNOWLEDGE_FIRST = 100  # times 5 ms that an answer in a crowd waits for the acknowledgements of the others
TRIES, AGAIN, LONGEST_WAIT = 3, 0.3, 30.0  # for what was surely not said, and seconds between
LONGEST_PRESS = VALUE - 40  # room for who asked, before the press

Draw = Callable[[Chart, str], bytes]  # chart and language -> PNG
Work = Callable[[], Awaitable[Briefing]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer made, and the plain text for when its blocks are rejected."""

    briefing: Briefing
    rendered: Rendered
    spare: Callable[[], Rendered]


class Answers:
    """Makes and says answers."""

    def __init__(
        self, workspaces: Workspaces, posts: Posts, waiting: Waiting, draw: Draw | None, threads: Executor | None
    ) -> None:
        self._workspaces, self._posts, self._waiting = workspaces, posts, waiting
        self._draw, self._threads = draw, threads
        self._turns = asyncio.Semaphore(ANSWERS_AT_ONCE)

    # -- making ------------------------------------------------------------------------------------------------------

    async def make(self, core: Core, work: Work, incoming: Incoming, asker: Asker, how: Manner) -> Answer:
        """Makes an answer, few at a time: in a crowd all are acknowledged first, then answered one after another."""
        async with self._turns:
            for _ in range(ACKNOWLEDGE_FIRST):
                if not self._waiting.count:
                    break
                await asyncio.sleep(0.005)
            briefing = await work()
            if not briefing.charts:
                return await self._made(core, briefing, incoming, asker, how)
        return await self._made(core, briefing, incoming, asker, how)  # pictures take seconds; nobody waits for others'

    async def _made(self, core: Core, briefing: Briefing, incoming: Incoming, asker: Asker, how: Manner) -> Answer:
        language = await self.language(core, asker)
        how = await _keeping(core, briefing, how)
        drawn, pictures = await self._drawn(briefing, incoming, how, language)
        t, loop = texts(language), asyncio.get_running_loop()
        rendered = await loop.run_in_executor(self._threads, render, drawn, t, how, pictures, incoming.user)
        return Answer(briefing, rendered, partial(plain, drawn, t, how))

    async def language(self, core: Core, asker: Asker) -> str:
        """A channel's language, read beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, core.language, asker)

    async def post(self, core: Core, post: Post) -> Rendered:
        """The message of a post."""
        how = Manner(key=mark(post.key), note=await self._posts.earlier(post))
        how = await _keeping(core, post.briefing, how)
        briefing, pictures = without_charts(post.briefing), tuple[Shown, ...]()
        if post.briefing.charts and self._draw is not None:
            with suppress(NotInstalled):  # sending says so
                briefing, pictures = await self._pictured(post.briefing, post.channel.workspace, post.language)
        return render(briefing, texts(post.language), how, pictures)

    async def _drawn(
        self, briefing: Briefing, incoming: Incoming, how: Manner, language: str
    ) -> tuple[Briefing, tuple[Shown, ...]]:
        """A briefing with its pictures uploaded, or with their words and how to get pictures."""
        if not briefing.charts or self._draw is None:
            return without_charts(briefing), ()
        if await self._is_absent(incoming):
            handle = (await self._workspaces.about(incoming.team)).handle
            note = texts(language).say("slack.charts", name=handle)
            return without_charts(briefing).with_warning(note), ()
        if how.page > 1:
            return replace(briefing, charts=()), ()
        return await self._pictured(briefing, incoming.team, language)

    async def _is_absent(self, incoming: Incoming) -> bool:
        """Whether this is a channel without the bot."""
        if not incoming.channel or incoming.direct:
            return False
        return bool(await self._workspaces.missing(incoming.team, incoming.channel, fresh=False))

    async def _pictured(self, briefing: Briefing, team: str, language: str) -> tuple[Briefing, tuple[Shown, ...]]:
        try:
            return briefing, await self._posts.uploaded(team, await self._pictures(briefing.charts, language))
        except TROUBLE as error:
            log.warning("picture not uploaded", error=failure(error).words)
            return without_charts(briefing), ()

    async def _pictures(self, charts: Sequence[Chart], language: str) -> list[Picture]:
        loop, draw = asyncio.get_running_loop(), self._draw
        if draw is None:
            return []
        return [
            Picture(f"{c.kind}-{n}.png", await loop.run_in_executor(self._threads, draw, c, language), c.alt)
            for n, c in enumerate(charts, 1)
        ]

    # -- saying ------------------------------------------------------------------------------------------------------

    async def say(self, incoming: Incoming, answer: Answer, private: bool, turns: bool) -> None:
        """Says an answer where it was asked for: in a view, at the response address, or as a message."""
        if incoming.view:
            await self.show(incoming, views.answer(answer.rendered, ""))
        elif incoming.response:
            await self._respond(incoming, answer, private, turns)
        else:
            await self._message(incoming, answer, private)

    async def show(self, incoming: Incoming, view: dict[str, Any]) -> None:
        """Changes the view."""
        await (await self._workspaces.client(incoming.team)).views_update(view_id=incoming.view, view=view)

    async def _respond(self, incoming: Incoming, answer: Answer, private: bool, turns: bool) -> None:
        """Answers at the response address: publicly, to the asker alone, or in the place of what was pressed."""
        shape: dict[str, Any] = {"response_type": "ephemeral" if private else "in_channel", "replace_original": turns}
        if incoming.thread:
            shape["thread_ts"] = incoming.thread
        repeatable = private or turns  # a second public answer would be seen by everybody
        status = await self._address(incoming.response, answer.rendered.body | shape, repeatable)
        if status == 400:
            log.error("answer rejected, sent as plain text", kind=answer.briefing.kind)
            status = await self._address(incoming.response, answer.spare().body | shape, repeatable)
        if status != 200:
            log.warning("not answered", status=status, kind=answer.briefing.kind)

    async def _address(self, url: str, body: dict[str, Any], repeatable: bool) -> int:
        """Posts to a response address; the last status. What was surely not taken is tried again."""
        for _ in range(TRIES - 1):
            try:
                async with self._workspaces.once.post(url, json=body) as answer:
                    if answer.status != 429 and answer.status < 500:
                        return answer.status
                    wait = float(answer.headers.get("Retry-After") or AGAIN)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                if not (repeatable or isinstance(error, aiohttp.ClientConnectorError)):
                    raise
                wait = AGAIN
            await asyncio.sleep(min(wait, LONGEST_WAIT))
        async with self._workspaces.once.post(url, json=body) as answer:
            return answer.status

    async def _message(self, incoming: Incoming, answer: Answer, private: bool) -> None:
        """Answers a message: in its thread, to the asker alone where it is private."""
        client = await self._workspaces.client(incoming.team, once=True)
        body: dict[str, Any] = {"channel": incoming.channel, **answer.rendered.body}
        if incoming.thread:
            body["thread_ts"] = incoming.thread
        if private and not incoming.direct:
            if not incoming.nested:  # a whisper in a thread that has no other message would not be seen
                body.pop("thread_ts", None)
            await client.chat_postEphemeral(user=incoming.user, **body)
            return
        try:
            await self._posts.said(client, body)
        except SlackApiError as error:
            found = failure(error)
            if not isinstance(found, Refused) or found.reason != "rejected":
                raise
            log.error("answer rejected, sent as plain text", kind=answer.briefing.kind, error=found.words)
            await self._posts.said(client, body | answer.spare().body)


async def _keeping(core: Core, briefing: Briefing, how: Manner) -> Manner:
    """Keeps commands that are too long for a button."""
    kept = {command: await core.keep(command) for command in long_commands(briefing, how, LONGEST_PRESS)}
    return replace(how, kept=kept)
