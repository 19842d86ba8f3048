"""`factionwatch ask`: one answer, for people or as JSON."""

import json
import sys

from rich.console import Console

from bot import wiring
from bot.briefing import to_json
from bot.command import Asker
from bot.platforms.terminal import Screen
from bot.settings import Settings


def ask(settings: Settings, line: str, as_json: bool) -> int:
    """Prints the answer to a line; 0 also where the name is unknown or means several, 2 where the line is wrong."""
    with wiring.opened(settings, wiring.system_clock) as bot:
        briefing = bot.reply(line, Asker())
    if as_json:
        sys.stdout.write(json.dumps(to_json(briefing), ensure_ascii=False, indent=1) + "\n")
    else:
        Screen(Console(highlight=False)).show(briefing)
    return 2 if briefing.kind == "error" else 0
