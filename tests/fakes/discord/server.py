"""FakeDiscord: the service itself, its addresses, its faults and its record of calls."""

import asyncio
import contextlib
import json
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import discord.gateway
import discord.http
import yarl
from aiohttp import web

from tests.fakes.clock import real_clock
from tests.fakes.discord import limits, openapi
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import Desk
from tests.fakes.discord.rest import ROUTES, Refusal, invalid
from tests.fakes.discord.world import World
from tests.fakes.faults import Bucket, Faults
from tests.fakes.loopback import Loopback, cut

INVALID_REQUESTS, INVALID_WINDOW = 10_000, timedelta(minutes=10)


@dataclass
class Call:
    """One request of the bot and what came of it."""

    method: str
    route: str
    params: dict
    query: dict
    headers: Any
    body: Any = None
    files: list = field(default_factory=list)  # (name, bytes)
    at: Any = None
    status: int | None = None  # None: the answer was lost
    answer: Any = None

    @property
    def what(self):
        """ "METHOD /route"."""
        return f"{self.method} {self.route}"

    def good_message(self, fake, body=None, **how):
        """Refuse a message body that breaks a limit."""
        problems = limits.message_problems(self.body if body is None else body, self.files, **how)
        if problems:
            raise fake.broken(self, problems)


class FakeDiscord:
    """The service on loopback. See the package docstring for its use."""

    def __init__(self, clock=real_clock, token="test-token", shards=1):
        self.clock = clock
        self.token = token
        self.shards = shards
        self.world = World(clock)
        self.gateway = Gateway(self)
        self.desk = Desk(self)
        self.faults = Faults()
        self.calls: list[Call] = []
        self.twins: list = []  # messages that an enforced nonce kept from being posted twice
        self.refused_locales: set = set()  # {"ar"}: registering these locales is answered with 400
        self.buckets: dict = {}  # "METHOD /route" -> Bucket
        self.invalid_requests: deque = deque()
        self.invalid_limit = INVALID_REQUESTS
        self._problems: list[str] = []
        self._unchecked: list[Call] = []
        self._server = Loopback(self._handle)
        self._routes = [(w.split(" ")[0], _pattern(w.split(" ")[1]), w.split(" ")[1], *ROUTES[w]) for w in ROUTES]

    # -- use ----------------------------------------------------------------------------------------------------

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, kind, error, trace):
        await self.stop()
        if kind is None:
            self.assert_well_formed()

    async def start(self):
        """Listen."""
        await self._server.start()

    async def stop(self):
        """Cut every connection and stop; the world stays, `start` comes back on the same port."""
        await self._server.stop()

    @property
    def rest(self):
        """What `discord.http.Route.BASE` becomes."""
        return f"http://{self._server.host}/api/v10"

    @property
    def gateway_url(self):
        """What `DiscordWebSocket.DEFAULT_GATEWAY` becomes."""
        return f"ws://{self._server.host}/gateway"

    def addresses(self):
        """Point discord.py here while the block runs; nothing else of it is touched."""
        return addresses(self.rest, self.gateway_url)

    def __getattr__(self, name):
        if name in ("slash", "complete", "press", "submit"):
            return getattr(self.desk, name)
        raise AttributeError(name)

    def guild(self, name="Desk"):
        """A guild that the bot is in before it connects."""
        return self.world.guild(name)

    def user(self, name="reader", **settings):
        """A user."""
        return self.world.user(name, **settings)

    def made(self, what):
        """The calls of "METHOD /route", oldest first."""
        return [call for call in self.calls if call.what == what]

    async def until(self, done, timeout=5):
        """Wait until `done()` holds, looked at every few milliseconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not done():
            assert loop.time() < end, "waited in vain"
            await asyncio.sleep(0.005)

    # -- things that happen to the bot --------------------------------------------------------------------------

    async def join(self, guild):
        """The bot is added to a guild while it runs."""
        await self.gateway.dispatch("GUILD_CREATE", guild.json(), guild)

    async def remove(self, guild):
        """The bot is removed from a guild."""
        self.world.guilds.pop(guild.id, None)
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild)

    async def outage(self, guild, over=False):
        """A guild becomes unavailable, or comes back."""
        guild.unavailable = not over
        event = ("GUILD_CREATE", guild.json()) if over else ("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
        await self.gateway.dispatch(*event, guild)

    async def delete(self, channel):
        """A channel or thread is deleted."""
        channel.gone = True
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        await self.gateway.dispatch(event, channel.json(self.world.bot), channel.guild)

    async def permit(self, channel, permissions):
        """The bot's permissions in a channel change."""
        channel.permissions = permissions
        await self.gateway.dispatch("CHANNEL_UPDATE", channel.json(self.world.bot), channel.guild)

    def limit(self, what, count, per):
        """Hold "METHOD /route" to `count` calls in `per` seconds of the clock."""
        self.buckets[what] = Bucket(count, per)

    # -- what was wrong -----------------------------------------------------------------------------------------

    def note(self, problem):
        """Record something the bot must not do."""
        self._problems.append(problem)

    def broken(self, call, problems):
        """Record broken limits of a call; the refusal to raise."""
        self._problems += [f"{call.what}: {p}" for p in problems]
        return invalid(problems)

    def problems(self):
        """Everything that was wrong with what the bot sent, by limits and OpenAPI description."""
        for call in self._unchecked:
            self._problems += [f"{call.what}: {p}" for p in openapi.body_problems(call.method, call.route, call.body)]
        self._unchecked.clear()
        return self._problems

    def forgive(self):
        """Forget recorded problems, where a test sends bad bodies on purpose; gives them back."""
        found = list(self.problems())
        self._problems.clear()
        return found

    def assert_well_formed(self):
        """Fail with the list of problems, if there are any."""
        found = self.problems()
        assert not found, "Discord would refuse:\n" + "\n".join(found[:20])

    # -- one request --------------------------------------------------------------------------------------------

    async def _handle(self, request):
        if request.path.startswith("/gateway"):
            return await self.gateway.handle(request)
        call, function, auth = self._find(request)
        if function is None:
            self.note(f"unknown route {request.method} {request.path}")
            return web.json_response({"code": 0, "message": "404: Not Found"}, status=404)
        await _read(request, call)
        self.calls.append(call)
        self._unchecked.append(call)
        return await self._serve(request, call, function, auth)

    def _find(self, request):
        path = request.path.removeprefix("/api/v10")
        for method, pattern, route, function, auth in self._routes:
            match = pattern.fullmatch(path) if method == request.method else None
            if match:
                return (
                    Call(method, route, match.groupdict(), dict(request.query), request.headers, at=self.clock()),
                    function,
                    auth,
                )
        return None, None, None

    async def _serve(self, request, call, function, auth):
        fault = await self.faults.next(call.what, call)
        if fault and not fault.after_work:
            if fault.lost:
                return cut(request)
            if fault.status:
                return self._faulty(call, fault)
        refusal = self._refusal(request, call, auth)
        if refusal is not None:
            return refusal
        status, body = await self._work(call, function)
        if fault and fault.lost:
            return cut(request)
        if fault and fault.status:
            return self._faulty(call, fault)
        return self._answer(call, status, body)

    def _refusal(self, request, call, auth):
        if len(self.invalid_requests) >= self.invalid_limit:
            call.status = 429
            return web.Response(status=429, text="error code: 1015")  # the ban of the address: no Via, no JSON
        if auth and request.headers.get("Authorization") != f"Bot {self.token}":
            return self._answer(call, 401, {"message": "401: Unauthorized", "code": 0})
        bucket = self.buckets.get(call.what)
        if bucket is None:
            return None
        allowed, _, free = bucket.take(_major(call), self.clock())
        return None if allowed else self._limited(call, free, "user")

    async def _work(self, call, function):
        try:
            body = function(self, call)
            body = await body if asyncio.iscoroutine(body) else body
        except Refusal as refusal:
            return refusal.status, refusal.body
        return (200, body) if body is not None else (204, None)

    def _faulty(self, call, fault):
        if fault.status == 429:
            return self._limited(call, fault.retry_after or 0.05, "global" if fault.everywhere else "user")
        if fault.body is not None or fault.status < 500:
            return self._answer(call, fault.status, fault.body or {"code": 0, "message": f"{fault.status}"})
        call.status = fault.status
        return web.Response(status=fault.status, text="<html>upstream error</html>", content_type="text/html")

    def _limited(self, call, retry_after, scope):
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": scope == "global"}
        headers = {"Retry-After": str(max(1, round(retry_after))), "X-RateLimit-Scope": scope, "Via": "1.1 google"}
        return self._answer(call, 429, body, headers | ({"X-RateLimit-Global": "true"} if scope == "global" else {}))

    def _answer(self, call, status, body, headers=None):
        call.status, call.answer = status, body
        if status in (401, 403) or (status == 429 and (headers or {}).get("X-RateLimit-Scope") != "shared"):
            now = self.clock()
            self.invalid_requests.append(now)
            while now - self.invalid_requests[0] > INVALID_WINDOW:
                self.invalid_requests.popleft()
        headers = self._bucket_headers(call, status) | (headers or {})
        if body is None:
            return web.Response(status=status, headers=headers)
        # exactly "application/json": with a charset discord.py takes the body for text
        return web.Response(
            status=status, body=json.dumps(body).encode(), headers=headers | {"Content-Type": "application/json"}
        )

    def _bucket_headers(self, call, status):
        bucket = self.buckets.get(call.what)
        if bucket is None:
            return {}
        now = self.clock()
        times = bucket.used.get(_major(call), ())
        free = bucket.per - (now - times[0]).total_seconds() if times else 0.0
        return {
            "X-RateLimit-Limit": str(bucket.count),
            "X-RateLimit-Remaining": str(max(0, bucket.count - len(times)) if status != 429 else 0),
            "X-RateLimit-Reset": f"{now.timestamp() + free:.3f}",
            "X-RateLimit-Reset-After": f"{max(free, 0.001):.3f}",
            "X-RateLimit-Bucket": f"{abs(hash(call.what)):x}",
        }


class addresses(contextlib.ContextDecorator):
    """Point discord.py at these base addresses while the block (`with` or `async with`) runs."""

    def __init__(self, rest, gateway):
        self.there = rest, yarl.URL(gateway)

    def __enter__(self):
        route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
        self.before = route.BASE, socket.DEFAULT_GATEWAY
        route.BASE, socket.DEFAULT_GATEWAY = self.there
        return self

    def __exit__(self, *trouble):
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = self.before

    async def __aenter__(self):
        return self.__enter__()

    async def __aexit__(self, *trouble):
        self.__exit__()


async def _read(request, call):
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        names = sorted((n for n in form if n.startswith("files[")), key=lambda n: int(n[6:-1]))
        call.files = [(form[n].filename, form[n].file.read()) for n in names]
        call.body = json.loads(form["payload_json"]) if "payload_json" in form else {}
    elif request.can_read_body:
        call.body = json.loads(await request.read())
    elif request.method in ("POST", "PATCH", "PUT"):
        call.body = {}


def _pattern(route):
    return re.compile(
        re.sub(
            r"\{(\w+)\}",
            lambda m: rf"(?P<{m.group(1)}>[^/@]+)" if m.group(1) != "webhook_token" else r"(?P<webhook_token>[^/]+)",
            route,
        )
    )


def _major(call):
    return next((call.params[k] for k in ("channel_id", "webhook_token", "guild_id") if k in call.params), "")
