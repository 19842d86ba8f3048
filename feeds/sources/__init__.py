"""One file a kind of source."""

from functools import cache
from pkgutil import iter_modules


@cache
def kinds() -> tuple[str, ...]:
    """Names of all kinds there are."""
    return tuple(sorted(found.name for found in iter_modules(__path__)))
