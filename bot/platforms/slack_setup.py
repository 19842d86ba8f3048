"""The manifest of the Slack app, made from the commands, and what each scope buys. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.command import Command
from bot.platforms.slack_oauth import REDIRECT
from bot.platforms.slack_views import CALLBACK
from bot.texts import texts

EVENTS_PATH = "/slack/events"
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
DESCRIPTION, USAGE = 2000, 1000
NOWHERE = "https://YOUR-HOST"

LEAST: Mapping[str, str] = {
    "commands": "slash commands and the shortcut",
    "chat:write": "answers and posts in channels the bot was invited to",
    "files:write": "charts as pictures",
    "app_mentions:read": "answers to @Factionwatch",
    "im:history": "answers to direct messages",
    "channels:read": "says at once where the bot was not invited",
    "groups:read": "the same for private channels",
    "im:read": "the same for direct messages",
}
SETTLING: Mapping[str, str] = {
    "channels:history": "looks whether a post whose answer was lost stands there, before it is sent again",
    "groups:history": "the same for private channels",
}
ADMINS: Mapping[str, str] = {"users:read": "lets admins only subscribe channels (FACTIONWATCH_SUBSCRIBERS=admins)"}


def scopes(settle: bool = False, subscribers: Sequence[str] = ()) -> Mapping[str, str]:
    """The scopes that are asked for, and what each buys."""
    return {**LEAST, **(SETTLING if settle else {}), **(ADMINS if "admins" in subscribers else {})}


def manifest(
    known: Mapping[str, Command], command: str, wanted: Sequence[str], url: str = "", installs: bool = False
) -> dict[str, Any]:
    """The manifest: Socket Mode, or with a `url` HTTP mode; with `installs` other workspaces may install the app."""
    request = f"{url.rstrip('/')}{EVENTS_PATH}" if url else ""
    oauth: dict[str, Any] = {"scopes": {"bot": list(wanted)}}
    if installs:
        oauth["redirect_urls"] = [f"{(url or NOWHERE).rstrip('/')}{REDIRECT}"]
    return {
        "display_information": _display(),
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Factionwatch", "always_online": True},
            "shortcuts": [_shortcut()],
            "slash_commands": list(_commands(known, command, request)),
        },
        "oauth_config": oauth,
        "settings": _settings(request),
    }


def _display() -> dict[str, str]:
    return {
        "name": "Factionwatch",
        "description": "Sourced briefings on armed factions in Iraq: profiles, events, digests, subscriptions",
        "background_color": "#1b3a57",
    }


def _shortcut() -> dict[str, str]:
    about = "Profiles, events and digests of armed factions in Iraq"
    return {"name": "Ask Factionwatch", "type": "global", "callback_id": CALLBACK, "description": about}


def _commands(known: Mapping[str, Command], command: str, request: str) -> Iterator[dict[str, Any]]:
    """One that takes every command as its first word, and those with names of their own."""
    t = texts("en")
    yield _command(command, t.say("help.text"), "help", request)
    for found in known.values():
        if found.own_name:
            usage = found.usage.partition(" ")[2]
            yield _command(f"/{found.name}", t.say(f"command.{found.name}"), usage, request)


def _command(name: str, description: str, usage: str, request: str) -> dict[str, Any]:
    """Escaped text carries the ids of channels, so that no scope is needed to look them up."""
    body: dict[str, Any] = {"command": name, "description": description[:DESCRIPTION], "should_escape": True}
    body |= {"usage_hint": usage[:USAGE]} if usage else {}
    return body | ({"url": request} if request else {})


def _settings(request: str) -> dict[str, Any]:
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if request:
        events["request_url"] = request
        interactivity |= {"request_url": request, "message_menu_options_url": request}
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": not request,
        "token_rotation_enabled": False,
    }
