"""Full text over normalised words, newest first. The caller normalises; nothing here knows a language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from model.item import item_id
from store.subject import Subject

LARGEST = (1 << 63) - 1
MOST_TERMS = 32  # more words than this add nothing to a question but time
_PUT = "insert into words (rowid, text, actors) values (?, ?, ?)"
_IS_FOUND = "select 1 from words where words match ? and rowid = ?"
_NEWEST = "select rowid from words where words match ? and rowid >= ? and rowid < ? order by rowid desc limit ?"


class Search(Subject):
    """Questions about words."""

    def put(self, item: int, text: str, actors: Iterable[str] = ()) -> None:
        """Make an item findable by its normalised text and its actors; what it had before is replaced."""
        self.remove(item)
        self._db.run(_PUT, (item, text, actor_words(actors)))

    def put_new(self, rows: Iterable[tuple[int, str, Iterable[str]]]) -> None:
        """Make items findable that never were: item, normalised text, actors."""
        self._db.run_many(_PUT, [(item, text, actor_words(actors)) for item, text, actors in rows])

    def put_actors(self, item: int, actors: Iterable[str]) -> None:
        """Change the actors an item is found by."""
        self._db.run("update words set actors = ? where rowid = ?", (actor_words(actors), item))

    def remove(self, item: int) -> None:
        """Make an item unfindable."""
        self._db.run("delete from words where rowid = ?", (item,))

    def stored(self, items: Iterable[int]) -> Mapping[int, tuple[str, str]]:
        """The words of several items, and those of their actors, by item."""
        sql = "select rowid, text, actors from words where rowid = ?"
        rows = (self._db.row(sql, (item,)) for item in items)
        return {row[0]: (row[1], row[2]) for row in rows if row is not None}

    def is_indexed(self, item: int, text: str) -> bool:
        """Whether an item is found by the first and the last word of its text."""
        terms = [word for word in text.split() if any(map(str.isalnum, word))]
        match = _match(terms[:1] + terms[-1:], ())
        return not match or self._db.value(_IS_FOUND, (match, item)) is not None

    def newest(
        self,
        phrases: str | Sequence[str],
        *,
        actors: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        before: int = LARGEST,
        limit: int = 10,
    ) -> tuple[int, ...]:
        """Ids of the newest items that hold every word of a normalised text, or every phrase of several.

        `actors`: about one of these. `before`: the id the last page ended with.
        Signs of a query language mean nothing here; words without a letter or digit find nothing.
        """
        match = _match(phrases.split() if isinstance(phrases, str) else phrases, actors)
        if not match:
            return ()
        first = 0 if since is None else item_id(since, b"\0" * 4)
        end = before if until is None else min(before, item_id(until, b"\0" * 4))
        return tuple(item for (item,) in self._db.rows(_NEWEST, (match, first, end, limit)))


def actor_words(actors: Iterable[str]) -> str:
    """The words an item is found by under its actors."""
    return " ".join(map(_token, actors))


def _match(phrases: Sequence[str], actors: Sequence[str]) -> str:
    terms = [_quoted(phrase) for phrase in phrases if any(map(str.isalnum, phrase))][:MOST_TERMS]
    if not terms:
        return ""
    match = f"text : ({' AND '.join(terms)})"
    if actors:
        match += f" AND actors : ({' OR '.join(_quoted(_token(actor)) for actor in actors)})"
    return match


def _quoted(phrase: str) -> str:
    """A phrase as FTS5 takes it literally."""
    return '"' + phrase.replace('"', " ").replace("\0", " ") + '"'


def _token(actor: str) -> str:
    """An actor's id as one word that no text holds."""
    return "a_" + "".join(sign if sign.isalnum() else "_" for sign in actor)
