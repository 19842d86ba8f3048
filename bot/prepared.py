"""YAML read once: the plain values of data files, kept as JSON beside the store under the hash of their text.

Reading YAML takes a fifth of a second, reading JSON a hundredth. The file holds nothing that is trusted: its values are
checked like those of the YAML, and a file that is missing, old, broken or foreign only costs that fifth of a second.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from model.errors import DataError
from model.written import Prepared, read_yaml

Prepare = Callable[[str], str]
FORM = 1  # of the file
ENOUGH = 2_000  # characters; below that YAML is as quick


def as_written(text: str) -> str:
    """A text, to be read as YAML."""
    return text


@contextmanager
def prepared(file: Path) -> Iterator[Prepare]:
    """Prepares texts with the values in `file`; what it did not know is noted there for the next time."""
    known = _read(file)
    used: dict[str, Any] = {}

    def prepare(text: str) -> str:
        if len(text) < ENOUGH:
            return text
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        if key not in known:
            try:
                known[key] = read_yaml("", text).value
            except DataError:  # told by whoever reads it, with the name of the file
                return text
        used[key] = known[key]
        return Prepared(text, known[key])

    before = set(known)
    yield prepare
    if set(used) - before:
        _write(file, used)


def _read(file: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(file.read_bytes())
        if isinstance(found, dict) and found.get("form") == FORM and isinstance(found.get("values"), dict):
            return dict(found["values"])
    return {}


def _write(file: Path, values: dict[str, Any]) -> None:
    """Kept only if JSON gives back the very same; a folder that cannot be written is no fault."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError, TypeError, ValueError):
        text = json.dumps({"form": FORM, "values": values}, ensure_ascii=False)
        if json.loads(text)["values"] != values:
            return
        try:
            with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                out.write(text)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
