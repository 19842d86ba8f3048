"""Faults to order: what a service does instead of, or after, its work."""

import asyncio
import fnmatch
from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """One fault; `times` counts down, `where` (a function of the call) narrows it.

    status: answer this instead of working, or, with `after_work`, instead of the true answer.
    lost: drop the connection without an answer; with `after_work` the work has been done.
    """

    what: str  # "POST /channels/{channel_id}/messages", "chat.postMessage"; * and ? as in file names
    status: int | None = None
    lost: bool = False
    after_work: bool = False
    times: int = 1
    retry_after: float | None = None
    everywhere: bool = False  # Discord: a global rate limit
    delay: float = 0.0
    body: Any = None
    where: Any = None
    hit: int = 0

    def matches(self, what, call):
        """Whether this fault strikes that call."""
        return self.times > 0 and fnmatch.fnmatchcase(what, self.what) and (self.where is None or self.where(call))


@dataclass
class Faults:
    """The faults that wait for their call, in the order they were asked for."""

    waiting: list[Fault] = field(default_factory=list)

    def fail(self, what, status, **options):
        """Answer `status` to the next call; after_work=True does the work first (502 and the like)."""
        return self._add(Fault(what, status=status, **options))

    def lose(self, what, **options):
        """Do the work, then drop the connection: the caller cannot know."""
        return self._add(Fault(what, lost=True, after_work=True, **options))

    def refuse(self, what, **options):
        """Drop the connection before any work."""
        return self._add(Fault(what, lost=True, **options))

    def limit(self, what, retry_after=0.05, **options):
        """Answer 429 with that Retry-After."""
        return self._add(Fault(what, status=429, retry_after=retry_after, **options))

    def slow(self, what, delay, **options):
        """Answer rightly, but late."""
        return self._add(Fault(what, delay=delay, **options))

    def clear(self):
        """Everything works again."""
        self.waiting.clear()

    async def next(self, what, call):
        """The fault that strikes this call, already delayed; None when all is well."""
        for fault in self.waiting:
            if fault.matches(what, call):
                fault.times -= 1
                fault.hit += 1
                await asyncio.sleep(fault.delay)
                return fault
        return None

    def _add(self, fault):
        self.waiting.append(fault)
        return fault


@dataclass
class Bucket:
    """A rate limit: `count` calls in `per` seconds, for each key (a channel, a webhook)."""

    count: int
    per: float
    used: dict = field(default_factory=dict)  # major parameter -> times

    def take(self, key, now):
        """Use one up: (allowed, remaining, seconds until one is free again)."""
        times = self.used.setdefault(key, deque())
        while times and (now - times[0]).total_seconds() >= self.per:
            times.popleft()
        allowed = len(times) < self.count
        if allowed:
            times.append(now)
        free = self.per - (now - times[0]).total_seconds() if times else 0.0
        return allowed, self.count - len(times), max(free, 0.001)
