"""The packed data files, wherever they are installed, and the operator's own beside them."""

import json
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from model.errors import DataError, UsageError

BUILTIN = "builtin"


def packed(name: str) -> str:
    """The text of a packed data file: inside the package when installed, at the top of a checkout."""
    inside = files("bot") / "data" / name
    if inside.is_file():
        return inside.read_text(encoding="utf-8")
    return (Path(str(files("bot"))).parent / name).read_text(encoding="utf-8")


def texts_of(setting: str, name: str) -> list[tuple[str, str]]:
    """(file name, text) of each file that a setting lists, separated as PATH is; `builtin` is the packed one."""
    return [
        (name, packed(name)) if part == BUILTIN else (part, read_text(Path(part)))
        for part in setting.split(os.pathsep)
        if part
    ]


def read_text(path: Path) -> str:
    """A UTF-8 text file, or one clear sentence why not."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder, not a file.") from None
    except UnicodeDecodeError as error:
        raise DataError(str(path), None, "", f"not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def json_lines(name: str, text: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines text."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(name, number, "", f"not JSON: {error}") from error
        if not isinstance(row, dict):
            raise DataError(name, number, "", "not a JSON object")
        yield row
