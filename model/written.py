"""YAML as it was written: plain values that know their file and their way in it, and say in which line a fault stands.

The text is read once with the C loader. Only when something is wrong is it composed again with line marks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import yaml
from rapidfuzz import fuzz, process

from model.errors import DataError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A value, the text it stands in, and the way to it."""

    file: str
    source: str
    path: Path
    value: object

    def error(self, message: str, *below: str | int) -> DataError:
        """A DataError that names the line of this value, or of the one `below` it."""
        path = (*self.path, *below)
        return DataError(self.file, _line_of(self.source, path), _dotted(path), message)

    def table(self, what: str, known: Sequence[str] | None = None) -> "dict[str, Written]":
        """The entries of a mapping, null ones left out; a key outside `known` is an error that names the nearest."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.error(f"{what} must be a mapping of names to values")
        for key in self.value:
            if not isinstance(key, str) or (known is not None and key not in known):
                raise self.error(f'"{key}" is not a setting of {what}{nearest(str(key), known or ())}', str(key))
        return {k: self._below(k, v) for k, v in self.value.items() if v is not None}

    def rows(self) -> "list[Written]":
        """The entries of a list; nothing counts as an empty one."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.error(f'"{self.name}" must be a list')
        return [self._below(i, v) for i, v in enumerate(self.value)]

    def text(self) -> str:
        """A text that is not empty; bare numbers and dates count as text."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | date):
            raise self.error(f'"{self.name}" must be text')
        text = str(self.value).strip()
        if not text:
            raise self.error(f'"{self.name}" must not be empty')
        return text

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(row.text() for row in self.rows())

    def truth(self) -> bool:
        """Yes or no."""
        if not isinstance(self.value, bool):
            raise self.error(f'"{self.name}" must be true or false')
        return self.value

    def number(self, least: float, most: float) -> float:
        """A number within bounds, both included."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.error(f'"{self.name}" must be a number from {least:g} to {most:g}')
        return float(value)

    def one_of(self, allowed: Iterable[str], what: str) -> str:
        """One word of a closed list."""
        text, words = self.text(), tuple(allowed)
        if text not in words:
            raise self.error(f'"{text}" is not {what}{nearest(text, words)}')
        return text

    def required(self, row: "Mapping[str, Written]", key: str, what: str) -> "Written":
        """The entry of this mapping's `row` that cannot be missing."""
        if key not in row:
            raise self.error(f'{what} needs "{key}"', key)
        return row[key]

    @property
    def name(self) -> str:
        """The nearest named step of the way here."""
        return str(next((part for part in reversed(self.path) if isinstance(part, str)), "value"))

    def _below(self, part: str | int, value: object) -> "Written":
        return Written(self.file, self.source, (*self.path, part), value)


class Prepared(str):
    """A YAML text whose value was read before."""

    __slots__ = ("value",)

    def __new__(cls, text: str, value: object) -> "Prepared":
        """The text, with its value."""
        made = super().__new__(cls, text)
        made.value = value
        return made

    value: object


def known_value(text: str) -> object:
    """The value of a text that was read before; None of any other."""
    return text.value if isinstance(text, Prepared) else None


def read_yaml(file: str, text: str) -> Written:
    """The whole of a YAML text; DataError where it is not YAML or a key stands twice."""
    if isinstance(text, Prepared):
        return Written(file, str(text), (), text.value)
    try:
        return Written(file, text, (), yaml.load(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        problem = str(error.problem or error.context)
        raise DataError(file, line, "", problem if isinstance(error, _Twice) else f"not YAML: {problem}") from error
    except (
        yaml.YAMLError,
        ValueError,
        RecursionError,
    ) as error:  # control characters, impossible dates, a thousand brackets
        raise DataError(file, None, "", f"not YAML: {error}".splitlines()[0]) from error


def nearest(text: str, known: Iterable[str]) -> str:
    """The end of a sentence that names the known word meant, or nothing where none is near."""
    found = process.extractOne(text.lower(), tuple(known), scorer=fuzz.ratio, score_cutoff=60)
    return f'; did you mean "{found[0]}"?' if found else ""


class _Twice(yaml.constructor.ConstructorError):
    """A key that stands twice in one mapping."""


class _Loader(yaml.CSafeLoader):
    """The safe loader, but a repeated key is an error and not a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    raise _Twice(None, None, f'"{key.value}" stands twice', key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _line_of(text: str, path: Path) -> int:
    """The line in which the value at `path` stands, or the nearest place above it that exists."""
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    line = 1
    for part in path:
        found = next(_children(node, part), None)
        if found is None:
            break
        line, node = found
    return line


def _children(node: yaml.Node | None, part: str | int) -> Iterator[tuple[int, yaml.Node]]:
    """The child that `part` leads to, with its line."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(part):
                yield key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        yield node.value[part].start_mark.line + 1, node.value[part]
