"""/help [command]: what can be asked, and how."""

from collections.abc import Mapping

from bot.briefing import Action, Briefing, Line, Section
from bot.command import Argument, Command, Request, commands


def run(request: Request, command: str | None) -> Briefing:
    """All commands, or one with its arguments and an example."""
    return _one(request, commands()[command]) if command else _all(request)


def _all(request: Request) -> Briefing:
    t = request.texts
    lines = tuple(Line(f"{c.usage}: {t.say(f'command.{c.name}')}") for c in commands().values())
    examples = tuple(Action(c.example, c.example) for c in commands().values() if c.example)[:4]
    return Briefing(
        "help",
        t.say("help.title"),
        t.say("help.text"),
        sections=(Section(t.say("help.commands"), lines),),
        actions=examples,
        private=True,
    )


def _one(request: Request, command: Command) -> Briefing:
    t = request.texts
    arguments = tuple(
        Line(f"{a.name}: {argument_help(request, command, a)}") for a in command.arguments if not a.hidden
    )
    sections = (Section(t.say("help.arguments"), arguments),) if arguments else ()
    example = command.example or command.usage
    return Briefing(
        "help",
        command.usage,
        t.say(f"command.{command.name}"),
        sections=sections,
        actions=(Action(f"{t.say('help.example')}: {example}", example),),
        private=True,
    )


def argument_help(request: Request, command: Command, argument: Argument) -> str:
    """The help of an argument: its own in this command, or the general one of its name."""
    own = f"argument.{command.name}.{argument.name}"
    return request.texts.say(own if request.texts.has(own) else f"argument.{argument.name}")


def names(request: Request) -> Mapping[str, str]:
    """Commands by what may be typed for them."""
    return {written: name for name in commands() for written in (name, f"/{name}")}


command = Command("help", run, (Argument("command", kind="choice", choices=names),), private=True)
