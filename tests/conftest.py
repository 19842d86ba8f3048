"""What every test can ask for."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

# Bytes of the tests stay out of the checkout's own data; times are told in UTC.
os.environ.setdefault("TZ", "UTC")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
for name in [n for n in os.environ if n.startswith(("FACTIONWATCH_DB", "FACTIONWATCH_FEEDS", "DISCORD_", "SLACK_"))]:
    del os.environ[name]


def _shared() -> Path | None:
    """The folder of material beside the project, where there is one."""
    named = os.environ.get("FACTIONWATCH_SHARED")
    folder = Path(named) if named else Path(__file__).parent.parent.parent / "shared"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def shared():
    """The material beside the project; tests that use it skip where it is absent."""
    folder = _shared()
    if folder is None:
        pytest.skip("../shared is not here")
    return folder


@pytest.fixture
def noon():
    """A clock that always says noon of 1 March 2026."""
    return lambda: NOON


@pytest.fixture(scope="session")
def python():
    """The interpreter that runs the tests."""
    return sys.executable
