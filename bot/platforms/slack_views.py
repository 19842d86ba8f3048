"""Slack's views: the form behind the global shortcut, made from the commands; answers shown in it; Home. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.command import Argument, Call, Choice, Command, Permission
from bot.overview import Overview, Place, Wish
from bot.platforms.slack_payloads import button_value, is_direct
from bot.platforms.slack_render import LINE, Rendered, button, context, header, inert, section, words
from bot.pressing import Press
from bot.rendering import calm, cut
from bot.texts import Texts

CALLBACK = "factionwatch"  # of the shortcut and of its form
PICK, FILL, ASK = "pick", "fill:", "ask"  # action ids: choosing the command, an argument, opening the form
FIRST = "actor"
VIEW_BLOCKS, REASON = 95, 200
TITLE, OPTION, OPTION_VALUE, OPTIONS, HINT, TYPED = 24, 75, 150, 100, 150, 300


def form(command: Command, known: Mapping[str, Command], t: Texts) -> dict[str, Any]:
    """The form of a command: which one, then an input for each argument."""
    blocks = [_pick(command, known, t), *(_input(command, a, t) for a in command.arguments if not a.hidden)]
    return _modal(blocks, command.name) | {"submit": words(t.say("slack.ask")[:TITLE])}


def waiting(command: str) -> dict[str, Any]:
    """What stands in the form until the answer is ready."""
    return _modal([section("…")], command)


def answer(rendered: Rendered, command: str) -> dict[str, Any]:
    """An answer in the place of the form."""
    return _modal(list(rendered.blocks), command)


def _modal(blocks: list[dict[str, Any]], command: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": words("Factionwatch"),
        "blocks": blocks,
        "private_metadata": json.dumps({"command": command}),
    }


def offered(known: Mapping[str, Command]) -> list[Command]:
    """The commands that the form offers: those that change a channel need one, which a form has not."""
    return [c for c in known.values() if c.permission is Permission.EVERYONE and not c.posts][:OPTIONS]


def _pick(command: Command, known: Mapping[str, Command], t: Texts) -> dict[str, Any]:
    options = {c.name: _option(Choice(f"{c.name}: {t.say(f'command.{c.name}')}", c.name)) for c in offered(known)}
    select: dict[str, Any] = {"type": "static_select", "action_id": PICK, "options": list(options.values())}
    select["initial_option"] = options[command.name]
    return {"type": "section", "block_id": PICK, "text": words(t.say("slack.pick")), "accessory": select}


def _input(command: Command, argument: Argument, t: Texts) -> dict[str, Any]:
    own = f"argument.{command.name}.{argument.name}"
    hint = t.say(own if t.has(own) else f"argument.{argument.name}")
    return {
        "type": "input",
        "block_id": f"{command.name}:{argument.name}",  # another command's input does not inherit what was typed
        "label": words(argument.name.replace("_", " ").capitalize()),
        "hint": words(cut(hint, HINT)),
        "optional": not argument.required,
        "element": _element(argument),
    }


def _element(argument: Argument) -> dict[str, Any]:
    action = {"action_id": f"{FILL}{argument.name}"}
    if argument.suggest or argument.choices:
        kind = "multi_external_select" if argument.many else "external_select"
        return action | {"type": kind, "min_query_length": 0}
    plain = {"number": {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}}
    plain |= {"date": {"type": "datepicker"}, "time": {"type": "timepicker"}}
    plain |= {"channel": {"type": "channels_select"}}
    return action | plain.get(argument.kind, {"type": "plain_text_input", "max_length": TYPED})


# -- the Home tab ----------------------------------------------------------------------------------------------------


def home(known: Overview, conversation: str, t: Texts) -> dict[str, Any]:
    """The Home tab: what the workspace has subscribed to, buttons to change it, and how the feeds are."""
    blocks = [header("Factionwatch"), section(inert(t.say("help.text")))]
    blocks.append({"type": "actions", "elements": [button(t.say("slack.ask"), ASK, "ask")]})
    blocks += [context(inert(known.feeds)), header(t.say("home.subscriptions"))]
    if not known.places:
        blocks.append(section(inert(t.say("home.none"))))
    for n, place in enumerate(known.places):
        added = _place(n, place, t)
        if len(blocks) + len(added) >= VIEW_BLOCKS:
            blocks.append(context(inert(t.say("home.more", n=len(known.places) - n))))
            break
        blocks += added
    return {"type": "home", "blocks": blocks, "private_metadata": json.dumps({"conversation": conversation})}


def _place(n: int, place: Place, t: Texts) -> list[dict[str, Any]]:
    """A channel, its subscriptions with a button each, and what pauses or resumes it."""
    channel = place.channel.id
    named = t.say("home.direct") if is_direct(channel) else f"<#{channel}>"
    stop = f" · {inert(cut(calm(place.stopped), REASON))}" if place.stopped else ""
    head = section(f"*{named}*{stop}")
    if not place.stopped or place.by_people:
        label = t.say("action.resume" if place.stopped else "action.pause")
        head["accessory"] = button(label, f"press:{n}:switch", button_value(channel, Press(place.switch).id))
    return [head, *(_wish(f"press:{n}:{m}", channel, wish, t) for m, wish in enumerate(place.wishes))]


def _wish(action: str, channel: str, wish: Wish, t: Texts) -> dict[str, Any]:
    ends = button(t.say("home.end"), action, button_value(channel, Press(wish.end).id))
    return section(f"• {inert(cut(calm(wish.words), LINE))}") | {"accessory": ends}


# -- forms -----------------------------------------------------------------------------------------------------------


def command_of(view: Mapping[str, Any]) -> str:
    """The command that a form is about."""
    return _noted(view, "command")


def conversation_of(view: Mapping[str, Any]) -> str:
    """The user's conversation with us, as his Home tab notes it."""
    return _noted(view, "conversation")


def _noted(view: Mapping[str, Any], name: str) -> str:
    try:
        return str(json.loads(view.get("private_metadata") or "{}").get(name) or "")
    except ValueError:
        return ""


def call_of(view: Mapping[str, Any], known: Mapping[str, Command]) -> Call | None:
    """The call that a filled form stands for; None for a command we no longer have."""
    command = known.get(command_of(view))
    if command is None:
        return None
    names = {a.name for a in command.arguments}
    filled = [pair for block in view["state"]["values"].values() for pair in block.items()]
    raw = {action.removeprefix(FILL): _filled(state) for action, state in filled if action.startswith(FILL)}
    return Call(command, {name: value for name, value in raw.items() if value and name in names})


def _filled(state: Mapping[str, Any]) -> str:
    if options := state.get("selected_options"):
        return ", ".join(_quoted(str(o["value"])) for o in options)
    if option := state.get("selected_option"):
        return str(option["value"])
    keys = ("value", "selected_date", "selected_time", "selected_channel", "selected_conversation")
    return next((str(state[key]) for key in keys if state.get(key)), "")


def _quoted(value: str) -> str:
    """A comma inside a value would end it in a list."""
    return value.replace(",", " ").replace("،", " ")


def options(found: Sequence[Choice]) -> list[dict[str, Any]]:
    """Completions within the limits; a value too long to be given back is left out."""
    fitting = {c.value: c for c in found if c.label.strip() and 0 < len(c.value) <= OPTION_VALUE}
    return [_option(c) for c in list(fitting.values())[:OPTIONS]]


def _option(choice: Choice) -> dict[str, Any]:
    return {"text": words(cut(calm(choice.label), OPTION) or "…"), "value": choice.value}


def typed_argument(action: str) -> str:
    """The argument that a completion is for."""
    return action.removeprefix(FILL)
