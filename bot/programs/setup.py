"""`factionwatch setup discord|slack`: what adds the bot, and what is missing for it to post."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

from bot import wiring
from bot.command import commands
from bot.platforms.slack_keys import Keys, slack_keys
from bot.settings import Settings
from model.delivery import Channel
from model.errors import UsageError

if TYPE_CHECKING:
    from bot.platforms.discord_bot import Look

NO_TOKEN = (
    "DISCORD_TOKEN is not set. Make an application at https://discord.com/developers/applications, copy the token of "
    "its bot into .env as DISCORD_TOKEN=..., and run this again."
)

NO_SLACK = (
    "No Slack token is set yet. Install the app, then put its Bot User OAuth Token (xoxb-...) into .env as "
    "SLACK_BOT_TOKEN=... and an app-level token with connections:write (xapp-...) as SLACK_APP_TOKEN=..., and run this "
    "again."
)


def discord(settings: Settings, channels: Sequence[Channel] = ()) -> tuple[list[str], bool]:
    """Lines to print, and whether nothing is missing in the channels that are subscribed."""
    from bot.platforms.discord_bot import DiscordBot

    token = settings.discord_token.get_secret_value()
    if not token:
        raise UsageError(NO_TOKEN)
    look = asyncio.run(DiscordBot(token, wiring.system_clock).look(channels))
    return list(_lines(look)), not any(look.missing.values())


def _lines(look: "Look") -> Iterator[str]:
    from bot.platforms.discord_payloads import invite

    servers = "1 server" if look.servers == 1 else f"{look.servers} servers"
    yield f"Logged in as {look.name}, in {servers}."
    yield ""
    yield "Add the bot with the least rights (view channels, send messages and files, also in threads):"
    yield f"  {invite(look.application)}"
    yield "Or with Read Message History: a post whose answer was lost is then looked for before it is sent again, even"
    yield "after an outage, and news of a story comes as a reply to its message:"
    yield f"  {invite(look.application, history=True)}"
    if look.missing:
        yield ""
    for channel, words in look.missing.items():
        yield f"{'!!' if words else 'ok'}  {channel.address}" + (f"  {words}" if words else "")


def slack(settings: Settings, settle: bool, url: str, as_json: bool, channels: Sequence[Channel] = ()) -> bool:
    """Prints the manifest on stdout, what its scopes buy and how the tokens are on stderr; whether all is well."""
    from bot.platforms.slack_setup import NOWHERE, manifest, scopes

    if url and urlsplit(url).scheme != "https":
        raise UsageError(
            "--url takes the https address at which Slack reaches the bot, such as https://bot.example.org."
        )
    wanted = scopes(settle, settings.subscribers)
    address = url or (NOWHERE if settings.slack_by_http else "")
    made = manifest(commands(), settings.slack_command, list(wanted), address, bool(settings.slack_client_id))
    print(json.dumps(made, indent=2) if as_json else yaml.safe_dump(made, sort_keys=False, width=120), flush=True)
    keys = slack_keys(settings)
    found = list(_slack_tokens(keys, wanted, channels)) if keys else [NO_SLACK]
    print("\n".join([*_bought(wanted, settle), "", *found]), file=sys.stderr)
    return not any(line.startswith("!!") for line in found)


def _bought(wanted: Mapping[str, str], settle: bool) -> Iterator[str]:
    yield "Make the app at https://api.slack.com/apps (Create New App, From a manifest). The scopes it asks for buy:"
    width = max(map(len, wanted))
    yield from (f"  {scope:<{width}}  {buys}" for scope, buys in wanted.items())
    if not settle:
        yield "With --settle it asks for history scopes too: a post whose answer was lost is then looked for before it"
        yield "is sent again. Without them it is sent again and says that it may be repeated (FACTIONWATCH_UNSURE)."


def _slack_tokens(keys: Keys, wanted: Mapping[str, str], channels: Sequence[Channel]) -> Iterator[str]:
    """How the tokens and channels are, a line each; `!!` begins a fault."""
    from bot.platforms.slack_workspaces import look

    try:
        found = asyncio.run(look(keys, channels))
    except UsageError as error:
        yield f"!!  {error}"
        return
    if found.handle:
        yield f"ok  SLACK_BOT_TOKEN: @{found.handle} in {found.team}"
        absent = sorted(set(wanted) - set(found.scopes))
        if absent:
            yield f"!!  scopes missing: {', '.join(absent)}; add them in the app's settings and install it again"
    if keys.app_token:
        yield "ok  SLACK_APP_TOKEN: Socket Mode opens"
    for channel, words in found.missing.items():
        yield f"{'!!' if words else 'ok'}  {channel.address}" + (f"  {words}" if words else "")
