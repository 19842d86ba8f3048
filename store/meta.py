"""What the program notes about itself: a heartbeat, versions of its data, the last evaluation."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.subject import Subject
from store.values import pack, unpack

_SET = "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life of `run`."""

    host: str
    pid: int
    at: datetime


class Meta(Subject):
    """Notes by name; a value is anything that JSON can hold."""

    def get(self, key: str, default: Any = None) -> Any:
        """A note, or the default."""
        value = self._db.value("select value from meta where key = ?", (key,))
        return default if value is None else json.loads(value)

    def put(self, key: str, value: object) -> None:
        """Write a note over the former one."""
        self._db.run(_SET, (key, json.dumps(value, ensure_ascii=False)))

    def remove(self, key: str) -> None:
        """Forget a note."""
        self._db.run("delete from meta where key = ?", (key,))

    def beat(self, host: str, pid: int) -> None:
        """Say that `run` is alive."""
        self._db.run(_SET, ("heartbeat", pack(Heartbeat(host, pid, self._clock()))))

    def heartbeat(self) -> Heartbeat | None:
        """The last sign of life, if there ever was one."""
        value = self._db.value("select value from meta where key = ?", ("heartbeat",))
        return None if value is None else unpack(Heartbeat, value)
