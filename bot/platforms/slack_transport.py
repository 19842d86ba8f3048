"""How Slack reaches us: Socket Mode, or signed requests over HTTP; and the pages that install the app."""

import asyncio
import secrets as tokens
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.platforms.slack_keys import Keys
from bot.platforms.slack_oauth import INSTALL, REDIRECT, flow
from bot.platforms.slack_setup import EVENTS_PATH, scopes
from bot.platforms.slack_workspaces import TROUBLE, NotInstalled, Workspaces, failure
from model.errors import UsageError

log = structlog.get_logger()

PING = 3.0  # seconds between signs of life on the socket; a dead one is replaced after one missed
LEAVE_WITHIN = 2.0  # for requests under way when the bot is told to stop
LONGEST_WAIT = 60.0  # seconds between two tries to reach Slack


@dataclass
class Waiting:
    """How many of Slack's requests are not acknowledged yet."""

    count: int = 0

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, *error: object) -> None:
        self.count -= 1


class Patience:
    """Waits longer from try to try, but never past the end."""

    def __init__(self, closed: asyncio.Event) -> None:
        self._closed, self._wait = closed, 1.0

    async def after(self, error: Exception) -> None:
        """Says that Slack was not reached, and waits."""
        log.warning("slack is not reachable", error=failure(error).words, again_in=self._wait)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._wait):
                await self._closed.wait()
        self._wait = min(self._wait * 2, LONGEST_WAIT)


class Authorize(AsyncAuthorize):
    """Tells Bolt whose token serves a request, without asking Slack each time."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(self, *, enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        """The workspace's token; None if it has not installed the app."""
        try:
            found = await self._workspaces.installation(str(team_id or enterprise_id))
        except NotInstalled:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=found.workspace,
            bot_token=found.token,
            bot_id=found.bot,
            bot_user_id=found.user,
        )


class Socket(AsyncSocketModeHandler):
    """Bolt's Socket Mode client, counting what is not acknowledged yet."""

    waiting: Waiting

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """One thing that Slack tells us."""
        with self.waiting:
            await super().handle(client, req)

    async def close(self) -> None:
        """Ends the connection."""
        await self.client.close()  # type: ignore[no-untyped-call]


async def connect(
    app: AsyncApp, keys: Keys, workspaces: Workspaces, waiting: Waiting, closed: asyncio.Event
) -> Socket | None:
    """Opens Socket Mode; None if closed before. The first address is asked for here, to name a wrong token."""
    socket, patience = Socket(app, keys.app_token, ping_interval=PING), Patience(closed)
    socket.waiting = waiting
    socket.client.message_listeners.append(_note_disconnect)
    while not closed.is_set():
        try:
            socket.client.wss_uri = await workspaces.socket_address()
            await socket.client.connect()  # type: ignore[no-untyped-call]
            return socket
        except UsageError:
            await socket.close()
            raise
        except TROUBLE as error:
            await patience.after(error)
    await socket.close()
    return None


async def _note_disconnect(client: object, message: dict[str, object], raw: str | None = None) -> None:
    """Slack's own wish to disconnect is followed by the library; only this one needs a person."""
    if message.get("type") == "disconnect" and message.get("reason") == "link_disabled":
        log.error("socket mode is switched off", remedy="switch it on in the app's settings")


async def listen(app: AsyncApp, keys: Keys, workspaces: Workspaces, waiting: Waiting) -> web.AppRunner:
    """Serves Slack's requests, whose signatures Bolt checks, and the pages that install the app."""
    site = web.Application()

    async def told(request: web.Request) -> web.Response:
        with waiting:
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    if not keys.by_socket:
        site.router.add_post(EVENTS_PATH, told)
    if keys.installs and workspaces.secrets is not None:
        granted = tuple(scopes(subscribers=keys.subscribers))
        _add_pages(site, flow(keys, workspaces, workspaces.secrets, tokens.token_urlsafe, granted))
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=LEAVE_WITHIN)
    await runner.setup()
    host, _, port = keys.address.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    except OSError as error:
        await runner.cleanup()
        raise UsageError(f"SLACK_HTTP: cannot listen on {keys.address}: {error.strerror}.") from error
    log.info("slack over http", address=keys.address)
    return runner


def _add_pages(site: web.Application, oauth: AsyncOAuthFlow) -> None:
    async def install(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await oauth.handle_installation(await to_bolt_request(request)))

    async def redirect(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await oauth.handle_callback(await to_bolt_request(request)))

    site.router.add_get(INSTALL, install)
    site.router.add_get(REDIRECT, redirect)
