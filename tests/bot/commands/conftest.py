import pytest

from bot.command import Asker
from bot.core import Bot
from store import Store
from tests.bot.commands import world


@pytest.fixture
def empty(tmp_path):
    """A bot that has read nothing yet."""
    with Store.open(tmp_path / "f.db", lambda: world.NOW) as store:
        yield Bot(store, world.knowledge(), lambda: world.NOW)


@pytest.fixture
def bot(empty):
    """A bot after a month."""
    empty.store.write(world.a_month)
    empty.store.write(world.read_feeds)
    return empty


@pytest.fixture
def ask(bot):
    """A typed line, answered."""
    return lambda line: bot.reply(line, Asker())


@pytest.fixture
def arabic(bot):
    """The same bot, speaking Arabic."""
    other = Bot(bot.store, bot.knowledge, bot.clock, "ar")
    return lambda line: other.reply(line, Asker())
