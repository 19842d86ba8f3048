"""Forgetting people: what is stored about a channel or a reader goes; what was published stays.

Each question runs inside one transaction, in which SQLite overwrites what it deletes. Where the reader of an edition or
a report is kept, it is as the commands write him: `asked/PLATFORM/WORKSPACE/USER/...` and `PLATFORM:WORKSPACE/USER`.
"""

from collections.abc import Sequence

from store.subject import Subject

_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


class Forgetting(Subject):
    """Questions about what is known of people, and the ways to forget it."""

    def posts(self, number: int) -> int:
        """How many posts to a channel are on record."""
        return int(self._db.value("select count(*) from outbox where channel = ?", (number,)))

    def channel(self, number: int) -> None:
        """Forget a channel: its habits, subscriptions, posts and digests."""
        self._overwrite()
        self._db.run("delete from editions where scope = ?", (f"channel/{number}",))
        self._db.run("delete from channels where channel = ?", (number,))

    def subscribed(self, platform: str, workspace: str, user: str) -> tuple[tuple[int, int], ...]:
        """Subscriptions somebody made, each with its channel; an empty workspace means all."""
        sql = """
        select subscription, channel from subscriptions join channels using (channel)
        where platform = ?1 and (?2 = '' or workspace = ?2) and json_extract(data, '$.who') = ?3 order by subscription
        """
        return tuple((one, channel) for one, channel in self._db.rows(sql, (platform, workspace, user)))

    def unname(self, subscriptions: Sequence[int]) -> None:
        """The subscriptions stay, and who made them is forgotten."""
        self._overwrite()
        sql = "update subscriptions set data = json_remove(data, '$.who') where subscription = ?"
        self._db.run_many(sql, [(one,) for one in subscriptions])

    def editions(self, platform: str, workspace: str, user: str = "") -> tuple[int, ...]:
        """Digests that were asked for by a user, or by anybody of a workspace; an empty workspace means any."""
        sql = "select edition from editions where scope like ? escape '\\' order by edition"
        return tuple(one for (one,) in self._db.rows(sql, (_pattern("asked/", platform, "/", workspace, user, "/"),)))

    def drop_editions(self, editions: Sequence[int]) -> None:
        """Forget digests that were asked for."""
        self._overwrite()
        self._db.run_many("delete from editions where edition = ?", [(one,) for one in editions])

    def reports(self, platform: str, workspace: str, user: str = "") -> tuple[int, ...]:
        """Reports by a user, or by anybody of a workspace; an empty workspace means any."""
        sql = "select report from reader_reports where who like ? escape '\\' order by report"
        return tuple(one for (one,) in self._db.rows(sql, (_pattern("", platform, ":", workspace, user, ""),)))

    def unsign(self, reports: Sequence[int]) -> None:
        """What is held to be wrong stays; who said so, in which words, and the posts that told of it are forgotten."""
        self._overwrite()
        self._db.run_many("update reader_reports set who = '', detail = '' where report = ?", [(n,) for n in reports])
        self._db.run_many("delete from outbox where subject = ?", [(f"report:{n}",) for n in reports])

    def _overwrite(self) -> None:
        self._db.value("PRAGMA secure_delete = ON")  # for this connection, in and outside of transactions


def _pattern(head: str, platform: str, mark: str, workspace: str, user: str, tail: str) -> str:
    """What a reader's name looks like to `like`; an empty part stands for any."""
    where = workspace.translate(_ESCAPED) or "%"
    whose = f"{user.translate(_ESCAPED)}{tail}%" if tail else user.translate(_ESCAPED)
    return f"{head}{platform.translate(_ESCAPED)}{mark}{where}/{whose if user else '%'}"
