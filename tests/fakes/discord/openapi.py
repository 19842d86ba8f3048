"""Checks bodies against Discord's own OpenAPI description, where it lies beside the repository.

It is found as `reference/discord-openapi.json` in the folder that `FACTIONWATCH_SHARED` names, else in `../shared`. Two
readings of it: integers may come as digit strings and snowflakes as numbers (the service takes both); `oneOf` counts as
`anyOf` (its unions overlap). Where it and the documentation differ the documentation wins: see `limits.py`.
"""

import functools
import json
import os
import pathlib

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = pathlib.Path(__file__).resolve().parents[3]
BASE = "urn:discord"


def location():
    """Where the description should lie."""
    shared = os.environ.get("FACTIONWATCH_SHARED")
    folders = [pathlib.Path(shared)] if shared else [ROOT.parent / "shared", ROOT.parent.parent / "shared"]
    files = [folder / "reference" / "discord-openapi.json" for folder in folders]
    return next((file for file in files if file.exists()), files[0])


def is_present():
    """Whether bodies are checked against the description at all."""
    return location().exists()


@functools.cache
def description():
    """The parsed description with its unions and integers relaxed; None when absent."""
    if not is_present():
        return None
    return _relaxed(json.loads(location().read_text(encoding="utf-8")))


def _relaxed(node):
    if isinstance(node, list):
        return [_relaxed(x) for x in node]
    if not isinstance(node, dict):
        return node
    node = {("anyOf" if key == "oneOf" else key): _relaxed(value) for key, value in node.items()}
    kinds = node.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if (
        isinstance(kinds, list)
        and "integer" in kinds
        and "enum" not in node
        and "allOf" not in node
        and "anyOf" not in node
    ):
        return {"anyOf": [node, {"type": "string", "pattern": "^-?[0-9]+$"}]}
    if node.get("format") == "snowflake":
        return {"anyOf": [node, {"type": "integer", "minimum": 0}]}
    return node


@functools.cache
def _registry():
    return Registry().with_resource(BASE, Resource(contents=description(), specification=DRAFT202012))


@functools.cache
def _validator(method, route):
    spec = description() or {}
    path = spec.get("paths", {}).get(route, {})
    body = path.get(method.lower(), {}).get("requestBody", {}).get("content", {}).get("application/json")
    if body is None:
        return None
    place = f"paths/{route.replace('~', '~0').replace('/', '~1')}/{method.lower()}"
    pointer = f"{BASE}#/{place}/requestBody/content/application~1json/schema"
    return Draft202012Validator({"$ref": pointer}, registry=_registry())


def knows(method, route):
    """Whether the description has a body for this call."""
    return _validator(method, route) is not None


def body_problems(method, route, body):
    """What the description has against this body, as sentences; nothing when it is absent or has no such call."""
    validator = _validator(method, route) if is_present() else None
    if validator is None:
        return []
    return [_sentence(error) for error in list(validator.iter_errors(body))[:5]]


def _sentence(error):
    deepest = error
    while deepest.context:
        deepest = max(deepest.context, key=lambda e: len(e.absolute_path))
    where = "/".join(map(str, deepest.absolute_path)) or "body"
    return f"OpenAPI: {where}: {deepest.message[:300]}"
