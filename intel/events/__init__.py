"""Event types, one file a type: declared patterns, priority, ACLED mapping and examples; found by being here."""

import importlib
import pkgutil

from intel.patterns import EventType


def all_types() -> tuple[EventType, ...]:
    """Every declared type, in the order of preference."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return tuple(sorted((m.TYPE for m in modules), key=lambda t: (t.priority, t.id)))
