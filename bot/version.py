"""The version of the program, as it was installed."""

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.resources import files
from pathlib import Path


@cache
def version() -> str:
    """The installed version, or that of the checkout it runs from."""
    try:
        return installed("factionwatch")
    except PackageNotFoundError:
        project = Path(str(files("bot"))).parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
