"""A whole bot on an empty store, for platforms to serve."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import wiring
from bot.core import Bot
from bot.settings import Settings
from store import Store


@pytest.fixture(scope="session")
def knowledge():
    """All that is known before the first item, from the packed files."""
    return wiring.read_knowledge(Settings(_env_file=None))


@pytest.fixture
def bot(knowledge, noon, tmp_path):
    """Commands on top of an empty store, at noon."""
    with ThreadPoolExecutor(4) as threads, Store.open(tmp_path / "store.db", noon) as store:
        yield Bot(store, knowledge, noon, threads=threads)
