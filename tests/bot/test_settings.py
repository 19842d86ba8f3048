"""Settings are read once, and a wrong or half one is a sentence."""

import pytest

from bot.platforms.slack_keys import slack_keys
from bot.settings import read_settings
from model.errors import UsageError

BOT, APP = {"SLACK_BOT_TOKEN": "xoxb-1"}, {"SLACK_APP_TOKEN": "xapp-1"}
SIGNED, CLIENT = {"SLACK_SIGNING_SECRET": "s"}, {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c"}


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Settings from these variables alone."""
    monkeypatch.chdir(tmp_path)

    def read(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return read_settings()

    return read


@pytest.mark.parametrize(
    ("given", "socket", "serves", "installs"),
    [
        (BOT | APP, True, False, False),
        (BOT | SIGNED, False, True, False),
        (BOT | APP | SIGNED, True, False, False),
        (BOT | APP | CLIENT, True, False, True),  # a .env that holds all names still serves one workspace by its token
        (BOT | SIGNED | CLIENT, False, True, True),
        (SIGNED | CLIENT, False, True, True),
        (APP | SIGNED | CLIENT, True, True, True),
    ],
)
def test_tokens_say_how_slack_is_served(read, given, socket, serves, installs):
    """Over a socket, over HTTP, for several workspaces."""
    keys = slack_keys(read(**given))
    assert (keys.by_socket, keys.serves, keys.installs) == (socket, serves, installs)
    assert "xoxb" not in repr(keys)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (BOT, "SLACK_APP_TOKEN"),
        (APP, "SLACK_BOT_TOKEN"),
        (SIGNED, "SLACK_BOT_TOKEN"),
        (CLIENT, "SLACK_SIGNING_SECRET"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET"),
    ],
)
def test_half_a_set_is_a_clear_error(read, given, missing):
    """It names what is missing."""
    with pytest.raises(UsageError, match=missing):
        read(**given)


def test_without_a_token_there_is_no_slack(read):
    """And nothing of it is loaded."""
    assert slack_keys(read()) is None


@pytest.mark.parametrize(("written", "command"), [("/fw", "/fw"), ("fw", "/fw")])
def test_the_slack_command_can_be_named(read, written, command):
    """With and without its slash."""
    assert read(SLACK_COMMAND=written).slack_command == command


@pytest.mark.parametrize("written", ["/Fw", "/two words", "/" + "x" * 40])
def test_a_slack_command_that_slack_would_refuse_is_refused(read, written):
    """In a sentence that names the setting."""
    with pytest.raises(UsageError, match="SLACK_COMMAND"):
        read(SLACK_COMMAND=written)
