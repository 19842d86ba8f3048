"""The interactive prompt of the terminal, with history and completion."""

import asyncio
from collections.abc import Iterator

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer
from prompt_toolkit.completion import Completion as Suggestion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

from bot.command import Asker, Command, commands
from bot.core import Bot
from bot.platforms.terminal import Conversation


class Completions(Completer):
    """Completes commands, actor names and other arguments while a person types."""

    def __init__(self, bot: Bot, asker: Asker) -> None:
        self._bot, self._asker = bot, asker

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Suggestion]:
        """What may follow what has been typed."""
        line = document.text_before_cursor.lstrip()
        name, space, rest = line.lstrip("/").partition(" ")
        if not space:
            yield from (Suggestion(f"/{c} ", -len(line)) for c in commands() if c.startswith(name.lower()))
            return
        command = commands().get(name.lower())
        if command is None or not command.arguments:
            return
        argument, typed = self._argument(command, rest)
        for choice in self._bot.complete(command.name, argument, typed, self._asker):
            yield Suggestion(choice.value, -len(typed), display=choice.label)

    @staticmethod
    def _argument(command: Command, rest: str) -> tuple[str, str]:
        """Which argument is being typed, and what of it stands already."""
        word = rest.rsplit(" ", 1)[-1]
        name, colon, value = word.partition(":")
        if colon and command.argument(name):
            return name, value
        return command.arguments[0].name, rest


async def talk(conversation: Conversation, history_file: str | None = None) -> None:
    """Answers a person until they leave; posts may appear between prompts."""
    history = FileHistory(history_file) if history_file else InMemoryHistory()
    completer = Completions(conversation.bot, conversation.asker)
    session: PromptSession[str] = PromptSession(
        history=history, completer=completer, complete_in_thread=True, complete_while_typing=False
    )
    with patch_stdout(raw=True):
        while True:
            try:
                line = await session.prompt_async("> ")
            except EOFError:
                return
            if line.strip():
                await asyncio.get_running_loop().run_in_executor(None, conversation.answer, line)
