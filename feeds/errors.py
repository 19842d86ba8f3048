"""Why a feed could not be read: a kind to decide by, and words for the operator.

FeedError
├── FetchError     nothing usable came back
└── ReadError      something came back that is no feed
"""

from model.errors import FeedError


class FetchError(FeedError):
    """Nothing usable came back; `kind` is one of the words below, `code` what the server answered, 0 for nothing.

    dns, unreachable, timeout, tls, blocked, redirect, size, broken, cut, address, robots, file;
    by the server's answer: gone (410), missing (404), refused (401, 403 ...), busy (429, 503), server (5xx), status
    """

    def __init__(self, feed: str, message: str, kind: str, code: int = 0, retry_after: int | None = None) -> None:
        super().__init__(feed, message)
        self.kind, self.code, self.retry_after = kind, code, retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.feed, self.message, self.kind, self.code, self.retry_after)

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
