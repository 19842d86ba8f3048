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
from bot.programs.look import counted, subscribed
from bot.settings import Settings
from model.errors import UsageError

if TYPE_CHECKING:
    from bot.platforms.discord_bot import Look
    from bot.platforms.discord_posts import Seen

NO_TOKEN = (
    "DISCORD_TOKEN is not set. Make an application at https://discord.com/developers/applications, copy the token of "
    "its bot into .env as DISCORD_TOKEN=..., and run this again."
)

NO_SLACK = (
    "No Slack token is set yet. Install the app, then put its Bot User OAuth Token (xoxb-...) into .env as "
    "SLACK_BOT_TOKEN=... and an app-level token with connections:write (xapp-...) as SLACK_APP_TOKEN=..., and run this "
    "again."
)


def discord(settings: Settings) -> tuple[list[str], bool]:
    """Lines to print, and whether nothing is missing in the channels that are subscribed."""
    from bot.platforms.discord_bot import DiscordBot

    token = settings.discord_token.get_secret_value()
    if not token:
        raise UsageError(NO_TOKEN)
    look = asyncio.run(DiscordBot(token, wiring.system_clock).look(subscribed(settings, "discord")))
    return list(_lines(look)), not any(seen.missing for seen in look.channels.values())


def _lines(look: "Look") -> Iterator[str]:
    from bot.platforms.discord_payloads import invite

    yield f"Logged in as {look.name}, in {counted(look.servers)}."
    yield ""
    yield "Add the bot with the least rights (view channels, send messages and files, also in threads):"
    yield f"  {invite(look.application)}"
    yield "Or with Read Message History: a post whose answer was lost is then looked for before it is sent again, even"
    yield "after an outage, and news of a story comes as a reply to its message:"
    yield f"  {invite(look.application, history=True)}"
    yield from _channels(list(look.channels.values()))


def _channels(seen: "Sequence[Seen]") -> Iterator[str]:
    """Each subscribed channel, what is missing there, and what it goes without."""
    if not seen:
        return
    yield ""
    yield "Channels with subscriptions:"
    for one in seen:
        yield f"{'!!' if one.missing else 'ok'}  {one.name}" + (f": {one.missing}" if one.missing else "")
    if any(one.missing for one in seen):
        yield "Grant what is missing to the bot's role in the channel's settings, under Permissions."
    if without := [one.name for one in seen if not one.history and not one.missing]:
        yield f"Without Read Message History, so that a lost answer may double a post: {', '.join(without)}"


def slack(settings: Settings, settle: bool, url: str, as_json: bool) -> bool:
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
    found = list(_slack_tokens(settings, keys, wanted)) if keys else [NO_SLACK]
    print("\n".join([*_bought(wanted, settle), "", *found]), file=sys.stderr)
    return not any(line.startswith("!!") for line in found)


def _bought(wanted: Mapping[str, str], settle: bool) -> Iterator[str]:
    yield "Make the app at https://api.slack.com/apps (Create New App, From a manifest). The scopes it asks for buy:"
    width = max(map(len, wanted))
    yield from (f"  {scope:<{width}}  {buys}" for scope, buys in wanted.items())
    if not settle:
        yield "With --settle it asks for history scopes too: a post whose answer was lost is then looked for before it"
        yield "is sent again. Without them it is sent again and says that it may be repeated (FACTIONWATCH_UNSURE)."


def _slack_tokens(settings: Settings, keys: Keys, wanted: Mapping[str, str]) -> Iterator[str]:
    """How the tokens and channels are, a line each; `!!` begins a fault."""
    from bot.platforms.slack_workspaces import look

    try:
        secrets = wiring.slack_secrets(settings, keys, wiring.system_clock)
        found = asyncio.run(look(keys, subscribed(settings, "slack"), secrets))
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
