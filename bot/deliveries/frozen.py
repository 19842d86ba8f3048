"""Briefings as the outbox keeps them, so that what was said can be shown again: versioned JSON."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.briefing import VERSION, Action, Briefing, Chart, Field, Line, Section, Source, to_json
from model.errors import StoreError


def freeze(briefing: Briefing) -> str:
    """A briefing as text."""
    return json.dumps(to_json(briefing), ensure_ascii=False, separators=(",", ":"))


def thaw(text: str) -> Briefing:
    """The briefing that was frozen; StoreError if a newer version wrote it."""
    found = json.loads(text)
    if found.get("version", 0) > VERSION:
        raise StoreError(f"a stored briefing is of version {found['version']}; this program reads up to {VERSION}")
    return Briefing(
        found["kind"],
        found["title"],
        found["text"],
        found["actor"],
        tuple(Field(f["name"], f["value"], tuple(f["sources"])) for f in found["fields"]),
        tuple(Section(s["title"], tuple(map(_line, s["lines"]))) for s in found["sections"]),
        tuple(map(_source, found["sources"])),
        tuple(Chart(c["kind"], c["alt"], c["series"]) for c in found["charts"]),
        tuple(Action(a["label"], a["command"]) for a in found["actions"]),
        _time(found["as_of"]),
        tuple(found["warnings"]),
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _line(found: Mapping[str, Any]) -> Line:
    return Line(
        found["text"],
        _time(found["at"]),
        found["type"],
        tuple(found["actors"]),
        found["place"],
        found["story"],
        tuple(found["sources"]),
        found.get("quote", ""),
        found.get("struck", ""),
    )


def _source(found: Mapping[str, Any]) -> Source:
    at = _time(found["published"])
    return Source(found["n"], found["outlet"], found["title"], found["url"], at, found["reliability"])
