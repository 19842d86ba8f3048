"""Briefings as the outbox keeps them, so that what was said can be shown again: versioned JSON."""

import json

from bot.briefing import VERSION, Briefing, from_json, to_whole
from model.errors import StoreError


def freeze(briefing: Briefing) -> str:
    """A briefing as text."""
    return json.dumps(to_whole(briefing), ensure_ascii=False, separators=(",", ":"))


def thaw(text: str) -> Briefing:
    """The briefing that was frozen; StoreError if a newer version wrote it."""
    found = json.loads(text)
    if found.get("version", 0) > VERSION:
        raise StoreError(f"a stored briefing is of version {found['version']}; this program reads up to {VERSION}")
    return from_json(found)
