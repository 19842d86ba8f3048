"""All of the outside that polling touches, handed in so that a day can be played through in a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from feeds.fetch import Answer, Ask
from feeds.schedule import Chance

Get = Callable[[Ask], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Ports:
    """Clock, chance, network and waiting."""

    clock: Callable[[], datetime]
    chance: Chance
    get: Get
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
