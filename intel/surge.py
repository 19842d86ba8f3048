"""More or less than usual: stories a day of one actor against its own past.

Counts of news come in bursts, so they are held against a negative binomial fitted to the past; a Poisson test would cry
out far too often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

RARE = 0.005  # how improbable a day must be
LEAST = 3  # stories; fewer are no surge
PAST = 28  # days that say what is usual
HABIT_PAST = 60  # days that say what a habit is
HABIT = 1 / 3  # stories a day: one in three days
MOST_DISPERSED = 50.0  # above this the binomial is as good as Poisson


@dataclass(frozen=True, slots=True)
class Surge:
    """More stories today than usual."""

    stories: int
    usual: float  # a day
    probability: float  # of so many or more


@dataclass(frozen=True, slots=True)
class Silence:
    """No story for longer than usual, and the feeds that usually carry the actor but cannot be read."""

    days: int
    usual: float  # stories a day
    probability: float
    unread: tuple[str, ...] = ()  # where there are any, the silence may be ours

    @property
    def is_sure(self) -> bool:
        """All feeds that usually carry the actor were read."""
        return not self.unread


def find_surge(past: Sequence[int], today: int) -> Surge | None:
    """Hold today's number of stories against those of the days before (oldest first); None where it is usual."""
    if today < LEAST or not past:
        return None
    mean, shape = _fit(past[-PAST:])
    probability = 1.0 - sum(_chance(n, mean, shape) for n in range(today))
    if probability >= RARE:
        return None
    recent = past[-PAST:]
    return Surge(today, round(sum(recent) / len(recent), 1), max(0.0, probability))


def find_silence(past: Sequence[int], unread: Sequence[str] = ()) -> Silence | None:
    """Hold the days without a story at the end of `past` (a day each, oldest first) against the habit before them.

    `unread` names the feeds that usually carry the actor and cannot be read now.
    """
    quiet = _quiet(past)
    before = past[: len(past) - quiet][-HABIT_PAST:]
    if not quiet or len(before) < HABIT_PAST // 2 or sum(before) / len(before) < HABIT:
        return None
    mean, shape = _fit(before)
    probability = _chance(0, mean, shape) ** quiet
    if probability >= RARE:
        return None
    return Silence(quiet, round(sum(before) / len(before), 2), probability, tuple(unread))


def _quiet(past: Sequence[int]) -> int:
    """Days without a story at the end."""
    quiet = 0
    for count in reversed(past):
        if count:
            break
        quiet += 1
    return quiet


def _fit(past: Sequence[int]) -> tuple[float, float]:
    """Mean and shape of the negative binomial with the past's mean and variance; half a story is added, so that an
    actor never heard of does not surge with its first ones."""
    mean = (sum(past) + 0.5) / (len(past) + 1)
    variance = sum((n - mean) ** 2 for n in past) / max(1, len(past) - 1)
    spread = max(variance - mean, mean * mean / MOST_DISPERSED)
    return mean, min(MOST_DISPERSED, mean * mean / spread)


def _chance(count: int, mean: float, shape: float) -> float:
    """How probable exactly this count is."""
    ways = lgamma(count + shape) - lgamma(shape) - lgamma(count + 1)
    return exp(ways + shape * log(shape / (shape + mean)) + count * log(mean / (shape + mean)))
