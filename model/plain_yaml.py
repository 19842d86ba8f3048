"""YAML of plain mappings, lists and values, read from the C parser's events: three times as fast as by nodes.

What is rare in files people write by hand - anchors, aliases, tags, merged mappings, several documents - is left to
PyYAML's own safe loader, which reads the whole text again then; values are the same either way.
"""

from typing import Any

import yaml

_LONGEST_WORD = 5  # letters of the longest word that is no text: "false"


class _NotPlain(Exception):
    """Something that takes PyYAML's own loader."""


def load(text: str) -> object:
    """The value of a YAML text; raises what `yaml.load` with the safe loader raises."""
    loader = yaml.CSafeLoader(text)
    try:
        return _document(loader)
    except _NotPlain:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    finally:
        loader.dispose()


def _document(loader: Any) -> object:
    loader.get_event()  # the stream begins
    if not isinstance(loader.get_event(), yaml.DocumentStartEvent):
        return None  # an empty text
    value = _value(loader, loader.get_event())
    loader.get_event()  # the document ends
    if not isinstance(loader.get_event(), yaml.StreamEndEvent):
        raise _NotPlain
    return value


def _value(loader: Any, event: Any) -> object:
    kind = event.__class__
    if kind is yaml.AliasEvent or event.anchor or event.tag:
        raise _NotPlain
    if kind is yaml.ScalarEvent:
        return _scalar(loader, event.value) if event.implicit[0] else event.value
    return _mapping(loader) if kind is yaml.MappingStartEvent else _list(loader)


def _mapping(loader: Any) -> dict[object, object]:
    found: dict[object, object] = {}
    while (event := loader.get_event()).__class__ is yaml.ScalarEvent:
        key = _value(loader, event)
        found[key] = _value(loader, loader.get_event())
    if event.__class__ is not yaml.MappingEndEvent:
        raise _NotPlain  # a key that is no single value
    return found


def _list(loader: Any) -> list[object]:
    found: list[object] = []
    while (event := loader.get_event()).__class__ is not yaml.SequenceEndEvent:
        found.append(_value(loader, event))
    return found


def _scalar(loader: Any, value: str) -> object:
    """A value without quotes: text, unless it is written as numbers, dates, yes, no and nothing are."""
    first = value[:1]
    if first not in loader.yaml_implicit_resolvers or (first.isalpha() and len(value) > _LONGEST_WORD):
        return value
    if value in ("<<", "="):
        raise _NotPlain
    tag = loader.resolve(yaml.ScalarNode, value, (True, False))
    made: object = loader.construct_object(yaml.ScalarNode(tag, value))
    return made
