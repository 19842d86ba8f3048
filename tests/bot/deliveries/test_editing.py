"""An operator corrects, merges and splits, and what was posted follows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliveries.editing import Editor
from bot.deliveries.whynot import why_not
from intel.corrections import apply
from intel.stories import story_id
from model.delivery import Channel
from model.errors import UsageError
from tests.bot.jobs.test_deliver import BADR, KH, House, knowledge
from tests.store.samples import an_annotation


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path / "s.db")
    yield house
    house.close()


def edit(house, act):
    return house.store.write(lambda q: act(q, Editor(knowledge(), house.announcer, house.clock(), "ann")), durable=True)


def items(house, story):
    with house.store.read() as q:
        return q.stories.get(story).items


def told(house, story):
    with house.store.read() as q:
        return q.stories.get(story)


def test_a_correction_is_kept_and_every_message_says_so(house):
    house.subscribe("C1")
    house.subscribe("C2", "all")
    house.story("s1", KH)
    house.deliver(10)
    (item,) = items(house, "s1")
    edit(house, lambda q, editor: editor.correct(q, item, KH, "a namesake"))
    house.deliver(300)

    assert told(house, "s1").actors == ()
    for id in ("C1", "C2"):
        post, reply = house.chat.messages(id)
        assert post.shown.sections[0].lines[0].struck == "Kataib Hezbollah"
        assert reply.reply_to == post.id
        assert reply.briefing.title == "Correction: Kataib Hezbollah"
    with house.store.read() as q:
        (made,) = q.corrections.of(item)
        assert q.items.annotation(item).actors == ()
    assert (made.who, made.reason) == ("ann", "a namesake")


def test_a_correction_outlives_what_the_rules_find_later(house):
    house.story("s1", KH)
    (item,) = items(house, "s1")
    edit(house, lambda q, editor: editor.correct(q, item, KH, ""))
    with house.store.read() as q:
        again = apply(an_annotation(KH, BADR), q.corrections.of(item))

    assert again.actors == (BADR,)


def test_a_story_that_others_tell_of_the_faction_keeps_it(house):
    house.story("s1", KH)
    house.story("s1", KH)
    first, _ = items(house, "s1")
    edit(house, lambda q, editor: editor.correct(q, first, KH, ""))

    assert told(house, "s1").actors == (KH,)


def test_what_was_corrected_before_it_was_posted_is_not_posted_struck_through(house):
    house.subscribe("C1", "all")
    house.story("s1", KH, BADR)
    (item,) = items(house, "s1")
    edit(house, lambda q, editor: editor.correct(q, item, KH, ""))
    house.deliver(300)

    (post,) = house.chat.messages("C1")
    assert post.shown.title == "Badr Organization"
    assert not any(line.struck for line in post.shown.sections[0].lines)


@pytest.mark.parametrize(("item", "actor"), [(5, KH), (None, BADR)])
def test_a_correction_of_nothing_is_refused(house, item, actor):
    house.story("s1", KH)
    number = item or items(house, "s1")[0]

    with pytest.raises(UsageError):
        edit(house, lambda q, editor: editor.correct(q, number, actor, ""))


def test_of_two_messages_the_older_stays_and_the_younger_leads_to_it(house):
    house.subscribe("C1")
    house.story("s1", KH)
    house.deliver(60)
    house.story("s2", KH)
    house.deliver(60)
    edit(house, lambda q, editor: editor.merge(q, "s2", "s1", "the same"))
    house.story("s1", KH, sources=4)
    house.deliver(300)

    older, younger = house.chat.messages("C1")
    assert "4 independent sources" in older.shown.sections[0].lines[0].text
    assert younger.shown.sections[0].lines[0].text == "Told together with another report:"
    assert told(house, "s2").id == "s1"
    assert len(told(house, "s1").items) == 3


def test_where_only_the_younger_was_posted_its_message_grows_on(house):
    house.subscribe("C1", min_sources=1)
    house.story("s1", KH, fresh=False)
    house.story("s2", KH)
    house.deliver(60)
    edit(house, lambda q, editor: editor.merge(q, "s1", "s2", ""))
    house.story("s1", KH, sources=3)
    house.deliver(300)

    (message,) = house.chat.messages("C1")
    assert "3 independent sources" in message.shown.sections[0].lines[0].text


def test_a_younger_message_that_waits_is_not_posted_any_more(house):
    house.subscribe("C1")
    house.story("s1", KH)
    house.deliver(60)
    house.story("s2", KH)
    edit(house, lambda q, editor: editor.merge(q, "s1", "s2", ""))
    house.deliver(300)

    assert len(house.chat.messages("C1")) == 1
    assert "told with another story" in {row.reason for row in house.rows("dropped")}


def test_the_larger_part_keeps_the_message_and_a_young_part_is_posted_by_itself(house):
    house.subscribe("C1")
    for _ in range(3):
        house.story("s1", KH)
    house.deliver(60)
    first, *_ = items(house, "s1")
    kept, new = edit(house, lambda q, editor: editor.split(q, "s1", [first], "two attacks"))
    house.deliver(300)

    assert (kept.id, len(kept.items), len(new.items)) == ("s1", 2, 1)
    assert len(house.chat.messages("C1")) == 2
    with house.store.read() as q:
        assert q.outbox.about(1, f"story:{new.id}").state == "sent"


def test_the_report_that_a_story_is_called_after_can_be_split_off_too(house):
    """Of two merged reports either can be named, and they come apart again."""
    house.story("s1", KH)
    house.story("s1", BADR)
    house.story("s1", BADR)
    first, *others = items(house, "s1")
    with house.store.read() as q:
        namesake = story_id(next(r for r in q.stories.state("s1").reports if r.item == first))
    house.store.write(lambda q: q.stories.save(replace(q.stories.get("s1"), id=namesake, items=())))
    _, new = edit(house, lambda q, editor: editor.split(q, "s1", [first], ""))

    assert new.id != namesake
    assert (new.items, told(house, "s1").items) == ((first,), tuple(others))


def test_an_old_part_is_not_posted(house):
    house.subscribe("C1")
    for _ in range(3):
        house.story("s1", KH)
    house.deliver(26 * 3600)
    first, *_ = items(house, "s1")
    _, new = edit(house, lambda q, editor: editor.split(q, "s1", [first], ""))
    house.deliver(300)

    assert len(house.chat.messages("C1")) == 1
    with house.store.read() as q:
        found = list(why_not(q, knowledge(), house.announcer.policy, new.id, Channel("chat", "W", "C1"), house.clock()))
    assert "split off another story more than 24 h" in found[0]


def test_what_is_no_part_of_a_story_cannot_be_split_off(house):
    house.story("s1", KH)

    for some in ([], [5], list(items(house, "s1"))):
        with pytest.raises(UsageError):
            edit(house, lambda q, editor, some=some: editor.split(q, "s1", some, ""))


def reasons(house, story, id="C1"):
    with house.store.read() as q:
        channel = Channel("chat", "W", id)
        return " ".join(why_not(q, knowledge(), house.announcer.policy, story, channel, house.clock()))


def test_each_story_that_was_held_back_has_a_reason(house):
    house.subscribe("C1", f"actor:{KH}", types=("threat-or-warning",))
    house.subscribe("C2", f"actor:{BADR}")
    house.subscribe("C3", f"actor:{KH}", rhythm="daily")
    house.subscribe("C4", "all", min_sources=3)
    house.subscribe("C5")
    house.story("s1", KH)
    house.story("old", KH, fresh=False)
    house.deliver(10)

    assert "its type is clash, wanted: threat-or-warning" in reasons(house, "s1")
    assert "the story is about kataib-hezbollah" in reasons(house, "s1", "C2")
    assert "stands in the daily digest" in reasons(house, "s1", "C3")
    assert "wanted: 3" in reasons(house, "s1", "C4")
    assert "It was posted at 2026-01-28" in reasons(house, "s1", "C5")
    assert "first poll" in reasons(house, "old", "C5")
    assert "never subscribed" in reasons(house, "s1", "C9")
    assert reasons(house, "nothing") == "There is no story nothing."


def test_a_paused_channel_is_the_reason(house):
    house.subscribe("C1")
    house.store.write(lambda q: q.channels.set_state(1, "paused", "paused: by a member of this channel"))
    house.story("s1", KH)
    house.deliver(timedelta(seconds=10).total_seconds())

    assert "The channel is paused: paused: by a member" in reasons(house, "s1")
