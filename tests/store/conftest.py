import itertools
from datetime import UTC, datetime, timedelta

import pytest

from store import Store

NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)


class Clock:
    """Noon of 28 January 2026, until somebody turns it."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def turn(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "factionwatch.db"


@pytest.fixture
def store(path, clock):
    with Store.open(path, clock, timeout=0.2) as store:
        yield store


@pytest.fixture
def numbers():
    return itertools.count(1)
