"""What completions are made from: kept in memory, so that no keystroke waits for the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from model.delivery import Channel
from model.subscription import Habits

FRESH_SECONDS = 60.0
MOST_CHANNELS = 5_000


@dataclass
class Recent:
    """What was read last: how often each actor was in the news lately, and what channels chose."""

    now: Callable[[], float] = monotonic
    most: int = MOST_CHANNELS
    _activity: Mapping[str, int] | None = None
    _read_at: float = 0.0
    _habits: dict[Channel, tuple[float, Habits | None]] = field(default_factory=dict)

    @property
    def activity(self) -> Mapping[str, int] | None:
        """Mentions of each actor lately; None before the first look."""
        return self._activity

    def is_old(self) -> bool:
        """Whether the news should be counted again."""
        return self._activity is None or self.now() - self._read_at > FRESH_SECONDS

    def note_activity(self, counts: Mapping[str, int]) -> None:
        """What was counted just now."""
        self._activity, self._read_at = counts, self.now()

    def knows(self, channel: Channel) -> bool:
        """Whether what a channel chose was read not long ago."""
        found = self._habits.get(channel)
        return found is not None and self.now() - found[0] <= FRESH_SECONDS

    def habits(self, channel: Channel) -> Habits | None:
        """What a channel chose when it was last read."""
        found = self._habits.get(channel)
        return found[1] if found else None

    def note_habits(self, channel: Channel, habits: Habits | None) -> None:
        """What a channel's row said just now; with very many channels the oldest are forgotten."""
        self._habits.pop(channel, None)
        self._habits[channel] = (self.now(), habits)
        while len(self._habits) > self.most:
            self._habits.pop(next(iter(self._habits)), None)

    def forget(self, channel: Channel) -> None:
        """What a channel chose may have changed: it is read again."""
        self._habits.pop(channel, None)
