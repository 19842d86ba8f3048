"""How an app is told: Socket Mode connections, or signed HTTP requests to its address."""

import asyncio
import contextlib
import itertools
import json
import secrets
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web
from slack_sdk.signature import Clock, SignatureVerifier

from tests.fakes.slack import limits


class Sockets:
    """Socket Mode: single-use addresses, hello, envelopes, acknowledgements, disconnects."""

    def __init__(self, slack):
        self.slack = slack
        self.tickets: set = set()
        self.open: list = []
        self.opened = 0
        self.waiting: dict = {}  # envelope id -> delivery
        self._turn = itertools.count()
        self._changed = asyncio.Event()

    def ticket(self):
        """A single-use address."""
        ticket = secrets.token_hex(12)
        self.tickets.add(ticket)
        return f"ws://{self.slack.host}/link/?ticket={ticket}&app_id={self.slack.app_id}"

    async def handle(self, request):
        """One connection of the app."""
        if request.query.get("ticket") not in self.tickets:
            return web.Response(status=404)
        self.tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        socket.cut = request.transport.abort
        self.open.append(socket)
        self.opened += 1
        try:
            await socket.send_json(self._hello())
            self._changed.set()
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._receive(frame.data)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open.remove(socket)
        return socket

    async def deliver(self, delivery, **how):
        """Send an envelope to one of the connections, waiting for one to open."""
        while not self.open:  # the one waited for may be gone again
            await self.connected()
        envelope = {"envelope_id": secrets.token_hex(8), "type": delivery.kind, "payload": delivery.payload}
        envelope["accepts_response_payload"] = delivery.kind != "events_api"
        if delivery.kind == "events_api":
            envelope |= {
                "retry_attempt": delivery.attempts - 1,
                "retry_reason": "timeout" if delivery.attempts > 1 else "",
            }
        self.waiting[envelope["envelope_id"]] = delivery
        await self.open[next(self._turn) % len(self.open)].send_json(envelope)

    async def again(self, delivery):
        """Deliver an event again, as Slack does when no acknowledgement came."""
        delivery.attempts += 1
        await self.deliver(delivery)

    async def connected(self, count=1, timeout=15):
        """Wait until that many connections are open."""

        async def wait():
            while len(self.open) < count:
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(wait(), timeout)

    async def disconnect(self, reason="refresh_requested", close=True):
        """Ask for new connections; reasons: warning, refresh_requested, link_disabled, too_many_websockets."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}})
            if close and reason != "warning":
                await socket.close()

    async def drop(self):
        """Cut every connection as a failing network does."""
        for socket in list(self.open):
            socket.cut()
        await asyncio.sleep(0)

    def _hello(self):
        about = {"host": "loopback", "approximate_connection_time": 3600}
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": about,
            "connection_info": {"app_id": self.slack.app_id},
        }

    def _receive(self, data):
        message = json.loads(data)
        delivery = self.waiting.pop(message.get("envelope_id"), None)
        if delivery is None:
            self.slack.problems.append(f"acknowledgement of an unknown envelope: {data[:100]}")
            return
        self.slack.take_ack(delivery, message.get("payload"), 200)


class _At(Clock):
    def __init__(self, clock):
        self.clock = clock

    def now(self):
        return self.clock().timestamp()


class Http:
    """HTTP mode: requests signed with the signing secret, rightly or as `signature` says."""

    def __init__(self, slack, url):
        self.slack = slack
        self.url = url
        self.tasks: set = set()

    async def deliver(self, delivery, signature="right", **how):
        """Post one request; signature: right, wrong, stale, missing or changed (the body after signing)."""
        task = asyncio.ensure_future(self._post(delivery, signature))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        if signature != "right":
            await task

    async def again(self, delivery):
        """Deliver an event again, with the headers of a retry."""
        delivery.attempts += 1
        await self.deliver(delivery)

    async def _post(self, delivery, signature):
        body, kind = encoded(delivery)
        headers = self.signed(body, signature) | {"Content-Type": kind}
        if delivery.attempts > 1:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempts - 1), "X-Slack-Retry-Reason": "http_timeout"}
        if signature == "changed":
            body += b"&x=1"
        async with aiohttp.ClientSession() as session, session.post(self.url, data=body, headers=headers) as answer:
            text = await answer.text()
            with contextlib.suppress(ValueError):
                text = json.loads(text) if text else None
            delivery.status = answer.status
            if answer.status == 200:
                self.slack.take_ack(delivery, text, answer.status)

    def signed(self, body, signature="right"):
        """Headers of a request with this body."""
        if signature == "missing":
            return {}
        when = int(self.slack.clock().timestamp()) - (600 if signature == "stale" else 0)
        secret = "another secret" if signature == "wrong" else self.slack.signing_secret
        made = SignatureVerifier(secret, _At(self.slack.clock)).generate_signature(timestamp=str(when), body=body)
        return {"X-Slack-Request-Timestamp": str(when), "X-Slack-Signature": made}


def encoded(delivery):
    """Body and content type of a delivery over HTTP."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    fields = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def ack_problems(delivery, body):
    """What is wrong with the body of an acknowledgement."""
    if not isinstance(body, dict):
        return []
    if "options" in body or "option_groups" in body:
        return limits.options_problems(body)
    if body.get("response_action") in ("update", "push"):
        return limits.view_problems(body.get("view") or {})
    return limits.message_problems(body) if body.get("text") or body.get("blocks") else []
