"""What users do and what happens in a workspace, as Slack tells an app; `transports.py` delivers it."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack import limits


@dataclass
class Delivery:
    """One command, press, form, typed selection or event, and everything the app did in answer."""

    kind: str  # slash_commands, interactive, events_api
    payload: dict
    team: Any
    channel: Any = None
    user: Any = None
    source: Any = None  # the message that was pressed
    started: float = 0.0
    acked_after: float | None = None  # seconds; None: not acknowledged
    answered_after: float | None = None
    ack: Any = None  # the body of the acknowledgement
    status: int | None = None  # HTTP mode: the status the app answered
    attempts: int = 1
    responses: list = field(default_factory=list)  # bodies posted to the response_url
    messages: list = field(default_factory=list)  # messages that came of them
    view: dict | None = None  # the modal that was opened
    born: Any = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def acknowledged(self, body, status=200):
        """The app has acknowledged."""
        if self.acked_after is None:
            self.acked_after = time.perf_counter() - self.started
            self.ack, self.status = body, status
        if self._visible(body):
            self.shown()
        self._changed.set()

    def opened(self, view):
        """The app has opened a modal."""
        self.view = view
        self.shown()

    def shown(self):
        """The user sees something now."""
        if self.answered_after is None:
            self.answered_after = time.perf_counter() - self.started
        self._changed.set()

    async def acked(self, timeout=5):
        """Wait for the acknowledgement and give its body."""
        await self._until(lambda: self.acked_after is not None, timeout)
        return self.ack

    async def answer(self, timeout=5):
        """Wait until the user sees something: a modal, choices, a message or the text of the acknowledgement."""
        await self._until(lambda: self.answered_after is not None, timeout)
        return self.view or (self.messages[-1] if self.messages else self.ack)

    async def responded(self, count=1, timeout=5):
        """Wait for that many posts to the response_url."""
        await self._until(lambda: len(self.responses) >= count, timeout)
        return self.responses

    @staticmethod
    def _visible(body):
        return isinstance(body, dict) and any(
            body.get(k) for k in ("text", "blocks", "options", "option_groups", "response_action")
        )

    async def _until(self, done, timeout):
        async def wait():
            while not done():
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(wait(), timeout)


class Desk:
    """Builds payloads as Slack does and hands them to the app."""

    def __init__(self, slack):
        self.slack = slack
        self.response_urls: dict = {}  # token -> (born, delivery, uses)

    async def command(self, user, channel, command, text="", **how):
        """Type a slash command."""
        payload = self._who(user, channel, flat=True) | {
            "command": command,
            "text": text,
            "is_enterprise_install": "false",
        }
        return await self._send("slash_commands", payload, user, channel, reply=True, trigger=True, **how)

    async def press(self, user, message, label=None, /, *, action_id=None, channel=None, selected=None, **how):
        """Press a button (or choose `selected`) of a message or view, by its label or action_id."""
        block, element = find(message, label, action_id)
        assert not element.get("url") or element.get("action_id"), "a link without action"
        action = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
        action |= {"action_ts": self.slack.new_ts()} | {k: element[k] for k in ("text", "value") if k in element}
        if selected is not None:
            action |= _chosen(element, selected)
        payload = {"type": "block_actions", "actions": [action], **self._where(user, message, channel)}
        return await self._send(
            "interactive", payload, user, channel, source=message, reply="ts" in message, trigger=True, **how
        )

    async def options(self, user, message, action_id, text, *, channel=None, **how):
        """Type into an external select of a message or view."""
        block, element = find(message, None, action_id)
        payload = {
            "type": "block_suggestion",
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": text,
        }
        return await self._send("interactive", payload | self._where(user, message, channel), user, channel, **how)

    async def shortcut(self, user, callback_id, **how):
        """Use a global shortcut."""
        payload = {"type": "shortcut", "callback_id": callback_id, "action_ts": self.slack.new_ts()} | self._who(
            user, None
        )
        return await self._send("interactive", payload, user, None, trigger=True, **how)

    async def submit(self, user, view, /, *, form=None, **values):
        """Send a modal with its inputs filled in, values by action_id (`form` for ids that are no Python names)."""
        filled = {**values, **(form or {})}
        state: dict = {}
        for block, element in limits.elements(view["blocks"]):
            if block.get("type") == "input" or element.get("type") in limits.SELECTS:
                value = filled.pop(element["action_id"], None)
                state.setdefault(block["block_id"], {})[element["action_id"]] = _filled(element, value)
        assert not filled, f"no inputs {sorted(filled)}"
        payload = {"type": "view_submission", "view": view | {"state": {"values": state}}, "response_urls": []}
        return await self._send("interactive", payload | self._who(user, None), user, None, trigger=True)

    async def mention(self, user, channel, text, **how):
        """Write a message that names the bot."""
        said = user.team.say(channel, user, f"<@{user.team.bot.id}> {text}")
        event = {"type": "app_mention", "user": user.id, "text": said["text"], "ts": said["ts"], "channel": channel.id}
        return await self.event(user.team, event, user=user, channel=channel, **how)

    async def direct(self, user, text, **how):
        """Write to the bot directly."""
        channel = user.team.dm(user)
        said = user.team.say(channel, user, text)
        event = {
            "type": "message",
            "channel_type": "im",
            "user": user.id,
            "text": text,
            "ts": said["ts"],
            "channel": channel.id,
        }
        return await self.event(user.team, event, user=user, channel=channel, **how)

    async def open_home(self, user, **how):
        """Open the app's Home tab."""
        event = {"type": "app_home_opened", "user": user.id, "channel": user.team.dm(user).id, "tab": "home"}
        return await self.event(user.team, event, user=user, **how)

    async def uninstall(self, team, **how):
        """Remove the app from a workspace: its tokens die, then the app is told."""
        team.installed = False
        await self.event(team, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot.id]}}, **how)
        return await self.event(team, {"type": "app_uninstalled"}, **how)

    async def event(self, team, event, *, user=None, channel=None, **how):
        """Any event of the Events API."""
        event = {"event_ts": self.slack.new_ts(), **event}
        granted = {
            "enterprise_id": None,
            "team_id": team.id,
            "user_id": team.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        payload = {
            "token": "verification",
            "team_id": team.id,
            "api_app_id": self.slack.app_id,
            "type": "event_callback",
        }
        payload |= {
            "event": event,
            "event_id": self.slack.new_id("Ev"),
            "event_time": int(self.slack.clock().timestamp()),
        }
        payload |= {"authorizations": [granted], "is_ext_shared_channel": False}
        return await self._send("events_api", payload, user, channel, team=team, **how)

    async def _send(self, kind, payload, user, channel, *, team=None, source=None, reply=False, trigger=False, **how):
        made = Delivery(kind, payload, team or user.team, channel, user, source, born=self.slack.clock())
        if trigger:
            payload["trigger_id"] = f"{secrets.randbelow(10**12)}.{secrets.token_hex(8)}"
            self.slack.triggers[payload["trigger_id"]] = (made.born, made, False)
        if reply:
            token = secrets.token_hex(12)
            self.response_urls[token] = [made.born, made, 0]
            payload["response_url"] = f"{self.slack.root}/commands/{token}"
        made.started = time.perf_counter()
        await self.slack.transport.deliver(made, **how)
        return made

    def _who(self, user, channel, flat=False):
        team = user.team
        if not flat:
            who = {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id}
            place = {"channel": {"id": channel.id, "name": channel.name}} if channel else {}
            return {"user": who, "team": {"id": team.id, "domain": team.name.lower()}, **place} | self._app()
        about = {"team_id": team.id, "team_domain": team.name.lower(), "user_id": user.id, "user_name": user.name}
        name = (
            "directmessage"
            if channel.direct
            else "privategroup"
            if channel.private and not self.slack.shows_private
            else channel.name
        )
        return about | {"channel_id": channel.id, "channel_name": name} | self._app()

    def _app(self):
        return {"api_app_id": self.slack.app_id, "token": "verification"}

    def _where(self, user, message, channel):
        if "ts" not in message:
            return self._who(user, None) | {"view": message, "container": {"type": "view", "view_id": message["id"]}}
        channel = channel or next(c for c in user.team.conversations.values() if _holds(c, message))
        private = message not in channel.posts
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id, "is_ephemeral": private}
        shown = {} if private else {"message": message}
        return self._who(user, channel) | {"container": container, "state": {"values": {}}} | shown


def _holds(channel, message):
    return any(m is message for m in channel.posts) or any(m is message for _, m in channel.whispers)


def find(message, label=None, action_id=None):
    """Block and element of a message or view by label or action_id; `action_id` may end in *."""
    for block, element in limits.elements(message["blocks"]):
        own = element.get("action_id") or ""
        if label is not None and (element.get("text") or {}).get("text") == label:
            return block, element
        if action_id is not None and (own == action_id or (action_id.endswith("*") and own.startswith(action_id[:-1]))):
            return block, element
    there = [(e.get("text") or {}).get("text") or e.get("action_id") for _, e in limits.elements(message["blocks"])]
    raise AssertionError(f"no element {label or action_id!r} among {there}")


def _chosen(element, value):
    kind = element["type"]
    if kind in ("static_select", "external_select", "overflow", "radio_buttons"):
        option = next((o for o in element.get("options") or () if o["value"] == value), None)
        return {"selected_option": option or {"text": {"type": "plain_text", "text": str(value)}, "value": value}}
    if kind in ("multi_static_select", "multi_external_select"):
        values = value if isinstance(value, (list, tuple)) else [value]
        return {"selected_options": [{"text": {"type": "plain_text", "text": str(v)}, "value": v} for v in values]}
    names = {
        "users_select": "selected_user",
        "channels_select": "selected_channel",
        "conversations_select": "selected_conversation",
    }
    return {names[kind]: value}


def _filled(element, value):
    if (
        element["type"] == "plain_text_input"
        or element["type"].endswith("_text_input")
        or element["type"] == "number_input"
    ):
        return {"type": element["type"], "value": value or element.get("initial_value")}
    if value is None:
        return {"type": element["type"], "selected_option": element.get("initial_option")}
    return {"type": element["type"], **_chosen(element, value)}
