"""The prompt of the terminal: a person types, completes with Tab, is answered and leaves."""

import asyncio
import io

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.command import Asker
from bot.platforms.prompt import Completions, talk
from bot.platforms.terminal import Conversation, Screen


@pytest.fixture
def completed(bot):
    """The lines that a typed one may become."""

    def completed(typed):
        found = Completions(bot, Asker()).get_completions(Document(typed), CompleteEvent())
        return [typed[: len(typed) + one.start_position] + one.text for one in found]

    return completed


def test_commands_are_completed_with_and_without_a_slash(completed):
    assert completed("/relat") == ["/relations "]
    assert completed("RELAT") == ["/relations "]


def test_names_are_completed_in_every_spelling(completed):
    assert "/actor Kataib Hezbollah" in completed("/actor katai")
    assert "/actor Kataib Hezbollah" in completed("/actor كتائب حزب")


def test_a_named_argument_is_completed_by_what_it_takes(completed):
    found = completed("/events badr type:stri")

    assert found
    assert all(line.startswith("/events badr type:") for line in found)


@pytest.mark.parametrize("typed", ["/nonsense x", "/about x"])
def test_nothing_is_offered_where_nothing_can_follow(completed, typed):
    assert completed(typed) == []


def test_a_person_is_answered_until_they_leave(bot, tmp_path):
    """Enter sends, an empty line is no question, a number presses what stands below the answer, Ctrl-D leaves.

    What was asked is remembered for the next time.
    """
    out = io.StringIO()
    conversation = Conversation(bot, Screen(Console(file=out, width=100, highlight=False)))
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("/about\r   \r/actor badr\r1\r\x04")
        asyncio.run(asyncio.wait_for(talk(conversation, str(tmp_path / "history")), 30))

    assert "Badr Organization" in out.getvalue()
    assert "Events: Badr Organization" in out.getvalue()
    assert "+/actor badr" in (tmp_path / "history").read_text()
