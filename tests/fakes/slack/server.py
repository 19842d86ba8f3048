"""FakeSlack: the service itself, its addresses, its faults and its record of calls."""

import asyncio
import base64
import contextlib
import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import web
from slack_sdk.web.async_base_client import AsyncBaseClient

from tests.fakes.clock import real_clock
from tests.fakes.faults import Bucket, Faults
from tests.fakes.loopback import Loopback, cut
from tests.fakes.slack import limits
from tests.fakes.slack.deliveries import Desk
from tests.fakes.slack.transports import Http, Sockets, ack_problems
from tests.fakes.slack.web_api import METHODS, Refusal, change
from tests.fakes.slack.world import Workspace

JSON_FIELDS = ("blocks", "metadata", "view", "files", "attachments")


@contextlib.contextmanager
def addresses(base_url):
    """Change slack_sdk's base address."""
    before, AsyncBaseClient.BASE_URL = AsyncBaseClient.BASE_URL, base_url
    try:
        yield
    finally:
        AsyncBaseClient.BASE_URL = before


@dataclass
class Call:
    """One Web API call of the app and what came of it."""

    method: str
    body: dict
    headers: Any
    at: Any = None
    token: str = ""
    status: int | None = None  # None: the answer was lost
    answer: Any = None

    def __or__(self, more):
        """The same call with other values in its body."""
        return Call(self.method, self.body | more, self.headers, self.at, self.token)


class FakeSlack:
    """The service on loopback. See the package docstring for its use."""

    app_id, app_token, signing_secret = "A00000001", "xapp-test", "signing-secret"
    client_id, client_secret = "1.2", "client-secret"

    def __init__(self, clock=real_clock):
        self.clock = clock
        self.faults = Faults()
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.twins: list = []
        self.keeps_client_ids = False  # True: a repeated client_msg_id posts nothing (undocumented behaviour)
        self.shows_private = False  # True: commands name private channels
        self.buckets: dict = {}
        self.triggers: dict = {}
        self.codes: dict = {}
        self._numbers: dict = defaultdict(lambda: itertools.count(1))
        self._stamps = itertools.count(1)
        self.sockets = Sockets(self)
        self.transport: Any = self.sockets
        self.desk = Desk(self)
        self.workspaces: list[Workspace] = []
        self.team = self.workspace("Desk")
        self._server = Loopback(self._handle)

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
    def host(self):
        """host:port."""
        return self._server.host

    @property
    def root(self):
        """http://host:port."""
        return f"http://{self.host}"

    @property
    def base_url(self):
        """What a WebClient's base_url becomes."""
        return f"{self.root}/api/"

    @contextlib.contextmanager
    def addresses(self):
        """Let every client that asks the library for its address come here."""
        with addresses(self.base_url):
            yield

    def over_http(self, url):
        """Deliver to the app's own address from now on (HTTP mode)."""
        self.transport = Http(self, url)
        return self.transport

    def workspace(self, name, installed=True):
        """A further workspace."""
        made = Workspace(self, len(self.workspaces) + 1, name, installed)
        self.workspaces.append(made)
        return made

    def grant(self, team):
        """An admin agrees to install the app: the code that the redirect carries."""
        code = f"code-{team.id}"
        self.codes[code] = team
        return code

    def __getattr__(self, name):
        if name in (
            "command",
            "press",
            "options",
            "shortcut",
            "submit",
            "mention",
            "direct",
            "open_home",
            "uninstall",
            "event",
        ):
            return getattr(self.desk, name)
        raise AttributeError(name)

    def made(self, method):
        """The calls of a method, oldest first."""
        return [call for call in self.calls if call.method == method]

    def answer_error(self, method, error, times=1, **how):
        """Answer the next call with "ok": false and this error."""
        return self.faults.fail(method, 200, times=times, body={"ok": False, "error": error}, **how)

    def limit(self, method, count, per):
        """Hold a method to `count` calls in `per` seconds of the clock, for each conversation."""
        self.buckets[method] = Bucket(count, per)

    def new_id(self, letter):
        """A new id of this kind."""
        return f"{letter}{next(self._numbers[letter]):08d}"

    def new_ts(self):
        """A new time stamp by the clock; never twice the same."""
        return f"{int(self.clock().timestamp())}.{next(self._stamps):06d}"

    async def until(self, done, timeout=5):
        """Wait until `done()` holds, looked at every few milliseconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not done():
            assert loop.time() < end, "waited in vain"
            await asyncio.sleep(0.005)

    # -- what was wrong -----------------------------------------------------------------------------------------

    def note(self, call, problems):
        """Record broken limits of a call."""
        self.problems += [f"{call.method}: {p}" for p in problems]

    def forgive(self):
        """Forget recorded problems, where a test sends bad payloads on purpose; gives them back."""
        found = list(self.problems)
        self.problems.clear()
        return found

    def assert_well_formed(self):
        """Fail with the list of problems, if there are any."""
        assert not self.problems, "Slack would refuse:\n" + "\n".join(self.problems[:20])

    def take_ack(self, delivery, body, status):
        """An acknowledgement has come: check it and let it do its work."""
        self.problems += [f"ack of {delivery.kind}: {p}" for p in ack_problems(delivery, body)]
        if isinstance(body, str) and body:
            body = {"text": body}
        if isinstance(body, dict) and (body.get("text") or body.get("blocks")) and delivery.channel is not None:
            self._respond(delivery, body)
        delivery.acknowledged(body, status)

    # -- requests -----------------------------------------------------------------------------------------------

    async def _handle(self, request):
        parts = request.path.strip("/").split("/")
        if parts[0] == "link":
            return await self.sockets.handle(request)
        if parts[0] == "commands":
            return await self._response_url(request, parts[1])
        if parts[0] == "upload":
            return await self._upload(request, parts)
        if parts[0] == "api" and len(parts) == 2:
            return await self._api(request, parts[1])
        return web.Response(status=404)

    async def _api(self, request, name):
        call = Call(name, await _read(request), request.headers, self.clock())
        call.token = _token(request, call.body)
        self.calls.append(call)
        fault = await self.faults.next(name, call)
        if fault and not fault.after_work:
            if fault.lost:
                return cut(request)
            if fault.status:
                return self._faulty(call, fault)
        limited = self._limited(call)
        if limited is not None:
            return limited
        body = self._work(call)
        if fault and fault.lost:
            return cut(request)
        return self._faulty(call, fault) if fault and fault.status else self._answer(call, 200, body)

    def _work(self, call):
        try:
            function, scopes, auth = METHODS.get(call.method) or self._unknown(call)
            team = self._authorised(call, scopes, auth)
            return {"ok": True, **function(self, call, team)}
        except Refusal as refusal:
            return refusal.body

    def _unknown(self, call):
        self.problems.append(f"unknown method {call.method}")
        raise Refusal("unknown_method")

    def _authorised(self, call, scopes, auth):
        if auth == "none":
            return None
        if not call.token:
            raise Refusal("not_authed")
        if auth == "app":
            if call.token != self.app_token:
                raise Refusal("invalid_auth")
            return None
        team = next((t for t in self.workspaces if t.bot_token == call.token), None)
        if team is None:
            raise Refusal("invalid_auth")
        if not team.installed:
            raise Refusal("token_revoked")
        if scopes and not set(scopes) & team.scopes:
            raise Refusal("missing_scope", needed=",".join(scopes), provided=",".join(sorted(team.scopes)))
        return team

    def _limited(self, call):
        bucket = self.buckets.get(call.method)
        if bucket is None:
            return None
        allowed, _, free = bucket.take(call.body.get("channel", ""), self.clock())
        return None if allowed else self._too_many(call, free)

    def _too_many(self, call, retry_after):
        seconds = str(max(1, round(retry_after))) if retry_after >= 0.5 else f"{max(retry_after, 0.01):.2f}"
        return self._answer(call, 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": seconds})

    def _faulty(self, call, fault):
        if fault.status == 429:
            return self._too_many(call, fault.retry_after or 0.05)
        if fault.body is not None:
            return self._answer(call, fault.status, fault.body)
        call.status = fault.status
        return web.Response(status=fault.status, text="upstream error", content_type="text/html")

    def _answer(self, call, status, body, headers=None):
        call.status, call.answer = status, body
        team = next((t for t in self.workspaces if t.bot_token == call.token), None)
        granted = {"x-oauth-scopes": ",".join(sorted(team.scopes))} if team else {}
        return web.json_response(body, status=status, headers=granted | (headers or {}))

    async def _response_url(self, request, token):
        body = await _read(request)
        kept = self.desk.response_urls.get(token)
        if kept is None:
            return web.json_response({"ok": False, "error": "invalid_url"}, status=404)
        born, delivery, uses = kept
        call = Call("response_url", body, request.headers, self.clock())
        self.calls.append(call)
        fault = await self.faults.next("response_url", call)
        if fault and fault.lost and not fault.after_work:
            return cut(request)
        if fault and fault.status and not fault.after_work:
            return self._faulty(call, fault)
        if uses >= limits.EPHEMERAL_USES or self.clock() - born > timedelta(minutes=limits.RESPONSE_MINUTES):
            return web.json_response(
                {"ok": False, "error": "used_url" if uses >= limits.EPHEMERAL_USES else "expired_url"}, status=404
            )
        kept[2] += 1
        if not body.get("delete_original"):
            self.note(call, limits.message_problems(body))
        self._respond(delivery, body)
        delivery.responses.append(body)
        delivery.shown()
        call.status = 200
        return cut(request) if fault and fault.lost else web.Response(text="ok")

    def _respond(self, delivery, body):
        """What a response or the text of an acknowledgement does to the conversation."""
        team, channel, source = delivery.team, delivery.channel, delivery.source
        channel = channel or next((c for c in team.conversations.values() if source and source in c.posts), None)
        if body.get("delete_original") and source in channel.posts:
            channel.posts.remove(source)
            return
        if body.get("replace_original") and source is not None:
            change(self, source, body)
            delivery.messages.append(source)
            return
        message = team.message(body)
        delivery.messages.append(message)
        if body.get("response_type") == "in_channel":
            channel.posts.append(message)
        elif channel is not None:
            channel.whispers.append((delivery.user.id, message))

    async def _upload(self, request, parts):
        _, _, team_id, number = parts
        team = next(t for t in self.workspaces if t.id == team_id)
        call = Call("upload", {"file": number}, request.headers, self.clock())
        self.calls.append(call)
        fault = await self.faults.next("upload", call)
        if fault and fault.status:
            return web.Response(status=fault.status)
        data = await _bytes(request)
        if len(data) != team.files[number]["length"]:
            self.problems.append(f"upload of {len(data)} bytes, announced {team.files[number]['length']}")
            return web.Response(status=400)
        team.files[number]["bytes"] = data
        return web.Response(text=f"OK - {len(data)}", content_type="text/plain")


async def _bytes(request):
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        return next(v.file.read() for v in form.values() if hasattr(v, "file"))
    return await request.read()


async def _read(request):
    body = dict(request.query)
    if request.content_type == "application/json":
        body |= json.loads(await request.read() or b"{}")
    elif request.can_read_body:
        body |= dict(await request.post())
    for key in JSON_FIELDS:
        if isinstance(body.get(key), str):
            body[key] = json.loads(body[key])
    if request.headers.get("Authorization", "").startswith("Basic "):
        login, _, password = base64.b64decode(request.headers["Authorization"][6:]).decode().partition(":")
        body |= {"client_id": login, "client_secret": password}
    return body


def _token(request, body):
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header.startswith("Bearer ") else body.get("token", "")
