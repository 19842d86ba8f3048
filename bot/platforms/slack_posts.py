"""Slack's side of the port: posts, edits, looks for what was unsure, pictures. One message a second to a channel."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platform import Post
from bot.platforms import slack_payloads as payloads
from bot.platforms.slack_render import Rendered, Shown, inert, metadata, plain
from bot.platforms.slack_workspaces import TROUBLE, NotInstalled, Workspaces, failure, word
from bot.rendering import Picture
from bot.texts import texts
from model.delivery import Absent, Channel, Later, Refused, Result, Sent, Unsure

log = structlog.get_logger()

SPACING = 1.05  # seconds between two messages to one channel
PATIENCE = 30.0  # for one post
MARGIN = 120.0  # seconds that Slack's clock and ours may differ
LOOK_AGAIN = 10.0  # seconds after a look that failed; to send instead could double the post
A_PAGE, PAGES = 200, 5  # messages looked through for an unsure post
NOT_READY, READY_TRIES = 1.0, 3  # a picture just uploaded may not be shown yet


class Posts:
    """Sends, edits and finds messages."""

    def __init__(self, workspaces: Workspaces, clock: Callable[[], datetime]) -> None:
        self._workspaces, self._clock = workspaces, clock
        self._free_at: dict[tuple[str, str], float] = {}

    async def send(self, post: Post, rendered: Rendered) -> Result:
        """Posts under a key that stands in the message's metadata; as plain text where the blocks are rejected."""
        result = await self._posted(post, rendered)
        if isinstance(result, Refused) and result.reason == "rejected":
            log.error("post rejected, sent as plain text", channel=post.channel.address, error=result.words)
            result = await self._posted(post, plain(post.briefing, texts(post.language)))
        return result

    async def _posted(self, post: Post, rendered: Rendered) -> Result:
        body = {**rendered.body, "channel": post.channel.id, "client_msg_id": payloads.client_id(post.key)}
        body["metadata"] = metadata(post.briefing.kind, post.key)
        if thread := post.reply_to or post.channel.thread:
            body["thread_ts"] = thread
        try:
            client = await self._workspaces.client(post.channel.workspace, once=True)
            await self._turn(post.channel)
            async with asyncio.timeout(PATIENCE):
                made = await self.said(client, body)
        except NotInstalled as error:
            return Refused("revoked", str(error))
        except TROUBLE as error:
            return failure(error)
        return Sent(made)

    async def said(self, client: AsyncWebClient, body: dict[str, Any]) -> str:
        """Posts a message; its time stamp. A picture that Slack is still reading is waited for."""
        for last in (*[False] * (READY_TRIES - 1), True):
            try:
                return str((await client.chat_postMessage(**body))["ts"])
            except SlackApiError as error:
                if last or word(error) != "invalid_blocks" or not _has_picture(body):
                    raise
                await asyncio.sleep(NOT_READY)
        raise AssertionError("unreachable")

    async def _turn(self, channel: Channel) -> None:
        """Waits until a channel may have its next message."""
        loop, key = asyncio.get_running_loop(), (channel.workspace, channel.id)
        wait = self._free_at.get(key, 0.0) - loop.time()
        self._free_at[key] = max(loop.time(), self._free_at.get(key, 0.0)) + SPACING
        if wait > 0:
            await asyncio.sleep(wait)

    async def edit(self, post: Post, message: str, rendered: Rendered) -> Result:
        """Brings a posted message to its latest state."""
        body: dict[str, Any] = {
            "text": rendered.text,
            "blocks": list(rendered.blocks),
            "ts": message,
            "channel": post.channel.id,
        }
        body["metadata"] = metadata(post.briefing.kind, post.key)
        try:
            client = await self._workspaces.client(post.channel.workspace)
            async with asyncio.timeout(PATIENCE):
                await client.chat_update(**body)
        except NotInstalled as error:
            return Refused("revoked", str(error))
        except TROUBLE as error:
            return failure(error)
        return Sent(message)

    async def settle(self, post: Post) -> Sent | Absent | Unsure | Later:
        """Looks for the key in the metadata of the channel's messages, where the scopes allow it."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._looked_through(post)
        except NotInstalled as error:
            return Unsure(str(error))
        except TROUBLE as error:
            found = failure(error)
            if isinstance(error, SlackApiError) and word(error) == "missing_scope":
                return Unsure("history scopes are not granted, so that the channel cannot be looked through")
            if isinstance(found, Refused):
                return Unsure(f"the channel cannot be looked through: {found.words}")
            return found if isinstance(found, Later) else Later(LOOK_AGAIN, f"not looked through: {found.words}")

    async def _looked_through(self, post: Post) -> Sent | Absent | Unsure:
        # room for clocks that differ
        since = f"{self._clock().timestamp() - (post.unsure_for or 0.0) - MARGIN:.6f}"
        latest: dict[str, str] = {}
        for _ in range(PAGES):
            answer = await self._page(post, {"oldest": since, "limit": A_PAGE, "include_all_metadata": True, **latest})
            messages = answer["messages"]
            found = next((m for m in messages if _key(m) == post.key), None)
            if found is not None:
                return Sent(str(found["ts"]))
            if not answer.get("has_more") or not messages:
                return Absent()
            latest = {"latest": str(min(float(m["ts"]) for m in messages)), "inclusive": "false"}
        return Unsure("too many messages since to look through")

    async def _page(self, post: Post, query: dict[str, Any]) -> Any:
        client = await self._workspaces.client(post.channel.workspace)
        if thread := post.reply_to or post.channel.thread:
            return await client.conversations_replies(channel=post.channel.id, ts=thread, **query)
        return await client.conversations_history(channel=post.channel.id, **query)

    async def uploaded(self, team: str, pictures: Sequence[Picture]) -> tuple[Shown, ...]:
        """Uploads pictures for messages to show, in three calls each; raises what calls may fail with."""
        client = await self._workspaces.client(team)
        return tuple([Shown(await self._upload(client, picture), picture.alt) for picture in pictures])

    async def _upload(self, client: AsyncWebClient, picture: Picture) -> str:
        place = await client.files_getUploadURLExternal(
            filename=picture.name, length=len(picture.data), alt_txt=picture.alt[:1000]
        )
        async with self._workspaces.session.post(place["upload_url"], data=picture.data) as answer:
            answer.raise_for_status()
        await client.files_completeUploadExternal(files=[{"id": place["file_id"], "title": picture.name}])
        return str(place["file_id"])

    async def earlier(self, post: Post) -> str:
        """A note that links the older message that a post follows; empty if it follows none."""
        if not post.follows:
            return ""
        try:
            home = (await self._workspaces.about(post.channel.workspace)).url
        except (*TROUBLE, NotInstalled):
            return ""
        where = payloads.thread_link(home, post.channel.id, post.follows)
        return texts(post.language).say("post.earlier", link=f"<{inert(where)}>")


def _has_picture(body: dict[str, Any]) -> bool:
    return any(block.get("type") == "image" for block in body.get("blocks") or ())


def _key(message: dict[str, Any]) -> str:
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("key") or "")
