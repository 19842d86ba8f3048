"""The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME, and the ways in which it goes away."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord import limits

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 3, 6, 7, 9, 10, 11
PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)  # members, presences, message content


@dataclass
class Session:
    """What the service remembers of a bot between two connections."""

    id: str
    shard: tuple
    intents: int
    seq: int = 0
    sent: list = field(default_factory=list)  # (seq, event, data)
    socket: Any = None


class Gateway:
    """All connections of the bot; `dispatch` sends an event to the shard it belongs to."""

    def __init__(self, fake):
        self.fake = fake
        self.sessions: dict = {}
        self.sockets: set = set()
        self.identifies: list = []
        self.resumes: list = []
        self.heartbeats = 0
        self.acknowledge = True  # False: heartbeats get no answer (a half-dead connection)
        self.heartbeat_interval = 41250
        self.consented = 0  # privileged intents switched on in the portal
        self.closes: list = []  # close codes that the bot sent
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()

    async def handle(self, request):
        """One connection."""
        socket = web.WebSocketResponse(max_msg_size=0, autoping=True)
        await socket.prepare(request)
        self.sockets.add(socket)
        transport = request.transport
        socket.cut = transport.abort
        try:
            await self._send(socket, HELLO, {"heartbeat_interval": self.heartbeat_interval, "_trace": ["loopback"]})
            await self._listen(socket)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.sockets.discard(socket)
            self._forget(socket)
            if socket.close_code is not None:
                self.closes.append(socket.close_code)
        return socket

    async def _listen(self, socket):
        times: list = []
        async for frame in socket:
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            if len(frame.data) > limits.GATEWAY_BYTES:
                self.fake.note(f"gateway event of {len(frame.data)} bytes")
                await socket.close(code=4002)
                return
            now = asyncio.get_running_loop().time()
            times = [t for t in times if now - t < 60] + [now]
            if len(times) > limits.GATEWAY_EVENTS:
                self.fake.note(f"more than {limits.GATEWAY_EVENTS} gateway events in 60 s")
                await socket.close(code=4008)
                return
            await self._receive(socket, json.loads(frame.data))

    async def _receive(self, socket, message):
        op, data = message["op"], message.get("d")
        if op == HEARTBEAT:
            self.heartbeats += 1
            if self.acknowledge:
                await asyncio.sleep(0.05)  # sooner than any network; discord.py would take it for the last beat's
                await self._send(socket, ACK, None)
        elif op == IDENTIFY:
            await self._identify(socket, data)
        elif op == RESUME:
            await self._resume(socket, data)

    async def _identify(self, socket, data):
        self.identifies.append(data)
        code = self._identify_code(data)
        if code:
            await socket.close(code=code)
            return
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(f"session{next(self._numbers)}", shard, data["intents"], socket=socket)
        self.sessions[session.id] = session
        guilds = [g for g in self.fake.world.guilds.values() if self._shard_of(g.id, shard[1]) == shard[0]]
        await self._event(session, "READY", self._ready(session, guilds))
        for guild in guilds:
            if not guild.unavailable:
                await self._event(session, "GUILD_CREATE", guild.json())
        self._wake()

    def _identify_code(self, data):
        if data["token"] != self.fake.token:
            return 4004
        if data["intents"] & PRIVILEGED & ~self.consented:
            return 4014
        return 4013 if data["intents"] >> 26 else None

    def _ready(self, session, guilds):
        world = self.fake.world
        return {
            "v": 10,
            "user": world.bot.json() | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0},
            "guilds": [{"id": str(g.id), "unavailable": True} for g in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.fake.gateway_url,
            "shard": list(session.shard),
            "application": {"id": str(world.application), "flags": 0},
        }

    async def _resume(self, socket, data):
        self.resumes.append(data)
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self.fake.token:
            await self._send(socket, INVALID, False)
            return
        session.socket = socket
        for seq, event, body in list(session.sent):
            if seq > data["seq"]:
                await self._send(socket, DISPATCH, body, seq, event)
        await self._event(session, "RESUMED", {"_trace": ["loopback"]})
        self._wake()

    async def dispatch(self, event, data, guild=None):
        """Send an event to every session, or to the one whose shard holds the guild."""
        for session in list(self.sessions.values()):
            if self._shard_of(guild.id if guild else 0, session.shard[1]) == session.shard[0]:
                await self._event(session, event, data)

    async def drop(self):
        """Cut every connection as a failing network does; sessions can be resumed."""
        for socket in list(self.sockets):
            socket.cut()
        await asyncio.sleep(0)

    async def reconnect(self):
        """Ask every connection to come back (op 7)."""
        await self._tell(RECONNECT, None)

    async def invalidate(self, resumable=False):
        """Declare every session invalid (op 9)."""
        if not resumable:
            self.sessions.clear()
        await self._tell(INVALID, resumable)

    async def close(self, code):
        """Close every connection with this code; 4007 and 4009 end the sessions too."""
        if code in (1000, 1001, 4007, 4009):
            self.sessions.clear()
        for socket in list(self.sockets):
            await socket.close(code=code)

    async def connected(self, sessions=1, timeout=5):
        """Wait until that many sessions are open."""

        async def wait():
            while sum(s.socket is not None for s in self.sessions.values()) < sessions:
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(wait(), timeout)

    async def _tell(self, op, data):
        for socket in list(self.sockets):
            await self._send(socket, op, data)

    async def _event(self, session, event, data):
        session.seq += 1
        session.sent.append((session.seq, event, data))
        if session.socket is not None:
            await self._send(session.socket, DISPATCH, data, session.seq, event)

    async def _send(self, socket, op, data, seq=None, event=None):
        if not socket.closed:
            try:
                await socket.send_str(json.dumps({"op": op, "d": data, "s": seq, "t": event}))
            except ConnectionError:
                self._forget(socket)

    def _forget(self, socket):
        for session in [s for s in self.sessions.values() if s.socket is socket]:
            session.socket = None
            if socket.close_code in (1000, 1001):
                self.sessions.pop(session.id, None)
        self._wake()

    def _wake(self):
        self._changed.set()

    @staticmethod
    def _shard_of(guild_id, shards):
        return (guild_id >> 22) % shards
