"""How many commands one user may send in a minute."""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from math import ceil

from bot.command import Asker

MINUTE = timedelta(minutes=1)
MOST_USERS = 10_000  # remembered at once; who asked longest ago is forgotten first


class UserLimit:
    """Counts each user's commands over the last minute; safe to be asked from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._users: OrderedDict[tuple[str, str, str], deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, asker: Asker, now: datetime) -> int:
        """Counts a command; seconds to wait if it is one too many, else 0. The terminal has no limit."""
        if asker.platform == "terminal":
            return 0
        with self._lock:
            key = (asker.platform, asker.workspace, asker.user)
            times = self._users.setdefault(key, deque())
            self._users.move_to_end(key)
            while times and not now - MINUTE < times[0] <= now:
                times.popleft()
            while len(self._users) > MOST_USERS:
                self._users.popitem(last=False)
            if len(times) >= self._most:
                return max(1, ceil((times[0] + MINUTE - now).total_seconds()))
            times.append(now)
            return 0
