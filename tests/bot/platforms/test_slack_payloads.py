"""What Slack sends is read rightly, and its errors are told apart."""

import pytest

from bot.command import commands
from bot.platforms import slack_payloads as payloads
from bot.platforms.slack_payloads import Incoming
from bot.pressing import Press
from model.delivery import Later, Refused, Unsure


@pytest.mark.parametrize(
    ("command", "text", "line"),
    [
        ("/factionwatch", "actor badr", "actor badr"),
        ("/actor", "badr", "/actor badr"),
        ("/factionwatch", "", "/help"),
        ("/factionwatch", "  ", "/help"),
        ("/actors", "", "/actors"),
        ("/fw", "events badr days:7", "events badr days:7"),
    ],
)
def test_a_slash_command_is_a_typed_line(command, text, line):
    """The one command takes every command as its first word; the others are named by themselves."""
    assert payloads.typed_line({"command": command, "text": text}, "/factionwatch", commands()) == line


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("badr &amp; co &lt;3", "badr & co <3"),
        ("channel:<#C123|news>", "channel:C123"),
        ("channel:<#C123|>", "channel:C123"),
        ("<http://rudaw.net|rudaw.net>", "rudaw.net"),
        ("<https://rudaw.net/a?b=1&amp;c=2>", "https://rudaw.net/a?b=1&c=2"),
        ("<!subteam^S1|@desk> <!here>", "@desk here"),
        ("«كتائب حزب الله»", "«كتائب حزب الله»"),
        ("a\xa0b", "a b"),
    ],
)
def test_what_was_typed_is_read_without_slack_s_marks(written, typed):
    """Channels are their ids, links as typed, escapes undone."""
    assert payloads.plain(written) == typed


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<@U0> actor badr", "actor badr"),
        ("actor badr <@U0>", "actor badr"),
        ("<@U0>", "/help"),
        ("actor badr", "actor badr"),
    ],
)
def test_a_message_to_the_bot_is_a_typed_line(text, line):
    """Its name may stand first or last, or nowhere in a direct message."""
    assert payloads.spoken_line(text, "U0") == line


def test_where_a_command_was_typed():
    """Channel, user, workspace; a direct message by its channel's letter."""
    body = {"user_id": "U1", "channel_id": "D1", "response_url": "https://r", "trigger_id": "t"}
    assert payloads.command_from(body, "T1") == Incoming("T1", "U1", "D1", True, "https://r", "t")
    asker = payloads.asker(payloads.command_from(body, "T1"))
    assert (asker.platform, asker.workspace, asker.channel, asker.user, asker.direct) == (
        "slack",
        "T1",
        "D1",
        "U1",
        True,
    )


def test_where_a_button_was_pressed():
    """In a thread, in a message that one sees, in a view."""
    place = {"type": "message", "channel_id": "C1", "thread_ts": "1.2", "is_ephemeral": True}
    found = payloads.action_from({"user": {"id": "U1"}, "container": place, "response_url": "https://r"}, "T1")
    assert (found.channel, found.thread, found.hidden, found.view) == ("C1", "1.2", True, "")
    view = payloads.action_from({"user": {"id": "U1"}, "view": {"id": "V1", "type": "home"}}, "T1")
    assert (view.view, view.home, view.channel) == ("V1", True, "")


def test_a_mention_is_answered_in_its_thread():
    """A direct message is answered where it stands."""
    event = {"user": "U1", "channel": "C1", "ts": "1.1"}
    assert payloads.message_from(event, "T1").thread == "1.1"
    assert payloads.message_from(event | {"thread_ts": "1.0"}, "T1").thread == "1.0"
    assert payloads.message_from(event | {"channel_type": "im"}, "T1").thread == ""


def test_a_line_names_its_command():
    """With and without a slash, in any case; others name none."""
    assert payloads.command_of("/Actor badr", commands()).name == "actor"
    assert payloads.command_of("events", commands()).name == "events"
    assert payloads.command_of("hello", commands()) is None


def test_only_the_asker_turns_his_page():
    """Others get a copy of their own; a post belongs to nobody."""
    page, reader = Press("/events", 2, turns=True), Incoming("T1", "U1")
    assert payloads.in_place(page, "U1", reader)
    assert not payloads.in_place(page, "U2", reader)
    assert not payloads.in_place(page, "", reader)
    assert not payloads.in_place(Press("/events"), "U1", reader)


@pytest.mark.parametrize("value", [None, "", "x", "U1/", "U1/z|1||/help"])
def test_buttons_of_others_are_not_ours(value):
    """A button of an older version means nothing."""
    assert payloads.press_of({"actions": [{"value": value}]})[1] is None


@pytest.mark.parametrize(
    ("error", "result"),
    [
        ("channel_not_found", Refused("not-found", "channel not found")),
        ("not_in_channel", Refused("forbidden", payloads.NOT_MEMBER.format(handle="factionwatch"))),
        ("is_archived", Refused("forbidden", "missing permission: the channel is archived")),
        ("account_inactive", Refused("revoked", "Slack no longer accepts the workspace's token (account_inactive)")),
        ("token_revoked", Refused("revoked", "Slack no longer accepts the workspace's token (token_revoked)")),
        ("missing_scope", Refused("forbidden", "missing permission: scope chat:write")),
        ("restricted_action", Refused("forbidden", "missing permission: restricted_action")),
        ("invalid_blocks", Refused("rejected", "invalid_blocks")),
        ("service_unavailable", Later(30.0, "service_unavailable")),
        ("fatal_error", Unsure("fatal_error")),
    ],
)
def test_errors_are_told_apart(error, result):
    """Gone, forbidden, revoked, rejected, later, lost."""
    assert payloads.outcome(error, 200, needed="chat:write") == result


def test_limits_and_faults_of_the_service_are_told_apart():
    """Told to wait, nothing was posted; a fault of the server may have posted."""
    assert payloads.outcome("ratelimited", 429, 12) == Later(12, "rate limit")
    assert payloads.outcome("", 503) == Unsure("HTTP 503")


def test_a_post_has_one_id_at_every_try():
    """Another post has another one."""
    assert payloads.client_id("k1") == payloads.client_id("k1") != payloads.client_id("k2")


def test_what_is_missing_in_a_channel_is_said():
    """Archived, not invited, or nothing."""
    assert "archived" in payloads.missing({"is_archived": True, "is_member": True})
    assert "/invite" in payloads.missing({"is_member": False})
    assert payloads.missing({"is_member": True}) == payloads.missing({"is_im": True}) == ""


def test_a_message_has_an_address():
    """In the workspace's own archive."""
    assert payloads.thread_link("https://desk.slack.example/", "C1", "12.000300") == (
        "https://desk.slack.example/archives/C1/p12000300"
    )
