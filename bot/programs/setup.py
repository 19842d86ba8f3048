"""`factionwatch setup discord`: the address that adds the bot, and what is missing for it to post."""

import asyncio
from collections.abc import Iterator, Sequence

from bot import wiring
from bot.platforms.discord_bot import DiscordBot, Look
from bot.platforms.discord_payloads import invite
from bot.settings import Settings
from model.delivery import Channel
from model.errors import UsageError

NO_TOKEN = (
    "DISCORD_TOKEN is not set. Make an application at https://discord.com/developers/applications, copy the token of "
    "its bot into .env as DISCORD_TOKEN=..., and run this again."
)


def discord(settings: Settings, channels: Sequence[Channel] = ()) -> tuple[list[str], bool]:
    """Lines to print, and whether nothing is missing in the channels that are subscribed."""
    token = settings.discord_token.get_secret_value()
    if not token:
        raise UsageError(NO_TOKEN)
    look = asyncio.run(DiscordBot(token, wiring.system_clock).look(channels))
    return list(_lines(look)), not any(look.missing.values())


def _lines(look: Look) -> Iterator[str]:
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
