import shutil
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


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A file with all tables, made once and copied for each test."""
    path = tmp_path_factory.mktemp("empty") / "factionwatch.db"
    Store.open(path, Clock()).close()
    return path


@pytest.fixture
def store(path, clock, empty_store):
    shutil.copy(empty_store, path)
    with Store.open(path, clock, timeout=0.05) as store:
        yield store
