"""News on its way to all channels it concerns, why stories were held back, and what digests told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from model.delivery import Spread
from store.subject import Subject
from store.values import stamp, time_of

_SELECT = "select spread, kind, subject, payload, at, after from spreads "
_BEGIN = """
insert into spreads (kind, subject, payload, at, after) values (?, ?, ?, ?, 0)
on conflict (kind, subject) do update set payload = excluded.payload, at = excluded.at, after = 0
returning spread
"""


class Spreads(Subject):
    """Questions about news that is spreading. It is told to channels slice by slice; what a slice has told is told."""

    def begin(self, kind: str, subject: str, payload: str = "") -> Spread:
        """Begin to spread, or begin anew where it was spreading already."""
        now = self._clock()
        number = self._db.value(_BEGIN, (kind, subject, payload, stamp(now)))
        return Spread(number, kind, subject, payload, now)

    def next(self) -> Spread | None:
        """The spread that has waited longest."""
        row = self._db.row(_SELECT + "order by spread limit 1")
        return None if row is None else _read(row)

    def of(self, kind: str, subject: str) -> Spread | None:
        """A spread, None if it has reached everybody."""
        row = self._db.row(_SELECT + "where kind = ? and subject = ?", (kind, subject))
        return None if row is None else _read(row)

    def advance(self, spread: int, after: int | None) -> None:
        """It has come so far; None: it has reached everybody."""
        if after is None:
            self._db.run("delete from spreads where spread = ?", (spread,))
        else:
            self._db.run("update spreads set after = ? where spread = ?", (after, spread))

    def hold(self, story: str, reason: str) -> None:
        """Note why a story was not posted at once."""
        sql = """
        insert into held_stories (story, reason, at) values (?, ?, ?)
        on conflict (story) do update set reason = excluded.reason, at = excluded.at
        """
        self._db.run(sql, (story, reason, stamp(self._clock())))

    def held(self, story: str) -> str:
        """Why a story was not posted at once; empty if it was."""
        return self._db.value("select reason from held_stories where story = ?", (story,)) or ""

    def note_digest(self, number: int, delivery: int, stories: Mapping[str, str]) -> None:
        """What a digest told a channel: stories, each with the mark of its state."""
        now = stamp(self._clock())
        sql = """
        insert into digest_stories (channel, story, delivery, at, mark) values (?, ?, ?, ?, ?) on conflict do nothing
        """
        self._db.run_many(sql, [(number, story, delivery, now, mark) for story, mark in stories.items()])

    def told_by_digests(self, number: int, since: datetime) -> Mapping[str, str]:
        """The stories that digests told a channel since then, each with its last mark."""
        sql = "select story, mark from digest_stories where channel = ? and at >= ? order by at"
        return dict(self._db.rows(sql, (number, stamp(since))))

    def purge(self, before: datetime) -> None:
        """Forget what is of no use any more."""
        self._db.run("delete from digest_stories where at < ?", (stamp(before),))
        self._db.run("delete from held_stories where at < ?", (stamp(before),))


def _read(row: Any) -> Spread:
    number, kind, subject, payload, at, after = row
    return Spread(number, kind, subject, payload, time_of(at), after)
