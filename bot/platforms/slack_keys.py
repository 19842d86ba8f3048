"""What the settings say about Slack; loads no library, so that a start without Slack does not wait for one."""

from dataclasses import dataclass, field

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Keys:
    """What the settings say about Slack."""

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    command: str = "/factionwatch"
    address: str = "127.0.0.1:3000"
    subscribers: tuple[str, ...] = ("members",)

    @property
    def by_socket(self) -> bool:
        """Whether Slack tells us over Socket Mode."""
        return bool(self.app_token)

    @property
    def installs(self) -> bool:
        """Whether workspaces install the app by themselves."""
        return bool(self.client_id and self.client_secret)

    @property
    def serves(self) -> bool:
        """Whether we listen on an address: for what Slack tells us, or for installations."""
        return not self.by_socket or (self.installs and not self.bot_token)


def slack_keys(settings: Settings) -> Keys | None:
    """What the settings say; None without a token and without an app that workspaces can install."""
    token = settings.slack_bot_token.get_secret_value()
    keys = Keys(
        token,
        settings.slack_app_token.get_secret_value(),
        settings.slack_signing_secret.get_secret_value(),
        settings.slack_client_id,
        settings.slack_client_secret.get_secret_value(),
        settings.slack_command,
        settings.slack_http,
        settings.subscribers,
    )
    return keys if token or keys.installs else None
