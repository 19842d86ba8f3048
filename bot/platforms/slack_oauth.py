"""Installing into several workspaces: Bolt's OAuth flow on our own file of secrets."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.platforms.slack_keys import Keys
from bot.platforms.slack_payloads import PLATFORM
from bot.platforms.slack_workspaces import Workspaces, hidden_from_bolt
from model import installation as ours
from store.secrets import Secrets

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"


def flow(
    keys: Keys, workspaces: Workspaces, secrets: Secrets, token: Callable[[], str], scopes: tuple[str, ...]
) -> AsyncOAuthFlow:
    """The flow from the install page to a kept token; `token` makes an unguessable word."""
    with hidden_from_bolt():
        settings = AsyncOAuthSettings(
            client_id=keys.client_id,
            client_secret=keys.client_secret,
            scopes=scopes,
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            installation_store=Installations(workspaces, secrets),
            installation_store_bot_only=True,
            state_store=States(secrets, token),
        )
        return AsyncOAuthFlow(client=workspaces.plain(), settings=settings)


class Installations(AsyncInstallationStore):
    """Tokens of workspaces, as Slack's library asks for them."""

    def __init__(self, workspaces: Workspaces, secrets: Secrets) -> None:
        self._workspaces, self._secrets = workspaces, secrets

    @property
    def logger(self) -> logging.Logger:
        """Where the library logs."""
        return logging.getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        """Keeps the token of an installation."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Keeps a bot's token."""
        kept = ours.Installation(
            PLATFORM, str(bot.team_id or bot.enterprise_id), bot.bot_token, bot.bot_user_id, bot.bot_id,
            bot.team_name or "", tuple(bot.bot_scopes), datetime.fromtimestamp(bot.installed_at, UTC),
        )  # fmt: skip
        await asyncio.to_thread(self._secrets.save, kept)
        self._workspaces.renewed(kept.workspace)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """A workspace's token."""
        found = await asyncio.to_thread(self._secrets.find, PLATFORM, str(team_id or enterprise_id))
        return None if found is None else _bot(found)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forgets a workspace's token."""
        await self._workspaces.forget(str(team_id or enterprise_id))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Nothing is kept of single users."""


def _bot(found: ours.Installation) -> Bot:
    at = found.at.timestamp() if found.at else 0.0
    return Bot(
        team_id=found.workspace, team_name=found.name, bot_token=found.token, bot_id=found.bot,
        bot_user_id=found.user, bot_scopes=found.scopes, installed_at=at,
    )  # fmt: skip


class States(AsyncOAuthStateStore):
    """The states of installations under way: each is good once, for ten minutes."""

    def __init__(self, secrets: Secrets, token: Callable[[], str]) -> None:
        self._secrets, self._token = secrets, token

    @property
    def logger(self) -> logging.Logger:
        """Where the library logs."""
        return logging.getLogger(__name__)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state."""
        state = self._token()
        await asyncio.to_thread(self._secrets.issue, state)
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether a state that came back is one of ours."""
        return await asyncio.to_thread(self._secrets.consume, state)
