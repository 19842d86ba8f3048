"""Names of actors and people in every spelling and both scripts."""

from intel.names.finder import NameFinder

__all__ = ["NameFinder"]
