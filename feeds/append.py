"""Adding a feed to a feeds.yaml as text, so that its comments and its order stay as the operator wrote them."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

import yaml

from feeds.links import host_of
from model.errors import UsageError
from model.feed import Outlet

HEADER = "# Feeds of this installation; see docs/feeds.md for every setting.\nversion: 1\n\nfeeds:\n"
_NOT_ID = re.compile(r"[^a-z0-9]+")
_COMMON = ("com", "net", "org", "co", "info", "news", "www", "iq", "ir", "uk")


@dataclass(frozen=True, slots=True)
class Addition:
    """One feed to be written down."""

    id: str
    url: str
    language: str
    kind: str = "rss"
    outlet: str = ""  # an outlet that is known already, else:
    name: str = ""
    homepage: str = ""
    private: bool = False


def id_for(url: str, taken: Collection[str]) -> str:
    """A free id that says where a feed comes from."""
    parts = [part for part in host_of(url).split(".") if part not in _COMMON]
    base = _NOT_ID.sub("-", "-".join(parts) or host_of(url)).strip("-") or "feed"
    number, wished = 1, base
    while wished in taken:
        number += 1
        wished = f"{base}-{number}"
    return wished


def outlet_for(url: str, home: str, outlets: Collection[Outlet]) -> Outlet | None:
    """The outlet that lives on the same host."""
    hosts = {host_of(url), host_of(home)} - {""}
    return next((o for o in outlets if host_of(o.homepage) in hosts), None)


def written(addition: Addition, indent: str = "  ") -> str:
    """The lines of a feed, as feeds.yaml has them."""
    rows = [("id", addition.id), ("url", addition.url), ("language", addition.language)]
    rows += [("kind", addition.kind)] if addition.kind != "rss" else []
    if addition.outlet:
        rows.append(("outlet", addition.outlet))
    else:
        rows.append(("name", addition.name or host_of(addition.url)))
        rows += [("homepage", addition.homepage)] if addition.homepage else []
    lines = [f"{name}: {_scalar(value)}" for name, value in rows]
    lines += ["private: true"] if addition.private else []
    return "".join(f"{indent}{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def appended(text: str, additions: Collection[Addition], name: str = "feeds.yaml") -> str:
    """The text with these feeds behind its last one; nothing else is touched."""
    if not text.strip():
        text = HEADER
    text = text if text.endswith("\n") else text + "\n"
    lines = text.splitlines(keepends=True)
    place, indent = _behind_feeds(text, lines, name)
    if place is None:
        return text + "\nfeeds:\n" + "".join(written(a) for a in additions)
    return "".join((*lines[:place], *(written(a, indent) for a in additions), *lines[place:]))


def _behind_feeds(text: str, lines: list[str], name: str) -> tuple[int | None, str]:
    """The line behind the last feed, and how far feeds are indented; None where there is no `feeds:` yet."""
    try:
        top = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise UsageError(f"{name} is not readable YAML; mend it first: {str(error).splitlines()[0]}") from error
    rows = {key.value: (key, value) for key, value in top.value} if isinstance(top, yaml.MappingNode) else {}
    if "feeds" not in rows:
        return None, "  "
    key, value = rows["feeds"]
    if isinstance(value, yaml.SequenceNode) and value.value and not value.flow_style:
        return _last_line(value, lines) + 1, " " * (value.start_mark.column)
    if isinstance(value, yaml.ScalarNode) and not value.value:
        return key.end_mark.line + 1, "  "
    raise UsageError(f"{name}: write its `feeds` one below the other, each with a dash, to have more added.")


def _last_line(node: yaml.Node, lines: list[str]) -> int:
    """The last line that belongs to a node; its end mark stands behind the comments that follow."""
    if isinstance(node, yaml.ScalarNode) or not node.value:
        end = node.end_mark.line - (1 if node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line else 0)
        return int(end)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last, lines)


def _scalar(value: str) -> str:
    """A value as YAML reads it back: bare where that is safe, without signs that YAML refuses."""
    value = "".join(c for c in value if c.isprintable())
    bare = yaml.safe_load(value) if re.fullmatch(r"[A-Za-z][\w./:?=&%+~,-]*", value) else None
    return value if bare == value else json.dumps(value, ensure_ascii=False)
