"""Every error that Factionwatch raises on purpose.

FactionwatchError
├── UsageError           a call or a setting that cannot be carried out as written (exit status 2)
│   └── DataError        a data file with a mistake: names file, line and field
├── StoreError           the database: locked, full, foreign, newer, unreadable (exit status 1)
└── FeedError            one feed could not be read; carries the feed's id
"""


class FactionwatchError(Exception):
    """The root; its text is one clear sentence for the person at the keyboard."""

    status = 1


class UsageError(FactionwatchError):
    """A command line, setting or data file that cannot be used as written."""

    status = 2


class DataError(UsageError):
    """A mistake in a data file."""

    def __init__(self, file: str, line: int | None, field: str, message: str) -> None:
        self.file, self.line, self.field, self.message = file, line, field, message
        super().__init__(f"{file} line {line}: {message}" if line else f"{file}: {message}")


class StoreError(FactionwatchError):
    """The store cannot be opened, read or written."""


class FeedError(FactionwatchError):
    """A feed could not be fetched or read."""

    def __init__(self, feed: str, message: str) -> None:
        self.feed, self.message = feed, message
        super().__init__(f"{feed}: {message}")
