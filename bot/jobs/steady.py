"""A clock that a jump of the computer's does not carry along at once."""

from collections.abc import Callable
from datetime import datetime, timedelta

JUMP = timedelta(minutes=30)  # what the computer's clock may differ before we doubt it
TRUST = timedelta(hours=2)  # how long it must stand by its new time before we believe it


class Steady:
    """Follows the clock; after a jump it goes on by the monotonic one until the jump has proved to be meant.

    Summer time is no jump (the clock is UTC); a computer that slept jumps forward, and is believed after two hours.
    """

    def __init__(self, clock: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._clock, self._monotonic = clock, monotonic
        self._at, self._since = clock(), monotonic()
        self._doubted: tuple[datetime, float] | None = None  # the clock and the seconds when it jumped
        self.jumps = 0

    def __call__(self) -> datetime:
        """Now."""
        now, seconds = self._clock(), self._monotonic()
        expected = self._at + timedelta(seconds=seconds - self._since)
        if abs(now - expected) <= JUMP:
            self._at, self._since, self._doubted = now, seconds, None
            return now
        return self._doubt(now, seconds, expected)

    def _doubt(self, now: datetime, seconds: float, expected: datetime) -> datetime:
        if self._doubted is not None:
            at, since = self._doubted
            stood_by = timedelta(seconds=seconds - since)
            if abs(now - at - stood_by) <= JUMP:
                if stood_by < TRUST:
                    return expected
                self._at, self._since, self._doubted = now, seconds, None
                self.jumps += 1
                return now
        self._doubted = (now, seconds)
        return expected
