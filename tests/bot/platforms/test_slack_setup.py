"""The manifest follows from the commands."""

import pytest

from bot.command import commands
from bot.platforms.slack_setup import EVENTS, LEAST, SETTLING, manifest, scopes

NAMES = ("actor", "events", "digest", "story", "subscribe", "unsubscribe", "subscriptions")


def test_the_one_command_and_those_with_names_of_their_own():
    """Generic ones stand only under the one."""
    made = manifest(commands(), "/fw", list(LEAST))
    found = [c["command"] for c in made["features"]["slash_commands"]]
    assert found[0] == "/fw"
    assert set(found[1:]) == {f"/{name}" for name in NAMES}
    assert all(c["should_escape"] for c in made["features"]["slash_commands"])


def test_socket_mode_needs_no_address_and_http_mode_names_it_everywhere():
    """Commands, events, presses and completions go there."""
    socket = manifest(commands(), "/factionwatch", list(LEAST))
    assert socket["settings"]["socket_mode_enabled"]
    assert "https://" not in str(socket)
    http = manifest(commands(), "/factionwatch", list(LEAST), "https://bot.example/", installs=True)
    assert not http["settings"]["socket_mode_enabled"]
    assert {c["url"] for c in http["features"]["slash_commands"]} == {"https://bot.example/slack/events"}
    assert http["settings"]["interactivity"]["message_menu_options_url"] == "https://bot.example/slack/events"
    assert http["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]


def test_there_is_one_global_shortcut_and_every_event_we_listen_to():
    """Home, mentions, direct messages, and being removed."""
    made = manifest(commands(), "/factionwatch", list(LEAST))
    assert [s["type"] for s in made["features"]["shortcuts"]] == ["global"]
    assert made["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


def test_scopes_are_the_least_unless_more_is_wanted():
    """Each says what it buys."""
    assert not any("history" in s for s in scopes() if s != "im:history")
    assert set(scopes(settle=True)) - set(scopes()) == set(SETTLING)
    assert set(scopes(subscribers=("admins",))) - set(scopes()) == {"users:read"}
    assert all(scopes(True, ("admins",)).values())


@pytest.mark.parametrize(("path", "limit"), [("name", 35), ("description", 140)])
def test_texts_are_within_slack_s_limits(path, limit):
    """Of the app, its shortcut and its commands."""
    made = manifest(commands(), "/factionwatch", list(LEAST))
    assert len(made["display_information"][path]) <= limit
    assert len(made["features"]["shortcuts"][0]["name"]) <= 24
    for command in made["features"]["slash_commands"]:
        assert 1 < len(command["command"]) <= 32
        assert command["description"]
