"""Slack's limits as one table, and checks of payloads against them: each gives a list of sentences, empty if well.

The validators of `slack_sdk.models` come first; the table adds what they leave out.
"""

import logging
import re

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

BLOCKS, VIEW_BLOCKS = 50, 100
BLOCKS_TOTAL = 13_000  # characters over a message's blocks; undocumented, refused at 13,170 to 13,300
TEXT, TEXT_CUT = 4000, 40_000
SECTION, FIELDS, FIELD = 3000, 10, 2000
HEADER, MARKDOWN = 150, 12_000
CONTEXT, ACTIONS = 10, 25
BUTTON, VALUE, URL, ACTION_ID, BLOCK_ID = 75, 2000, 3000, 255, 255
OPTIONS, OPTION_TEXT, OPTION_VALUE, PLACEHOLDER = 100, 75, 150, 150
ALT_TEXT, IMAGE_URL = 2000, 3000
VIEW_TITLE, PRIVATE_METADATA = 24, 3000
METADATA = 16_000
EPHEMERAL_USES, RESPONSE_MINUTES, TRIGGER_SECONDS, ACK_SECONDS = 5, 30, 3, 3

SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
PINGS = re.compile(r"<(![a-z]+|!subteam\^\w+|@[UW]\w+)(\|[^>]*)?>")


def message_problems(body):
    """What is wrong with the body of chat.postMessage, chat.update, postEphemeral, a response or an ack with text."""
    blocks = body.get("blocks") or []
    problems = _blocks(blocks, BLOCKS)
    total = sum(map(weight, blocks))
    if total > BLOCKS_TOTAL:
        problems.append(f"blocks hold {total} characters together, at most {BLOCKS_TOTAL}")
    problems += _too_long("text", body.get("text"), TEXT)
    if blocks and not (body.get("text") or "").strip():
        problems.append("blocks without top-level text")
    if len(str((body.get("metadata") or {}).get("event_payload", ""))) > METADATA:
        problems.append("metadata too large")
    return problems


def view_problems(view):
    """What is wrong with a modal or Home tab."""
    problems = _blocks(view.get("blocks") or [], VIEW_BLOCKS)
    for key in ("title", "submit", "close"):
        problems += _too_long(f"view {key}", (view.get(key) or {}).get("text"), VIEW_TITLE)
    problems += _too_long("private_metadata", view.get("private_metadata"), PRIVATE_METADATA)
    problems += _too_long("callback_id", view.get("callback_id"), ACTION_ID)
    if view.get("type") == "modal" and not view.get("title"):
        problems.append("modal without title")
    if (
        any(b.get("type") == "input" for b in view.get("blocks") or ())
        and view.get("type") == "modal"
        and not view.get("submit")
    ):
        problems.append("modal with inputs and no submit")
    return problems + _said(lambda: View(**view).to_dict(), "view")


def options_problems(body):
    """What is wrong with the answer to a typed selection."""
    options = list(body.get("options") or ()) + [
        o for g in body.get("option_groups") or () for o in g.get("options") or ()
    ]
    problems = [f"{len(options)} options, at most {OPTIONS}"] if len(options) > OPTIONS else []
    for option in options:
        problems += _option(option)
    return problems


def weight(node):
    """Characters of all texts in a block."""
    if isinstance(node, dict):
        return sum(len(v) if k in ("text", "alt_text") and isinstance(v, str) else weight(v) for k, v in node.items())
    return sum(map(weight, node)) if isinstance(node, list) else 0


def pings(body):
    """Everything in mrkdwn that calls somebody: <!channel>, <@U1>, <!subteam^S1> (dates do not)."""
    texts = [body.get("text") or "", *mrkdwn(body.get("blocks") or [])]
    return [m.group(0) for text in texts for m in PINGS.finditer(text) if not m.group(1).startswith("!date")]


def mrkdwn(node):
    """Every mrkdwn text of blocks."""
    if isinstance(node, list):
        return [text for child in node for text in mrkdwn(child)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if node.get("type") in ("mrkdwn", "markdown") and isinstance(node.get("text"), str) else []
    return own + [text for child in node.values() for text in mrkdwn(child)]


def elements(blocks):
    """Every element that can be pressed, chosen or filled in, with its block."""
    for block in blocks:
        inner = list(block.get("elements") or ())
        inner += [block[key] for key in ("accessory", "element") if block.get(key)]
        for element in inner:
            if element.get("action_id") or element.get("type") in ("button", *SELECTS):
                yield block, element


def _blocks(blocks, most):
    problems = [f"{len(blocks)} blocks, at most {most}"] if len(blocks) > most else []
    ids = [b["block_id"] for b in blocks if b.get("block_id")]
    problems += [f"block_id {x!r} stands twice" for x in sorted(set(ids)) if ids.count(x) > 1]
    for block in blocks:
        problems += _block(block) + _said(lambda b=block: _parsed(b), block.get("type"))
    for block, element in elements(blocks):
        problems += _element(element)
        actions = [e.get("action_id") for b, e in elements([block])]
        problems += (
            [f"action_id {element.get('action_id')!r} repeats"] if actions.count(element.get("action_id")) > 1 else []
        )
    return problems


def _parsed(block):
    parsed = Block.parse(block)
    if parsed is None:
        raise SlackObjectFormationError(f"unknown block type {block.get('type')!r}")
    parsed.to_dict()


def _said(check, what):
    logging.getLogger("slack_sdk.models").setLevel(logging.ERROR)
    try:
        check()
    except (SlackObjectFormationError, TypeError) as error:
        return [f"{what}: {error}"]
    return []


def _block(block):
    kind = block.get("type")
    problems = _too_long("block_id", block.get("block_id"), BLOCK_ID)
    if kind == "section":
        problems += _text("section text", block.get("text"), SECTION) if block.get("text") else []
        for part in block.get("fields") or ():
            problems += _text("section field", part, FIELD)
    elif kind == "header":
        problems += _text("header", block.get("text"), HEADER)
        problems += [] if (block.get("text") or {}).get("type") == "plain_text" else ["header is no plain_text"]
    elif kind == "context":
        parts = block.get("elements") or ()
        problems += [] if 1 <= len(parts) <= CONTEXT else [f"context of {len(parts)} elements"]
        for part in parts:
            problems += _text("context text", part, FIELD) if part.get("type") != "image" else _image(part)
    elif kind == "actions":
        problems += (
            [] if 1 <= len(block.get("elements") or ()) <= ACTIONS else ["actions without or with too many elements"]
        )
    elif kind == "image":
        problems += _image(block)
    return problems


def _image(image):
    problems = _too_long("image_url", image.get("image_url"), IMAGE_URL) + _too_long(
        "alt_text", image.get("alt_text"), ALT_TEXT
    )
    problems += [] if image.get("alt_text") else ["image without alt_text"]
    return problems + ([] if image.get("image_url") or image.get("slack_file") else ["image without address or file"])


def _element(element):
    problems = _too_long("action_id", element.get("action_id"), ACTION_ID)
    if element.get("type") == "button":
        problems += _text("button", element.get("text"), BUTTON) + _too_long(
            "button value", element.get("value"), VALUE
        )
        problems += _too_long("button url", element.get("url"), URL)
        problems += [] if (element.get("text") or {}).get("type") == "plain_text" else ["button text is no plain_text"]
    for option in element.get("options") or ():
        problems += _option(option)
    problems += [f"{len(element['options'])} options"] if len(element.get("options") or ()) > OPTIONS else []
    return problems + _too_long("placeholder", (element.get("placeholder") or {}).get("text"), PLACEHOLDER)


def _option(option):
    problems = _text("option", option.get("text"), OPTION_TEXT) + _too_long(
        "option value", option.get("value"), OPTION_VALUE
    )
    return problems + ([] if option.get("value") else ["option without value"])


def _text(what, part, limit):
    text = (part or {}).get("text") or ""
    return [f"{what} is empty"] if not text.strip() else _too_long(what, text, limit)


def _too_long(what, text, limit):
    return [f"{what} of {len(text)} characters, at most {limit}"] if text and len(text) > limit else []
