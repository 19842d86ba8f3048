"""What a round of polling brought, as plain values and in words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.jobs.take import Taken

NETWORK = ("dns", "unreachable")  # kinds of failure that may lie with our own network


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one visit to a feed brought."""

    feed: str
    status: str  # read, unchanged, failed
    taken: Taken = field(default_factory=Taken)
    words: str = ""  # of a failure
    kind: str = ""
    host: str = ""

    @property
    def answered(self) -> bool:
        """Whether the feed could be read (200) or had nothing new (304)."""
        return self.status != "failed"

    @property
    def is_network(self) -> bool:
        """Whether our own network may be to blame."""
        return self.kind in NETWORK


Progress = Callable[[Outcome, int, int], None]  # one outcome, how many are done, of how many


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What one round brought, feed by feed."""

    outcomes: tuple[Outcome, ...] = ()
    busy: tuple[str, ...] = ()  # left to another process that polls them just now

    @property
    def answered(self) -> int:
        """How many feeds could be read or had nothing new."""
        return sum(o.answered for o in self.outcomes)

    @property
    def unchanged(self) -> int:
        """How many feeds had nothing new."""
        return sum(o.status == "unchanged" for o in self.outcomes)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The visits that brought nothing."""
        return tuple(o for o in self.outcomes if not o.answered)

    @property
    def taken(self) -> Taken:
        """What all visits brought together."""
        return sum((o.taken for o in self.outcomes), Taken())

    @property
    def is_good(self) -> bool:
        """Whether a feed answered, or none was due."""
        return not self.outcomes or self.answered > 0

    @property
    def looks_offline(self) -> bool:
        """Whether so much is unreachable that our own network is the likely reason."""
        return bool(self.failed) and all(o.is_network for o in self.failed) and self.answered == 0

    @property
    def sentence(self) -> str:
        """The round in one line."""
        total, failed = len(self.outcomes), len(self.failed)
        if not total:
            return "no feed was due" + (f"; {len(self.busy)} are being polled by another process" if self.busy else "")
        if self.looks_offline:
            return f"{failed} of {_feeds(total)} unreachable: no network?"
        if failed == total:
            return f"{failed} of {_feeds(total)} failed"
        taken = self.taken
        edited = f", {taken.edited} edited" if taken.edited else ""
        wrong = f", {failed} failed" if failed else ""
        return f"{self.answered} of {_feeds(total)} answered{wrong}; {_items(taken.new)}{edited}"


def _feeds(n: int) -> str:
    return f"{n} feed{'' if n == 1 else 's'}"


def _items(n: int) -> str:
    return f"{n} new item{'' if n == 1 else 's'}"
