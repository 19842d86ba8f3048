"""Why a feed could not be read: a kind to decide by, and words for the operator.

FeedError
├── FetchError     nothing usable came back
└── ReadError      something came back that is no feed
"""

from model.errors import FeedError


class FetchError(FeedError):
    """Nothing usable came back; `kind` is one of the words below.

    dns, unreachable, timeout, tls, blocked, redirect, size, broken, cut, status, gone, address, robots, file
    """

    def __init__(self, feed: str, message: str, kind: str, status: int = 0, retry_after: int | None = None) -> None:
        super().__init__(feed, message)
        self.kind, self.status, self.retry_after = kind, status, retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.feed, self.message, self.kind, self.status, self.retry_after)

    @property
    def is_network(self) -> bool:
        """Whether our own side of the network could be the reason."""
        return self.kind in ("dns", "unreachable")


class ReadError(FeedError):
    """The body cannot be read as the kind of feed it should be: html, empty, bomb, format."""

    def __init__(self, feed: str, message: str, kind: str = "format") -> None:
        super().__init__(feed, message)
        self.kind = kind

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.feed, self.message, self.kind)
