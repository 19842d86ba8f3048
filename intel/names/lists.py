"""Lists of names: "Badr, Hezbollah and Saraya al-Salam". A doubtful name among Iraqi factions is one of them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_LONGEST_GAP = 40
_FARTHEST = 8  # members looked at on either side
_JOINTS = re.compile(r"[^\W\d]+|[,;/]|\S")


@dataclass(frozen=True, slots=True)
class Member:
    """A settled name: where it stands, who it is, and whether that is an Iraqi group."""

    start: int
    end: int
    bearers: frozenset[str]
    iraqi: bool


@dataclass(frozen=True)
class Row:
    """The settled names of a text in reading order."""

    text: str
    members: Sequence[Member]
    connectors: frozenset[str]

    def company(self, start: int, end: int) -> list[Member]:
        """The nearest other members of the list that text[start:end] stands in; empty if it stands in none."""
        place = bisect_left(self._starts, start)
        return [*self._left(start, place - 1), *self._right(end, place)]

    @cached_property
    def _starts(self) -> list[int]:
        return [member.start for member in self.members]

    def _left(self, start: int, place: int) -> list[Member]:
        found: list[Member] = []
        while place >= 0 and len(found) < _FARTHEST and self._joined(self.members[place].end, start):
            found.append(self.members[place])
            start, place = self.members[place].start, place - 1
        return found

    def _right(self, end: int, place: int) -> list[Member]:
        found: list[Member] = []
        while place < len(self.members) and len(found) < _FARTHEST and self._joined(end, self.members[place].start):
            found.append(self.members[place])
            end, place = self.members[place].end, place + 1
        return found

    def _joined(self, end: int, start: int) -> bool:
        """Only commas and connecting words stand between two offsets."""
        if not 0 < start - end <= _LONGEST_GAP:
            return False
        between = _JOINTS.findall(self.text[end:start])
        return bool(between) and all(part in ",;/" or part in self.connectors for part in between)
