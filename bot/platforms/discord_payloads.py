"""Discord's payloads, without Discord: commands as a registration, interactions as calls. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.command import Argument, Asker, Call, Choice, Command, Permission
from bot.pressing import Press, pressed
from bot.texts import LANGUAGES, Texts, texts

PLATFORM = "discord"
MANAGE_CHANNELS, ADMINISTRATOR = 1 << 4, 1 << 3
TEXT_OPTION, NUMBER_OPTION, FLAG_OPTION, CHANNEL_OPTION = 3, 4, 5, 7
# text, announcement, their threads, forum
CHANNEL_TYPES = [0, 5, 10, 11, 12, 15]
DESCRIPTION, CHOICE_TEXT, CHOICES, CUSTOM_ID = 100, 100, 25, 100
GUILD, BOT_DM, PRIVATE = 0, 1, 2  # contexts of an interaction
PRIVATE_OPTION = "private"
TRANSLATED = tuple(x for x in LANGUAGES if x != "en")  # each is a locale of Discord's by the same name

# What the bot needs where it posts: bit, and the key of its name in the catalogue.
NEEDED = ((1 << 10, "view"), (1 << 11, "send"), (1 << 15, "attach"))
NEEDED_IN_THREADS = ((1 << 10, "view"), (1 << 38, "threads"), (1 << 15, "attach"))
LEAST = 274877959168  # view, send, embed links, attach files, send in threads
HISTORY = 1 << 16


@dataclass(frozen=True, slots=True)
class Incoming:
    """An interaction as far as we care: who did what, where, and with which rights."""

    channel: str
    user: str
    guild: str = ""
    locale: str = ""
    context: int = GUILD
    installed: bool = True  # in this guild or conversation, not only with the user
    permissions: int = 0  # of the user here
    app_permissions: int = 0  # of the bot here
    thread: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    asked_by: str = ""  # whose command the pressed message answers; empty for a post


def registration(commands: Sequence[Command], localised: bool = True) -> list[dict[str, Any]]:
    """The body of the one bulk registration; names stay Latin, descriptions are translated."""
    return [_command(c, localised) for c in commands]


def _command(command: Command, localised: bool) -> dict[str, Any]:
    options = [_option(command, a, localised) for a in sorted(command.arguments, key=lambda a: not a.required)]
    if not command.private:
        options.append(_described("argument.private", localised) | {"type": FLAG_OPTION, "name": PRIVATE_OPTION})
    body = _described(f"command.{command.name}", localised) | {"type": 1, "name": command.name, "options": options[:25]}
    if command.permission is Permission.MANAGE:
        body["default_member_permissions"] = str(MANAGE_CHANNELS)
    return body | {"contexts": [GUILD, BOT_DM, PRIVATE], "integration_types": [0, 1]}


def _option(command: Command, argument: Argument, localised: bool) -> dict[str, Any]:
    own = f"argument.{command.name}.{argument.name}"
    body = _described(own if texts("en").has(own) else f"argument.{argument.name}", localised)
    body |= {"type": _option_type(argument), "name": argument.name}
    if argument.required:
        body["required"] = True
    if body["type"] == CHANNEL_OPTION:
        body["channel_types"] = CHANNEL_TYPES
    elif body["type"] == NUMBER_OPTION:
        body["min_value"] = 1
    elif argument.suggest or argument.choices:
        body["autocomplete"] = True
    return body


def _option_type(argument: Argument) -> int:
    return {"channel": CHANNEL_OPTION, "number": NUMBER_OPTION, "flag": FLAG_OPTION}.get(argument.kind, TEXT_OPTION)


def _described(key: str, localised: bool) -> dict[str, Any]:
    english = texts("en").say(key)
    translated = {language: texts(language).say(key)[:DESCRIPTION] for language in TRANSLATED}
    other = {language: text for language, text in translated.items() if text != english}
    body: dict[str, Any] = {"description": english[:DESCRIPTION]}
    return body | ({"description_localizations": other} if localised and other else {})


def unchanged(registered: object, wanted: object) -> bool:
    """Whether what Discord holds says the same as what we want, defaults that it adds left aside."""
    if isinstance(wanted, Mapping):
        there = registered if isinstance(registered, Mapping) else {}
        stray = any(there.get(k) and k not in wanted for k in ("options", "description_localizations", "autocomplete"))
        return not stray and all(unchanged(there.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list) and all(isinstance(x, int) for x in wanted):
        return sorted(wanted) == sorted(registered if isinstance(registered, list) else [])
    if isinstance(wanted, list):
        there_ = registered if isinstance(registered, list) else []
        return len(there_) == len(wanted) and all(
            unchanged(a, b) for a, b in zip(_named(there_), _named(wanted), strict=True)
        )
    return registered == wanted or (not registered and not wanted)


def _named(things: list[Any]) -> list[Any]:
    """Commands come back in the service's own order; options keep ours."""
    return sorted(things, key=lambda t: str(t.get("name"))) if things and "contexts" in things[0] else things


def language(locale: str) -> str:
    """Our language for a client's locale, or "" if we do not speak it."""
    begin = locale.split("-")[0].lower()
    return begin if begin in LANGUAGES else ""


def asker(incoming: Incoming) -> Asker:
    """Who asks; the rights are those in the channel that the call is about."""
    rights = int(_target(incoming).get("permissions", incoming.permissions))
    direct = not incoming.guild
    manager = direct or bool(rights & (MANAGE_CHANNELS | ADMINISTRATOR))
    return Asker(PLATFORM, incoming.guild, incoming.channel, incoming.user, direct, manager, language(incoming.locale))


def call(incoming: Incoming, commands: Mapping[str, Command]) -> Call | None:
    """The call that a slash command stands for; None for a command we no longer have."""
    command = commands.get(str(incoming.data.get("name")))
    if command is None:
        return None
    names = {a.name for a in command.arguments}
    raw = {o["name"]: _typed(o["value"]) for o in incoming.data.get("options") or () if o["name"] in names}
    return Call(command, raw)


def _typed(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def wants_private(incoming: Incoming) -> bool:
    """Whether the user asked for an answer that only he sees."""
    return any(o["name"] == PRIVATE_OPTION and o["value"] for o in incoming.data.get("options") or ())


def refused(incoming: Incoming, command: Command, t: Texts) -> str:
    """Why a command that posts later cannot be carried out here; "" if it can."""
    if not command.posts:
        return ""
    if incoming.context == PRIVATE or not incoming.installed:
        return t.say("discord.not_installed")
    if not incoming.guild:
        return ""
    target = _target(incoming)
    rights = int(target.get("app_permissions", incoming.app_permissions))
    thread = int(target.get("type", 0)) in (10, 11, 12) if target else incoming.thread
    absent = missing(rights, thread)
    if not absent:
        return ""
    where = f"#{target['name']}" if target.get("name") else t.say("discord.here")
    return t.say("discord.missing", channel=where, names=names_of(absent, t))


def missing(rights: int, thread: bool = False) -> tuple[str, ...]:
    """Keys of the permissions that the bot lacks to post with these rights."""
    if rights & ADMINISTRATOR:
        return ()
    return tuple(key for bit, key in (NEEDED_IN_THREADS if thread else NEEDED) if not rights & bit)


def names_of(keys: Sequence[str], t: Texts) -> str:
    """Permissions by the names that Discord's settings give them."""
    return ", ".join(t.say(f"discord.permission.{key}") for key in keys)


def _target(incoming: Incoming) -> Mapping[str, Any]:
    """The channel that an option names, as Discord resolved it; empty if none."""
    resolved: Mapping[str, Any] = (incoming.data.get("resolved") or {}).get("channels") or {}
    return next(iter(resolved.values()), {})


def focused(incoming: Incoming) -> tuple[str, str, str]:
    """Command, option and what is typed so far."""
    option: Mapping[str, Any] = next((o for o in incoming.data.get("options") or () if o.get("focused")), {})
    return str(incoming.data.get("name")), str(option.get("name", "")), str(option.get("value", ""))


def split_focus(argument: Argument | None, text: str) -> tuple[str, str]:
    """What stands before the last comma of a list, and what is being typed behind it."""
    if argument is None or not argument.many:
        return "", text
    at = max(text.rfind(","), text.rfind("،")) + 1
    return text[:at].strip(), text[at:].strip()


def choices(found: Sequence[Choice], before: str = "") -> list[dict[str, str]]:
    """Completions within the limits; `before` is the part of a list that stands already."""
    kept = [(f"{before} {c.label}".strip(), f"{before} {c.value}".strip()) for c in found]
    fitting = [(label[:CHOICE_TEXT], value) for label, value in kept if label and 0 < len(value) <= CHOICE_TEXT]
    return [{"name": label, "value": value} for label, value in dict.fromkeys(fitting)][:CHOICES]


# -- buttons ---------------------------------------------------------------------------------------------------------


def bears(message: Mapping[str, Any], key_mark: str) -> bool:
    """Whether a message carries a button with this mark."""
    return any(
        (press := pressed(str(part.get("custom_id", "")))) is not None and press.key == key_mark
        for part in _parts(message.get("components") or ())
    )


def _parts(components: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for component in components:
        found.append(component)
        found += _parts(component.get("components") or ())
        if component.get("accessory"):
            found += _parts([component["accessory"]])
    return found


def in_place(press: Press, incoming: Incoming) -> bool:
    """Whether a press changes the message itself: only for the one whose question it answers."""
    return press.turns and bool(incoming.asked_by) and incoming.asked_by == incoming.user


def invite(application: str, history: bool = False) -> str:
    """The address that adds the bot with the least rights, or with those that settle unsure sends too."""
    rights = LEAST | (HISTORY if history else 0)
    scopes = "bot+applications.commands"
    return f"https://discord.com/oauth2/authorize?client_id={application}&scope={scopes}&permissions={rights}"
