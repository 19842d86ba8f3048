"""Taking turns: few requests at once in all, one at a time to a host, and a breath between two to the same."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from feeds.links import host_of

Pause = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Manners:
    """Who may ask now."""

    def __init__(self, concurrency: int, host_gap: float, pause: Pause = asyncio.sleep) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._host_gap, self._pause = host_gap, pause
        self._hosts: dict[str, _Host] = {}
        self._door = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, url: str, private: bool = False) -> AsyncIterator[None]:
        """Holds a turn to ask a host; the next one to the same host waits a moment, unless it is private."""
        name = host_of(url)
        host = self._hosts.setdefault(name, _Host())
        host.waiting += 1
        try:
            async with host.lock:
                async with self._slots:
                    async with self._door:  # one starts a turn of the event loop: a crowd would hold it up for all
                        await asyncio.sleep(0)
                    yield
                if host.waiting > 1 and not private:
                    await self._pause(self._host_gap)
        finally:
            host.waiting -= 1
            if not host.waiting:
                self._hosts.pop(name, None)
