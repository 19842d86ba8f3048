"""Settings, read once from the environment or `.env`; every one is optional."""

import re
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.ages import parse_retention
from bot.texts import LANGUAGES
from model.errors import UsageError

Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """What the environment says."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    db: str = Field("factionwatch.db", alias="FACTIONWATCH_DB")
    feeds: str = Field("builtin", alias="FACTIONWATCH_FEEDS")
    actors: str = Field("builtin", alias="FACTIONWATCH_ACTORS")
    language: str = Field("en", alias="FACTIONWATCH_LANG")
    contact: str = Field("", alias="FACTIONWATCH_CONTACT")
    log: str = Field("", alias="FACTIONWATCH_LOG")
    http: str = Field("", alias="FACTIONWATCH_HTTP")
    retention: str = Field("", alias="FACTIONWATCH_RETENTION")
    unsure: str = Field("resend", alias="FACTIONWATCH_UNSURE")
    reports: str = Field("", alias="FACTIONWATCH_REPORTS")
    subscribers: Words = Field(("members",), alias="FACTIONWATCH_SUBSCRIBERS")
    max_subscriptions: int = Field(50, alias="FACTIONWATCH_MAX_SUBSCRIPTIONS", ge=1)
    storm: str = Field("10/10m", alias="FACTIONWATCH_STORM")
    user_rate: int = Field(20, alias="FACTIONWATCH_USER_RATE", ge=1)
    discord_token: SecretStr = Field(SecretStr(""), alias="DISCORD_TOKEN")
    slack_bot_token: SecretStr = Field(SecretStr(""), alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr = Field(SecretStr(""), alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr = Field(SecretStr(""), alias="SLACK_SIGNING_SECRET")
    slack_client_id: str = Field("", alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr = Field(SecretStr(""), alias="SLACK_CLIENT_SECRET")
    slack_command: str = Field("/factionwatch", alias="SLACK_COMMAND")
    slack_http: str = Field("127.0.0.1:3000", alias="SLACK_HTTP")

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
        return value

    @field_validator("log")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in ("", "debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @field_validator("unsure")
    @classmethod
    def _known_way(cls, value: str) -> str:
        if value not in ("resend", "hold"):
            raise ValueError("must be resend or hold")
        return value

    @field_validator("subscribers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("storm")
    @classmethod
    def _rate(cls, value: str) -> str:
        if value != "off" and not re.fullmatch(r"[1-9]\d*/[1-9]\d*[smh]", value):
            raise ValueError('must be like "10/10m" (stories per time) or "off"')
        return value

    @field_validator("retention")
    @classmethod
    def _age(cls, value: str) -> str:
        parse_retention(value)
        return value

    @field_validator("slack_command")
    @classmethod
    def _slash_command(cls, value: str) -> str:
        if not re.fullmatch(r"/?[a-z0-9_-]{1,31}", value):
            raise ValueError("must be a slash command of small letters, such as /fw")
        return f"/{value.lstrip('/')}"

    @field_validator("http", "slack_http")
    @classmethod
    def _address(cls, value: str) -> str:
        if value in ("", "off"):
            return ""
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError('must be "host:port", for example 127.0.0.1:9464')
        return value

    @property
    def has_chat(self) -> bool:
        """Whether there is a token of a chat platform."""
        tokens = (self.discord_token, self.slack_bot_token, self.slack_client_secret)
        return any(token.get_secret_value() for token in tokens)

    @property
    def slack_by_http(self) -> bool:
        """A signing secret without an app token means HTTP mode."""
        return bool(self.slack_signing_secret.get_secret_value()) and not self.slack_app_token.get_secret_value()


def read_settings() -> Settings:
    """The settings, or one sentence that names the wrong one."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise UsageError(f"{name} {_lower(reason)} (it is {first['input']!r}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(".env is not UTF-8 text; save it as UTF-8.") from error
    _check_halves(settings)
    return settings


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _check_halves(settings: Settings) -> None:
    """Half a set of tokens is an error, not a silent nothing."""
    bot, app = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    signing, secret = (
        settings.slack_signing_secret.get_secret_value(),
        settings.slack_client_secret.get_secret_value(),
    )
    several = bool(settings.slack_client_id and secret)
    if bool(settings.slack_client_id) != bool(secret):
        raise UsageError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together; one of them is missing.")
    if several and not signing and not (bot and app):  # with both tokens one workspace is served, whatever else is set
        raise UsageError("SLACK_CLIENT_ID (several workspaces) needs SLACK_SIGNING_SECRET too.")
    if bot and not (app or signing):
        raise UsageError("SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode) too.")
    if (app or signing) and not (bot or several):
        raise UsageError(f"{'SLACK_APP_TOKEN' if app else 'SLACK_SIGNING_SECRET'} needs SLACK_BOT_TOKEN too.")
