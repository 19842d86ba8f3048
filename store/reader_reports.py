"""The operator's list: what readers hold to be wrong, and names that no alias explains."""

from typing import Any

from model.operation import ReaderReport
from store.subject import Subject
from store.values import maybe_time, stamp, time_of

LARGEST = (1 << 63) - 1
_SELECT = "select report, kind, subject, at, who, detail, closed_at, outcome from reader_reports "
_SAME = "where closed_at is null and kind = ? and subject = ? and who = ?"


class ReaderReports(Subject):
    """Questions about reports; they change nothing by themselves."""

    def add(self, kind: str, subject: str, *, who: str, detail: str = "") -> ReaderReport:
        """Put a report on the list; one that the same person has there already is not doubled."""
        row = self._db.row(_SELECT + _SAME, (kind, subject, who))
        if row is not None:
            return _report(row)
        sql = "insert into reader_reports (kind, subject, detail, who, at) values (?, ?, ?, ?, ?)"
        now = self._clock()
        number = self._db.add(sql, (kind, subject, detail, who, stamp(now)))
        return ReaderReport(number, kind, subject, now, who, detail)

    def get(self, report: int) -> ReaderReport | None:
        """A report by its number."""
        if not 0 <= report <= LARGEST:
            return None
        row = self._db.row(_SELECT + "where report = ?", (report,))
        return None if row is None else _report(row)

    def open(self, limit: int = 100) -> tuple[ReaderReport, ...]:
        """What waits for the operator, oldest first."""
        rows = self._db.rows(_SELECT + "where closed_at is null order by at, report limit ?", (limit,))
        return tuple(map(_report, rows))

    def newest(self, limit: int = 100) -> tuple[ReaderReport, ...]:
        """The newest reports, open and closed."""
        return tuple(map(_report, self._db.rows(_SELECT + "order by report desc limit ?", (limit,))))

    def close(self, report: int, outcome: str) -> bool:
        """Note what became of a report; whether it was open."""
        sql = "update reader_reports set closed_at = ?, outcome = ? where report = ? and closed_at is null"
        return self._db.run(sql, (stamp(self._clock()), outcome, report)) > 0


def _report(row: Any) -> ReaderReport:
    report, kind, subject, at, who, detail, closed_at, outcome = row
    return ReaderReport(report, kind, subject, time_of(at), who, detail, maybe_time(closed_at), outcome)
