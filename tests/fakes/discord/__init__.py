"""A Discord on loopback (REST and gateway) that a stock discord.py client logs in to.

    async def scene():
        async with FakeDiscord() as service, service.addresses():
            desk = service.guild("Desk").text("news")          # rights of the bot there: permissions=LEAST
            reader = service.user("reader", locale="ar")
            client = ...; task = asyncio.create_task(client.start(service.token))
            await service.gateway.connected()
            pressed = await service.slash(reader, desk, "actor", name="badr")   # must be registered
            message = await pressed.answer()                    # what the reader sees, as stored
            await service.press(reader, message, "Sources")     # also complete, submit
            desk.posts                                           # public messages, oldest first

Faults: `service.faults.fail("POST /channels/{channel_id}/messages", 503)`, `.limit(..., retry_after=0.1)`, `.lose(...)`
(does the work, drops the connection), `.refuse(...)`, `.slow(...)`; `service.limit(what, count, per)` for true buckets;
`service.gateway.drop()`, `reconnect()`, `invalidate()`, `close(code)`, `acknowledge = False`; `service.stop()`,
`start()` for an outage; `service.remove(guild)`, `outage(guild)`, `delete(channel)`, `permit(channel, permissions)`;
`service.refused_locales = {"ar"}`. Time is the clock handed in: tokens of interactions (3 s, 15 min), nonces (180 s),
buckets.

Record: `service.calls`, `service.made("PATCH ...")`, `service.twins` (posts an enforced nonce kept from doubling),
`interaction.acknowledged_after`, `.answered_after`. Leaving the block fails if any body broke a limit or the OpenAPI
description (checked when the description is present); `service.forgive()` where bad bodies are meant.
Pure checks for renderers: `limits.message_problems(body, files)`, `limits.command_problems(commands)`,
`openapi.body_problems("POST", "/channels/{channel_id}/messages", body)`.
"""

from tests.fakes.discord.interactions import find
from tests.fakes.discord.server import Call, FakeDiscord, addresses
from tests.fakes.discord.world import EVERYTHING, LEAST

__all__ = ["EVERYTHING", "LEAST", "Call", "FakeDiscord", "addresses", "find"]
