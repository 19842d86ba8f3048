"""What a post says carries its sources: a report of each outlet, and for news the report that brought it."""

import pytest

from bot.command import Asker
from bot.core import Bot
from bot.deliveries.build import brought_by, story_post
from store import Store
from store.stories import Filter
from tests.bot.commands import world


@pytest.fixture
def bot(tmp_path):
    """A bot after a month of news."""
    with Store.open(tmp_path / "f.db", lambda: world.NOW) as store:
        store.write(world.a_month)
        yield Bot(store, world.knowledge(), lambda: world.NOW)


def the_struck(q):
    """The story of three outlets, which differ on the dead."""
    stories = q.stories.page(Filter(), limit=50).stories
    return next(s for s in stories if s.headline.startswith("Red Brigade post struck"))


def test_a_post_cites_every_outlet_once_its_headline_first(bot):
    with bot.store.read() as q:
        story = the_struck(q)
        post = story_post(bot.request(Asker()), q, story)

    (line,) = post.sections[0].lines
    assert "3 independent sources" in line.text
    assert len({s.outlet for s in post.sources}) == len(post.sources) == 4  # one of them a party to it
    assert line.sources == tuple(s.n for s in post.sources)
    assert post.sources[0].title == story.headline


def test_news_names_the_report_that_brought_it(bot):
    with bot.store.read() as q:
        story = the_struck(q)
        first_dead, denial = brought_by(q, story, "deaths"), brought_by(q, story, "denied")
        most = brought_by(q, story, "doubled")
        nobody = brought_by(q, story, "claimed")

    assert first_dead.casualties.killed
    assert "denied" in denial.flags
    assert most.casualties.killed[1] == story.killed[1]
    assert nobody is None
