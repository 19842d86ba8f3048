"""/language code: the language of this channel."""

from collections.abc import Mapping
from dataclasses import replace

from bot.briefing import Briefing
from bot.command import Argument, Command, Permission, Request
from bot.texts import LANGUAGES, texts
from store import Questions


def run(request: Request, code: str) -> Briefing:
    """Sets the language; the answer is in it already."""

    def write(q: Questions) -> None:
        known = q.channels.ensure(request.channel)
        q.channels.set_habits(known.number, replace(known.habits, language=code))

    request.store.write(write, durable=True)
    t = texts(code)
    return Briefing("settings", t.say("language.title"), t.say("language.text", name=LANGUAGES[code]), private=True)


def languages(request: Request) -> Mapping[str, str]:
    """Languages by their own names and codes."""
    return {name: code for code, name in LANGUAGES.items()} | {code: code for code in LANGUAGES}


command = Command(
    "language",
    run,
    (Argument("code", kind="choice", required=True, choices=languages),),
    permission=Permission.MANAGE,
    private=True,
    example="/language ar",
)
