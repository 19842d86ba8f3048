"""Slack's payloads, without Slack: commands, presses, forms and messages as typed lines; who asks; errors. Pure."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from bot.command import Asker, Call, Command
from bot.pressing import Press, pressed
from bot.texts import texts
from bot.typed import parse
from model.delivery import Later, Refused, Unsure

PLATFORM = "slack"
VALUE = 2000  # of a button
_MARKUP = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Incoming:
    """Who did something where; `response` is an address for answers that lives 30 minutes."""

    team: str
    user: str
    channel: str = ""  # empty in the Home tab and in modals of a shortcut
    direct: bool = False
    response: str = ""
    trigger: str = ""  # opens a modal within 3 seconds
    thread: str = ""  # time stamp of the thread's first message
    nested: bool = False  # it stands in a thread already
    hidden: bool = False  # the message pressed is seen by one
    view: str = ""  # id of the modal or Home tab it was pressed in
    home: bool = False


def command_from(body: Mapping[str, Any], team: str) -> Incoming:
    """Where a slash command was typed."""
    channel = str(body.get("channel_id", ""))
    return Incoming(
        team, str(body["user_id"]), channel, is_direct(channel), str(body.get("response_url", "")),
        str(body.get("trigger_id", "")),
    )  # fmt: skip


def action_from(body: Mapping[str, Any], team: str) -> Incoming:
    """Where a button was pressed or a form was used."""
    place = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or place.get("channel_id") or "")
    view = body.get("view") or {}
    return Incoming(
        team,
        str(body["user"]["id"]),
        channel,
        is_direct(channel),
        str(body.get("response_url", "")),
        str(body.get("trigger_id", "")),
        str(place.get("thread_ts") or ""),
        bool(place.get("thread_ts")),
        bool(place.get("is_ephemeral")),
        str(view.get("id") or ""),
        view.get("type") == "home",
    )


def message_from(event: Mapping[str, Any], team: str) -> Incoming:
    """Where the bot was written to: a mention is answered in a thread, a direct message where it stands."""
    channel = str(event["channel"])
    direct = event.get("channel_type") == "im" or is_direct(channel)
    own = "" if direct else str(event.get("ts", ""))
    thread = str(event.get("thread_ts") or own)
    return Incoming(team, str(event["user"]), channel, direct, thread=thread, nested=bool(event.get("thread_ts")))


def asker(incoming: Incoming, manager: bool = False) -> Asker:
    """Who asks."""
    return Asker(PLATFORM, incoming.team, incoming.channel, incoming.user, incoming.direct, manager)


def is_direct(channel: str) -> bool:
    """Whether a channel is a direct conversation."""
    return channel.startswith("D")


# -- what was typed --------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """What somebody typed, of the form Slack gives it: channels as their ids, links as typed, escapes undone."""
    read = _MARKUP.sub(_read, text)
    return read.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\xa0", " ").strip()


def _read(found: re.Match[str]) -> str:
    inside, label = found[1], found[2]
    if inside.startswith("#"):
        return inside[1:]
    if inside.startswith(("@", "!")):
        return label or inside[1:].partition("^")[0]
    return label or inside


def typed_line(body: Mapping[str, Any], own: str, known: Mapping[str, Command]) -> str:
    """The line that a slash command stands for: `/factionwatch actor badr` and `/actor badr` are one."""
    name = str(body.get("command", "")).lstrip("/").lower()
    text = plain(str(body.get("text", "")))
    if name in known and name != own.lstrip("/").lower():
        return f"/{name} {text}".strip()
    return text or "/help"


def spoken_line(text: str, bot: str) -> str:
    """The line that a message to the bot stands for: what follows its name, or stands before it."""
    before, _, after = text.partition(f"<@{bot}>") if bot else ("", "", text)
    return plain(after) or plain(before) or "/help"


def command_of(line: str, known: Mapping[str, Command]) -> Command | None:
    """The command that a typed line calls, None if it calls none."""
    name = line.strip().lstrip("/／").strip().partition(" ")[0]
    return known.get(name.lower())


def slashed(line: str) -> str:
    """A typed line as a button asks it again."""
    return f"/{line.strip().lstrip('/／').strip()}"


def target_of(line: str, known: Mapping[str, Command]) -> str:
    """The other channel that a line is about, "" if it names none."""
    call = parse(line, known, texts("en"))
    return call.raw.get("channel", "").strip() if isinstance(call, Call) else ""


# -- buttons ---------------------------------------------------------------------------------------------------------


def button_value(asked_by: str, press: str) -> str:
    """What stands in a button: whose question it answers, and the press."""
    return f"{asked_by}/{press}"


def press_of(body: Mapping[str, Any]) -> tuple[str, Press | None]:
    """Who asked for the message that was pressed, and what the button means."""
    value = str((body.get("actions") or [{}])[0].get("value") or "")
    asked_by, _, press = value.partition("/")
    return asked_by, pressed(press)


def in_place(press: Press, asked_by: str, incoming: Incoming) -> bool:
    """Whether a press changes the message itself: only for the one whose question it answers."""
    return press.turns and bool(asked_by) and asked_by == incoming.user


# -- posts -----------------------------------------------------------------------------------------------------------

_GONE = {"channel_not_found", "user_not_found", "user_disabled"}
_DEAD = {
    "account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "no_permission",
    "access_denied", "org_login_required", "team_access_not_granted", "team_not_found",
}  # fmt: skip
_WAIT = {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "team_added_to_org"}
_LOST = {"fatal_error", "internal_error", "request_timeout"}
NOT_MEMBER = "missing permission: the bot is not in the channel; invite it there with /invite @{handle}"
ARCHIVED = "missing permission: the channel is archived"
_FORBIDDEN = {
    "not_in_channel": NOT_MEMBER,
    "is_archived": ARCHIVED,
    "missing_scope": "missing permission: scope {needed}",
    "posting_to_channel_denied": "missing permission: posting to the channel is denied",
    "cannot_post_in_channel": "missing permission: apps may not post in this channel",
    "ekm_access_denied": "missing permission: the workspace's keys deny it",
}
HANDLE = "factionwatch"  # of the bot, where Slack has not told us another
PAUSE = 30.0  # seconds to wait where Slack does not say


def outcome(error: str, status: int, retry_after: float | None = None, needed: str = "") -> Refused | Later | Unsure:
    """What an answer to chat.postMessage or chat.update means; `error` is Slack's word, `status` HTTP's."""
    if status == 429 or error in _WAIT:
        return Later(PAUSE if retry_after is None else retry_after, "rate limit" if status == 429 else error)
    if status >= 500 or error in _LOST:
        return Unsure(f"HTTP {status}" if status >= 500 else error)
    if error in _GONE:
        return Refused("not-found", "channel not found")
    if error in _DEAD:
        return Refused("revoked", f"Slack no longer accepts the workspace's token ({error})")
    if error in _FORBIDDEN or error.startswith("restricted_action"):
        words = _FORBIDDEN.get(error, "missing permission: {error}")
        return Refused("forbidden", words.format(needed=needed, error=error, handle=HANDLE))
    return Refused("rejected", error or f"HTTP {status}")


def client_id(key: str) -> str:
    """The same id at every try of a post; Slack does not document that it minds it, so it proves nothing."""
    return str(uuid.UUID(bytes=blake2b(key.encode(), digest_size=16).digest(), version=4))


def thread_link(home: str, channel: str, message: str) -> str:
    """The address of a message; `home` is the workspace's own."""
    return f"{home.rstrip('/')}/archives/{channel}/p{message.replace('.', '')}"


def missing(channel: Mapping[str, Any], handle: str = HANDLE) -> str:
    """What is missing to post in a conversation, as conversations.info tells of it; empty if nothing."""
    if channel.get("is_archived"):
        return ARCHIVED
    member = channel.get("is_member", True) or channel.get("is_im") or channel.get("is_mpim")
    return "" if member else NOT_MEMBER.format(handle=handle)
