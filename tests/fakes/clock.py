"""A clock that a test moves by hand, and the real one."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 1, 28, 12, 0, tzinfo=UTC)


class HandClock:
    """Stands still until `forward` moves it; call it for the aware UTC time."""

    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, seconds=0.0, **parts):
        """Move on by seconds, or by timedelta parts such as minutes=15."""
        self.now += timedelta(seconds=seconds, **parts)


def real_clock():
    """The machine's own time, aware and UTC."""
    return datetime.now(UTC)
