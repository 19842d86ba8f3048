"""Slack's workspaces: which token speaks to which, and what an error of a call means."""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms import slack_payloads as payloads
from bot.platforms.slack_keys import Keys
from bot.platforms.slack_payloads import PLATFORM
from model.delivery import Channel, Later, Refused, Unsure
from model.errors import FactionwatchError, UsageError
from model.installation import Installation
from store.secrets import Secrets

log = structlog.get_logger()

REQUEST_SECONDS = 30.0
MEMBERS_A_PAGE, MEMBER_PAGES = 1000, 50
MEMBER_FOR = 60.0  # seconds that we believe what Slack said of our place in a channel
# What a call may fail with, as opposed to faults of our own; ValueError is an answer that is no JSON.
TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError)
WRONG_APP_TOKEN = "Slack does not accept SLACK_APP_TOKEN ({error}); it begins with xapp- and needs connections:write."
WRONG_TOKEN = "Slack does not accept SLACK_BOT_TOKEN ({error}); copy it again from the app's OAuth page."
_ENVIRONMENT = (
    "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET",
    "SLACK_VERIFICATION_TOKEN", "SLACK_SCOPES", "SLACK_USER_SCOPES", "SLACK_REDIRECT_URI",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """Who we are in a workspace: its own address, and the name that /invite knows us by."""

    url: str
    handle: str


@dataclass(frozen=True)
class Look:
    """What a look at Slack found."""

    team: str
    handle: str
    scopes: tuple[str, ...]
    missing: Mapping[Channel, str]  # what is missing there, in words; empty if nothing


class NotInstalled(FactionwatchError):
    """No token is known for a workspace."""


class Workspaces:
    """Clients by workspace. A token of the settings serves its own workspace, installations serve theirs."""

    def __init__(self, keys: Keys, secrets: Secrets | None, address: str = "") -> None:
        self._keys, self.secrets, self._address = keys, secrets, address or AsyncWebClient.BASE_URL
        self._session: aiohttp.ClientSession | None = None
        self._once: aiohttp.ClientSession | None = None
        self._own: Installation | None = None
        self._own_revoked = False
        self._known: dict[str, Installation] = {}
        self._clients: dict[tuple[str, bool], AsyncWebClient] = {}
        self._about: dict[str, About] = {}
        self._open: set[tuple[str, str]] = set()  # public channels; those seldom become private
        self._members: dict[tuple[str, str], tuple[float, str]] = {}

    async def open(self) -> None:
        """Opens the sessions that all calls share."""
        timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS, connect=10.0)
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)
        connector = aiohttp.TCPConnector(force_close=True)
        self._once = aiohttp.ClientSession(timeout=timeout, trust_env=True, connector=connector)

    async def close(self) -> None:
        """Ends all calls."""
        if self.secrets is not None:
            self.secrets.close()
        for session in (self._session, self._once):
            if session is not None:
                await session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared session, its connections kept."""
        if self._session is None:
            raise UsageError("Slack is not connected.")
        return self._session

    @property
    def once(self) -> aiohttp.ClientSession:
        """For what must not be said twice: on a kept connection that Slack has closed meanwhile, nobody could tell
        whether it was said."""
        if self._once is None:
            raise UsageError("Slack is not connected.")
        return self._once

    async def sign_in(self) -> Installation | None:
        """Asks Slack whose token the settings hold; None without one. UsageError if it is not accepted."""
        if not self._keys.bot_token:
            return None
        try:
            answer = await self.plain(self._keys.bot_token).auth_test()
        except SlackApiError as error:
            if isinstance(failure(error), Refused):
                raise UsageError(WRONG_TOKEN.format(error=word(error))) from error
            raise
        team = str(answer["team_id"])
        scopes = tuple(str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(","))
        self._own = Installation(
            PLATFORM, team, self._keys.bot_token, str(answer["user_id"]), str(answer.get("bot_id") or ""),
            str(answer.get("team") or ""), scopes,
        )  # fmt: skip
        self._about[team] = _about(answer)
        return self._own

    async def socket_address(self) -> str:
        """A fresh address of Socket Mode, good once. UsageError if the app's token is not accepted."""
        try:
            return str((await self.plain().apps_connections_open(app_token=self._keys.app_token))["url"])
        except SlackApiError as error:
            if isinstance(failure(error), Refused):
                raise UsageError(WRONG_APP_TOKEN.format(error=word(error))) from error
            raise

    def plain(self, token: str | None = None, once: bool = False) -> AsyncWebClient:
        """A client that repeats nothing by itself: what may be asked twice is decided by us."""
        session = self.once if once else self.session
        return AsyncWebClient(token, base_url=self._address, session=session, retry_handlers=[])

    async def installation(self, team: str) -> Installation:
        """Whose token speaks to a workspace; NotInstalled if none does."""
        found = self._known.get(team)
        if found is None and self.secrets is not None:
            found = await asyncio.to_thread(self.secrets.find, PLATFORM, team)
        if found is None and self._own is not None and (self.secrets is None or self._own.workspace == team):
            found = self._own  # also for people of other workspaces in a shared channel
        if found is None:
            raise NotInstalled(f"no token is known for the Slack workspace {team}")
        self._known[team] = found
        return found

    async def client(self, team: str, once: bool = False) -> AsyncWebClient:
        """The client of a workspace, `once` for posts; NotInstalled if it has no token."""
        key = ((await self.installation(team)).token, once)
        if key not in self._clients:
            self._clients[key] = self.plain(*key)
        return self._clients[key]

    async def forget(self, team: str) -> None:
        """Drops a workspace's token."""
        self._known.pop(team, None)
        self._own_revoked |= self._own is not None and self._own.workspace == team
        if self.secrets is not None:
            await asyncio.to_thread(self.secrets.remove, PLATFORM, team)

    def renewed(self, team: str) -> None:
        """A workspace has installed the app again: what was known of it no longer counts."""
        self._known.pop(team, None)
        self._about.pop(team, None)

    async def about(self, team: str) -> "About":
        """Who we are in a workspace, asked once."""
        if team not in self._about:
            self._about[team] = _about(await (await self.client(team)).auth_test())
        return self._about[team]

    async def present(self) -> frozenset[str]:
        """The workspaces that we have a token of."""
        kept = await asyncio.to_thread(self.secrets.all) if self.secrets is not None else ()
        found = {one.workspace for one in kept if one.platform == PLATFORM}
        return frozenset(found | ({self._own.workspace} if self._own and not self._own_revoked else set()))

    async def has_member(self, team: str, channel: str, user: str) -> bool:
        """Whether a user is in a channel."""
        client, cursor = await self.client(team), ""
        for _ in range(MEMBER_PAGES):
            answer = await client.conversations_members(channel=channel, limit=MEMBERS_A_PAGE, cursor=cursor or None)
            if user in answer["members"]:
                return True
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return False
        return False

    async def is_seen_by(self, team: str, user: str, own: str, channel: str) -> bool:
        """Whether a channel is a user's business: public, one he is in, or his `own` conversation with us."""
        if payloads.is_direct(channel):
            return channel == own
        try:
            if (team, channel) not in self._open:
                found = (await (await self.client(team)).conversations_info(channel=channel))["channel"]
                if found.get("is_private"):
                    return await self.has_member(team, channel, user)
                self._open.add((team, channel))
        except SlackApiError:
            return False
        return True

    async def is_admin(self, team: str, user: str) -> bool:
        """Whether a user runs the workspace; needs the scope users:read."""
        found = (await (await self.client(team)).users_info(user=user))["user"]
        return bool(found.get("is_admin") or found.get("is_owner"))

    async def missing(self, team: str, channel: str, fresh: bool = True) -> str:
        """What is missing to post in a conversation, in words; empty if nothing, or if Slack does not say."""
        now = asyncio.get_running_loop().time()
        at, words = self._members.get((team, channel), (-MEMBER_FOR, ""))
        if fresh or now - at >= MEMBER_FOR:
            words = await self._missing(team, channel)
            self._members[(team, channel)] = (now, words)
        return words

    async def _missing(self, team: str, channel: str) -> str:
        try:
            answer = await (await self.client(team)).conversations_info(channel=channel)
        except SlackApiError as error:
            if word(error) == "missing_scope":  # an older installation cannot look, so posting has to show it
                return ""
            found = failure(error)
            if isinstance(found, Refused) and found.reason == "not-found":  # a private channel without us, or none
                return payloads.missing({"is_member": False}, (await self.about(team)).handle)
            return found.words
        return payloads.missing(answer["channel"], (await self.about(team)).handle)


async def look(keys: Keys, channels: Sequence[Channel] = (), secrets: Secrets | None = None, address: str = "") -> Look:
    """Tries the tokens without serving. UsageError names one that is not accepted."""
    workspaces = Workspaces(keys, secrets, address)
    await workspaces.open()
    try:
        own = await workspaces.sign_in()
        if keys.app_token:
            await workspaces.socket_address()
        missing = {c: await _missing_in(workspaces, c) for c in channels}
        handle = (await workspaces.about(own.workspace)).handle if own else ""
        return Look(own.name if own else "", handle, own.scopes if own else (), missing)
    except TROUBLE as error:
        raise FactionwatchError(f"Slack cannot be reached: {failure(error).words}.") from error
    finally:
        await workspaces.close()


async def _missing_in(workspaces: Workspaces, channel: Channel) -> str:
    try:
        return await workspaces.missing(channel.workspace, channel.id)
    except NotInstalled as error:
        return str(error)


def _about(answer: AsyncSlackResponse) -> About:
    return About(str(answer.get("url") or ""), str(answer.get("user") or payloads.HANDLE))


def word(error: SlackApiError) -> str:
    """Slack's word for what went wrong; empty where it was no answer of the Web API."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def failure(error: Exception) -> Refused | Later | Unsure:
    """What a failed call means for what was to be posted."""
    if isinstance(error, SlackApiError):
        answer = error.response
        data = answer.data if isinstance(answer.data, dict) else {}
        wait = answer.headers.get("Retry-After") or answer.headers.get("retry-after")
        seconds = float(wait) if wait else None
        return payloads.outcome(word(error), answer.status_code, seconds, str(data.get("needed") or ""))
    if isinstance(error, aiohttp.ClientConnectorError):
        return Later(10.0, f"no connection: {error}")
    return Unsure(f"the answer was lost: {error!r}")


@contextmanager
def hidden_from_bolt() -> Iterator[None]:
    """Bolt reads the environment by itself, and with a client id in it ignores the token it is given."""
    held = {name: os.environ.pop(name) for name in _ENVIRONMENT if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(held)
