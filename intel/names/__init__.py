"""Names of actors and people in every spelling and both scripts."""

from intel.names.explain import explain
from intel.names.finder import NameFinder

__all__ = ["NameFinder", "explain"]
