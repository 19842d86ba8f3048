import pytest

from bot.command import Asker
from bot.core import Bot
from store import Store
from tests.bot.commands import world
from tests.bot.commands.world import BLUE, FAR, RED


def shown(briefing):
    return [line.story for section in briefing.sections for line in section.lines if line.story]


def test_pages_follow_each_other_without_gap_or_repetition(bot):
    seen, line = [], "/events"
    while line:
        page = bot.reply(line, Asker())
        seen += shown(page)
        line = next((a.command for a in page.actions if a.label == "Older"), "")

    with bot.store.read() as q:
        every = [s.id for s in q.stories.page(limit=100).stories if set(s.actors) & {RED, BLUE, world.MASK}]
    assert sorted(seen) == sorted(every)
    assert len(seen) == len(set(seen)) > 10


def test_a_page_survives_a_restart_and_news_on_top(empty, tmp_path):
    empty.store.write(world.a_month)
    older = next(a.command for a in empty.reply("/events", Asker()).actions if a.label == "Older")
    before = shown(empty.reply(older, Asker()))
    empty.store.write(lambda q: world.happen(q, "new", "wire", world.hours(0.1), "News", RED, type="clash"))
    empty.store.close()

    with Store.open(tmp_path / "f.db", lambda: world.NOW) as store:
        assert shown(Bot(store, world.knowledge(), lambda: world.NOW).reply(older, Asker())) == before


def test_news_of_those_only_told_apart_is_no_news(ask):
    assert not any(FAR in line.actors for section in ask("/events").sections for line in section.lines)
    assert shown(ask("/events Far Party")) == ["aa07"]


def test_a_place_holds_what_lies_in_it(ask):
    assert shown(ask("/events place:Iraq")) == ["aa06", "aa02", "aa01"]
    assert shown(ask('/events place:"محافظة التلال"')) == ["aa06", "aa01"]


def test_several_actors_and_types_widen_the_list(ask):
    assert shown(ask("/events red brigade, blue legion type:threat, disarmament")) == ["aa04", "aa03"]


def test_a_person_is_asked_for_by_name(ask):
    assert shown(ask("/events Abu New")) == ["aa04"]


def test_a_group_stands_for_its_members(ask):
    assert {BLUE, RED} <= {a for s in ask("/events Both of them").sections for x in s.lines for a in x.actors}


def test_the_latest_comes_first(ask):
    times = [line.at for section in ask("/events").sections for line in section.lines]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("word", ["all", "Everyone", "الكل"])
def test_all_means_all_who_are_followed(ask, word):
    """As it does in /subscribe."""
    assert ask(f"/events {word}").sections == ask("/events").sections
    assert ask(f"/find red {word and 'actor:' + word}").kind == ask("/find red").kind
    assert ask(f"/digest {word}").kind == "digest"
