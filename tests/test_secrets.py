"""No secret stands in the project, and none leaves it by a log."""

import io
import json
import logging
import re
import subprocess

import pytest
import structlog

from bot.logs import configure
from tests.program import TOP, factionwatch

FORMS = re.compile(
    rb"xox[abeprs]-\d{6,}-[\w-]{10,}|xapp-\d-[A-Z0-9]{8,}-\d{6,}-[0-9a-f]{20,}"  # Slack
    rb"|[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}"  # Discord
    rb"|discord(?:app)?\.com/api/webhooks/\d{15,}/[\w-]{40,}|hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{20,}"
    rb"|-----BEGIN [A-Z ]*PRIVATE KEY-----|gh[pousr]_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}"
)
MADE_UP = re.compile(rb"(?i)example|fake|test|secret|xxxx|1234567890|abcdef")
DISCORD = "MTE4NzY1NDMyMTA5ODc2NTQzMg.GhIjKl.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789_-"  # composed


def _files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout of git")
    return [TOP / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_holds_a_secret():
    """Nothing that looks like a token or a key, but those composed for tests."""
    found = [
        (path.name, match[:12])
        for path in _files()
        if path.is_file()
        for match in FORMS.findall(path.read_bytes())
        if not MADE_UP.search(match) and path.name != "test_secrets.py"
    ]

    assert found == []


def test_no_settings_and_no_store_are_committed():
    """Not even by accident."""
    assert [p.name for p in _files() if p.name == ".env" or ".db" in p.suffixes] == []


def test_tokens_are_blotted_out_of_every_log():
    """In our events, in fields, in what libraries write, in tracebacks."""
    stream = io.StringIO()
    configure("debug", stream)
    slack = "xoxb-123456789012-abcdefghijkl"
    try:
        structlog.get_logger().info("asked", token=DISCORD, address=f"wss://x/?token={slack}")
        logging.getLogger("library").warning("sent Authorization: Bot %s", DISCORD)
        try:
            raise ValueError(f"bad token {slack}")
        except ValueError:
            structlog.get_logger().exception("failed")
    finally:
        structlog.reset_defaults()
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    said = stream.getvalue()

    assert len([json.loads(line) for line in said.splitlines()]) == 3
    assert DISCORD not in said
    assert slack not in said
    assert said.count("***") >= 4


@pytest.mark.parametrize("arguments", [("check", "--settings"), ("--debug", "check", "--settings")])
def test_settings_are_shown_without_their_secrets(tmp_path, arguments):
    """Only whether they are set."""
    ran = factionwatch(*arguments, folder=tmp_path, DISCORD_TOKEN=DISCORD)

    assert DISCORD not in ran.out + ran.err
