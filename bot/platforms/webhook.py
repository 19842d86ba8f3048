"""Webhooks: posts as signed JSON to an address, in a form of our own, Discord's or Slack's.

The channel's id is the address; `discord+` or `slack+` before it (or the well-known hosts) choose the form. Each body
is signed: `X-Factionwatch-Signature: v1=HMAC-SHA256(secret, timestamp + "." + body)` with `X-Factionwatch-Timestamp`
beside it, and carries its outbox key in `Idempotency-Key`, the same at every try. A receiver of our own form may let us
look for a post whose answer was lost: GET address?key=KEY says {"found": true, "message": id} or {"found": false}.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import aiohttp

from bot.briefing import Briefing, to_json
from bot.platform import Core, Post
from bot.rendering import Block, address, calm, cited, cut, pack, without_charts
from bot.standing import zone_name
from bot.texts import Texts, texts
from feeds.schedule import retry_after
from model.delivery import Absent, Channel, Later, Refused, Result, Sent, Unsure

PATIENCE = aiohttp.ClientTimeout(total=20, connect=10)
MOST_BODY = 64 * 1024  # of an answer
DISCORD_ROOM, DISCORD_EMBED, SLACK_ROOM = 1900, 4000, 2900
_REFUSALS = {
    400: "rejected",
    401: "forbidden",
    403: "forbidden",
    404: "not-found",
    405: "rejected",
    410: "not-found",
    413: "rejected",
    422: "rejected",
}


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a body goes, and in whose form."""

    url: str
    form: str  # own, discord, slack


@dataclass(frozen=True, slots=True)
class Answered:
    """What a receiver said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Webhook:
    """The webhook platform: it only posts, nobody asks anything there."""

    name = "webhook"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._closed = asyncio.Event()

    async def run(self, core: Core) -> None:
        """Waits to be closed."""
        await self._closed.wait()

    async def close(self) -> None:
        """Lets go of its connections."""
        self._closed.set()
        if self._session is not None:
            await self._session.close()

    async def send(self, post: Post) -> Result:
        """Posts a briefing."""
        hook = hook_of(post.channel)
        url = with_query(hook.url, "wait=true") if hook.form == "discord" else hook.url
        return await self._call("POST", url, post, body_of(post, hook.form))

    async def edit(self, post: Post, message: str) -> Result:
        """Brings a posted message to its latest state, where the form knows edits."""
        hook = hook_of(post.channel)
        if hook.form == "slack":
            return Refused("rejected", "Slack's webhooks cannot change a message")
        if hook.form == "discord":
            parts = urlsplit(hook.url)
            url = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/messages/{message}"))
            return await self._call("PATCH", url, post, body_of(post, hook.form))
        return await self._call(
            "POST", hook.url, post, {**body_of(post, hook.form), "operation": "edit", "message": message}
        )

    async def settle(self, post: Post) -> Sent | Absent | Unsure | Later:
        """Asks a receiver of our own form; others do not let us look."""
        hook = hook_of(post.channel)
        if hook.form != "own":
            return Unsure("this webhook does not let us look for a message")
        answer = await self._ask("GET", with_query(hook.url, f"key={post.key}"), b"", self._headers(post, b""))
        if not isinstance(answer, Answered):
            return Later(10, answer.words)
        if answer.status in (429, 500, 502, 503, 504):
            return Later(_pause(answer, 10), f"HTTP {answer.status}")
        found = _json(answer)
        if answer.status != 200 or not isinstance(found.get("found"), bool):
            return Unsure("this webhook does not let us look for a message")
        return Sent(str(found.get("message") or post.key)) if found["found"] else Absent()

    async def thread(self, channel: Channel, name: str) -> Channel:
        """A webhook has no threads of ours."""
        return channel

    async def check(self, channel: Channel) -> str:
        """Whether the address is one; a receiver is asked nothing before the first post."""
        return "" if urlsplit(hook_of(channel).url).hostname else "not an address"

    async def _call(self, method: str, url: str, post: Post, content: Mapping[str, Any]) -> Result:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        answer = await self._ask(method, url, body, self._headers(post, body))
        return verdict(answer, post) if isinstance(answer, Answered) else answer

    def _headers(self, post: Post, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock().timestamp()))
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": post.key,
            "X-Factionwatch-Timestamp": stamp,
            "X-Factionwatch-Signature": signature(post.secret, stamp, body),
        }

    async def _ask(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answered | Later | Unsure:
        if self._session is None:
            # A connection that the receiver dropped meanwhile would make a post unsure for nothing: each has its own.
            self._session = aiohttp.ClientSession(timeout=PATIENCE, connector=aiohttp.TCPConnector(force_close=True))
        try:
            async with self._session.request(
                method, url, data=body or None, headers=headers, allow_redirects=False
            ) as answer:
                return Answered(answer.status, answer.headers, await _read(answer.content))
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            return Later(30, f"no connection: {error}")  # nothing was sent
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unsure(f"the answer was lost: {type(error).__name__}")


async def _read(content: aiohttp.StreamReader) -> bytes:
    """An answer's body, as far as it can matter."""
    found = bytearray()
    async for part in content.iter_chunked(8192):
        found += part
        if len(found) > MOST_BODY:
            break
    return bytes(found)


def hook_of(channel: Channel) -> Hook:
    """The address and form of a channel."""
    form, plus, url = channel.id.partition("+")
    if plus and form in ("discord", "slack"):
        return Hook(url, form)
    host = urlsplit(channel.id).hostname or ""
    if host in ("discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"):
        return Hook(channel.id, "discord")
    return Hook(channel.id, "slack" if host == "hooks.slack.com" else "own")


def with_query(url: str, query: str) -> str:
    """The address with one more query part."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(q for q in (parts.query, query) if q)))


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What proves that a body comes from us."""
    return "v1=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def verdict(answer: Answered, post: Post) -> Result:
    """What an answer means; a server's fault leaves open whether the post stands."""
    if 200 <= answer.status < 300:
        found = _json(answer)
        return Sent(str(found.get("id") or found.get("message") or post.key))
    if answer.status in (429, 503):
        return Later(_pause(answer, 60), f"HTTP {answer.status}")
    if answer.status in _REFUSALS:
        return Refused(_REFUSALS[answer.status], f"HTTP {answer.status}")
    if 300 <= answer.status < 500:
        return Refused("rejected", f"HTTP {answer.status}")
    return Unsure(f"HTTP {answer.status}")


def _pause(answer: Answered, usual: float) -> float:
    wait = retry_after(answer.headers.get("Retry-After", ""), answer.headers.get("Date", ""))
    return usual if wait is None else float(wait)


def _json(answer: Answered) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def body_of(post: Post, form: str) -> dict[str, Any]:
    """The body of a post in one of the forms."""
    t = texts(post.language)
    if form == "discord":
        return _discord_body(post, t)
    if form == "slack":
        text, _ = _page(post, t, SLACK_ROOM, _slack)
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
        return {"text": _slack(post.briefing.title), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
    return {
        "version": 1,
        "operation": "post",
        "key": post.key,
        "event": f"factionwatch_{post.briefing.kind}",
        "reply_to": post.reply_to or None,
        "follows": post.follows or None,
        "possibly_repeated": post.repeated,
        "language": post.language,
        "zone": post.zone,
        "briefing": to_json(post.briefing),
    }


def _discord_body(post: Post, t: Texts) -> dict[str, Any]:
    """A message; what is too long for its text goes on in an embed, which holds twice as much."""
    safe: dict[str, Any] = {"allowed_mentions": {"parse": []}}
    text, left = _page(post, t, DISCORD_ROOM, _discord)
    if not left:
        return {"content": text, "embeds": [], "flags": 1 << 2, **safe}
    title, _, rest = _page(post, t, DISCORD_EMBED, _discord)[0].partition("\n")
    return {"content": title, "embeds": [{"description": rest}], "flags": 0, **safe}


def _page(post: Post, t: Texts, room: int, inert: Callable[[str], str]) -> tuple[str, int]:
    """As much of a briefing as fits, broken at a section's border; what does not fit is counted."""
    briefing = without_charts(post.briefing)
    heads = [inert(part) for part in (briefing.title, *briefing.text.splitlines(), *briefing.warnings)]
    blocks = [
        Block(cut("\n".join(filter(None, heads)), room // 2)),
        *_blocks(briefing, room // 2, inert, ZoneInfo(post.zone)),
    ]
    first, *rest = pack(blocks, room - 40)
    lines, heading = list[str](), ""
    for block in first:
        if block.heading and block.heading != heading:
            lines.append(block.heading)
        heading = block.heading
        lines.append(block.text)
    left = sum(len(page) for page in rest)
    if left:
        lines.append(t.say("webhook.more", n=left))
    return "\n".join(lines), left


def _blocks(briefing: Briefing, room: int, inert: Callable[[str], str], zone: ZoneInfo) -> list[Block]:
    found = [Block(cut(f"{inert(f.name)}: {inert(f.value)}", room)) for f in briefing.fields]
    for section in briefing.sections:
        heading = cut(inert(section.title), 100)
        for line in section.lines:
            at = f"{_local(line.at, zone)}  " if line.at else ""
            struck = f"~{inert(line.struck)}~ " if line.struck else ""
            quote = f" “{inert(line.quote)}”" if line.quote else ""
            links = " ".join(address(source.url) for source in cited(briefing, line))
            words = cut(f"{at}{struck}{inert(line.text)}{quote}", room // 2)
            found.append(Block(f"{words} {links}".strip() if len(words) + len(links) < room else words, heading))
    return found


def _local(at: datetime, zone: ZoneInfo) -> str:
    """A time in the channel's zone: these forms are text, and nobody converts it for the reader."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {zone_name(local)}"


def _discord(text: str) -> str:
    """Markdown and mentions made inert."""
    return "".join(f"\\{c}" if c in "\\*_~`|>#[]()<@:-" else c for c in calm(text))


def _slack(text: str) -> str:
    """Slack's three characters, and nothing that could mean formatting."""
    escaped = calm(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.translate({ord("*"): "∗", ord("~"): "∼", ord("`"): "ʼ"})
