"""Waiting between two rounds of a job."""

import asyncio


async def pause(woken: asyncio.Event, seconds: float) -> None:
    """Until somebody wakes the job, at most so many seconds; being told to end at that very moment counts.

    `asyncio.wait_for` of Python 3.11 forgets a cancellation that comes with the wake, and the bot would never end.
    """
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return
