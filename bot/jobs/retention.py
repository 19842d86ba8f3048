"""Old texts are given up when the operator wants that; keys, corrections and counts stay, so nothing old comes back."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from model.errors import FactionwatchError
from store import Store
from store.rebuild import give_up

EVERY_SECONDS = 6 * 3600

log = structlog.get_logger()


async def keep_young(store: Store, kept: timedelta, clock: Callable[[], datetime]) -> None:
    """Gives up what is older, now and every six hours, until cancelled."""
    while True:
        try:
            gone = await asyncio.to_thread(give_up, store, clock() - kept)
            if gone:
                log.info("old texts given up", stories=gone, older_than_days=kept.days)
        except FactionwatchError as error:  # a full disk or a locked file: the next round may do it
            log.error("old texts cannot be given up", reason=str(error))
        await asyncio.sleep(EVERY_SECONDS)
