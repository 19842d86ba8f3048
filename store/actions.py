"""The state of a button that does not fit into its id: a row that lives 30 days."""

import json
from collections.abc import Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from store.subject import Subject
from store.values import stamp

LIFE = timedelta(days=30)


class Actions(Subject):
    """Questions about the state of buttons."""

    def keep(self, state: Mapping[str, object]) -> str:
        """Keep a state; its id comes from its content, so that the same button needs one row."""
        payload = json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        id = blake2b(payload.encode(), digest_size=12).hexdigest()
        sql = "insert into actions (id, at, payload) values (?, ?, ?) on conflict (id) do update set at = excluded.at"
        self._db.run(sql, (id, stamp(self._clock()), payload))
        return id

    def get(self, id: str) -> dict[str, Any] | None:
        """A state by its id; None when it is unknown or has outlived its time."""
        sql = "select payload from actions where id = ? and at > ?"
        payload = self._db.value(sql, (id, stamp(self._clock() - LIFE)))
        return None if payload is None else json.loads(payload)

    def expire(self, limit: int = 500) -> int:
        """Remove states that have outlived their time, a slice at once; how many went."""
        sql = "delete from actions where id in (select id from actions where at <= ? order by at limit ?)"
        return self._db.run(sql, (stamp(self._clock() - LIFE), limit))
