"""A chat platform in memory that behaves as the services do: rate limits, lost answers, nonces, permissions.

It implements the port `bot.platform.Platform`; what can go wrong is told by `fault`, asked once for each call.
"""

import asyncio
from dataclasses import dataclass, field

from model.delivery import Absent, Later, Refused, Sent, Unsure

NONCE_SECONDS = 180  # how long the service remembers a nonce
TRUSTED_SECONDS = 60  # how long an adapter relies on it


@dataclass
class Message:
    """What stands in a channel."""

    id: str
    key: str
    briefing: object
    at: object
    reply_to: str = ""
    follows: str = ""
    repeated: bool = False
    edits: list = field(default_factory=list)

    @property
    def shown(self):
        """What a reader sees now."""
        return self.edits[-1][1] if self.edits else self.briefing


class Chat:
    """One platform with its channels."""

    name = "chat"

    def __init__(self, clock, *, history=True, name="chat", fault=lambda call, channel: None, delay=lambda: 0.1):
        self.clock, self.history, self.name, self.fault, self.delay = clock, history, name, fault, delay
        self.channels = {}
        self.calls = []
        self.missing = {}
        self.numbers = 0

    def messages(self, channel):
        """What stands in a channel, in order."""
        return self.channels.setdefault(getattr(channel, "id", channel), [])

    async def run(self, core):
        """Nobody asks anything here."""
        await asyncio.Event().wait()

    async def close(self):
        """Nothing is open."""

    async def send(self, post):
        await asyncio.sleep(self.delay())
        return self.receive(post)

    def receive(self, post):
        """What the service does with a message, and what the sender hears of it."""
        fault = self._met("send", post.channel)
        if isinstance(fault, Later | Refused):
            return fault
        if fault == "lost before":
            return Unsure("connection reset")
        message = self._by_nonce(post) or self._stand(post)
        return Unsure("connection reset") if fault == "lost after" else Sent(message.id)

    async def edit(self, post, message):
        await asyncio.sleep(self.delay())
        return self.change(post, message)

    def change(self, post, message):
        """An edit as the service takes it."""
        fault = self._met("edit", post.channel)
        if isinstance(fault, Later | Refused):
            return fault
        if fault == "lost before":
            return Unsure("connection reset")
        for one in self.messages(post.channel):
            if one.id == message:
                one.edits.append((self.clock(), post.briefing))
                return Unsure("connection reset") if fault == "lost after" else Sent(message)
        return Refused("not-found", "no such message")

    async def settle(self, post):
        await asyncio.sleep(self.delay())
        return self.find(post)

    def find(self, post):
        """A look for a post whose answer was lost."""
        fault = self._met("settle", post.channel)
        if fault is not None:
            return fault if isinstance(fault, Later) else Later(5, "no answer")
        if self.history:
            found = next((m for m in self.messages(post.channel)[-100:] if m.key == post.key), None)
            return Sent(found.id) if found else Absent()
        if post.unsure_for is not None and post.unsure_for < TRUSTED_SECONDS:
            return Absent()  # the nonce keeps a second one away
        return Unsure("no permission to look")

    async def thread(self, channel, name):
        return channel

    async def check(self, channel):
        await asyncio.sleep(self.delay())
        self.calls.append(("check", channel.id, self.clock()))
        return self.missing.get(channel.id, "")

    def _met(self, call, channel):
        self.calls.append((call, channel.id, self.clock()))
        if channel.id in self.missing:
            return Refused("forbidden", self.missing[channel.id])
        return self.fault(call, channel)

    def _by_nonce(self, post):
        now = self.clock()
        for one in self.messages(post.channel):
            if one.key == post.key and (now - one.at).total_seconds() < NONCE_SECONDS:
                return one
        return None

    def _stand(self, post):
        self.numbers += 1
        message = Message(
            f"m{self.numbers}", post.key, post.briefing, self.clock(), post.reply_to, post.follows, post.repeated
        )
        self.messages(post.channel).append(message)
        return message
