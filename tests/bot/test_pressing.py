"""A button says all it means, on every platform."""

import pytest

from bot.briefing import Action, Briefing, Line, Section
from bot.pressing import Leaf, Manner, Press, buttons, long_commands, mark, numbered, pressed
from bot.texts import texts

EN = texts("en")
LIST = Briefing("events", "Events", actions=(Action("Older", "/events before:9"), Action("Profile", "/actor badr")))


@pytest.mark.parametrize(
    "press",
    [Press("/events badr before:1|2"), Press("k1", 3, "abc", True, True), Press("/help", key="mark", turns=True)],
)
def test_a_button_says_all_it_means(press):
    """Its id survives a restart because nothing else is needed."""
    assert pressed(press.id) == press


@pytest.mark.parametrize("custom_id", ["", "x", "c|1|", "c|x||/help", "z|1||/help", "c|1|k|"])
def test_ids_of_others_are_not_ours(custom_id):
    """A button of an older version or a stranger means nothing."""
    assert pressed(custom_id) is None


def test_a_mark_is_the_same_at_every_try():
    """And another one for another post."""
    assert mark("story:1|C5") == mark("story:1|C5") != mark("story:1|C6")
    assert mark("") == ""


def test_a_list_turns_and_a_card_is_a_new_answer():
    """Pages come first, then what the briefing offers."""
    found = dict(buttons(LIST, EN, Manner(2, "/events"), Leaf(2, 3), 100, 25))
    assert list(found) == ["Back", "Page 3 of 3", "Older", "Profile"]
    assert pressed(found["Older"]) == Press("/events before:9", turns=True)
    assert pressed(found["Profile"]) == Press("/actor badr")


def test_sources_on_a_page_of_their_own_have_a_button():
    """Wherever the reader is."""
    labels = [label for label, _ in buttons(LIST, EN, Manner(1, "/events"), Leaf(1, 3, 3), 100, 25)]
    assert labels[:2] == ["Page 2 of 3", "Sources"]


def test_no_button_stands_twice_and_none_beyond_the_most():
    """The first of a kind counts."""
    double = Briefing("x", "x", actions=(Action("A", "/a"), Action("B", "/a"), Action("C", "/c")))
    assert [label for label, _ in buttons(double, EN, Manner(), Leaf(), 100, 25)] == ["A", "C"]
    assert len(buttons(double, EN, Manner(), Leaf(), 100, 1)) == 1


def test_a_post_without_buttons_gets_one_for_its_mark():
    """So that it can be found again."""
    (only,) = buttons(Briefing("story", "x"), EN, Manner(key="m1"), Leaf(), 100, 25)
    assert pressed(only[1]) == Press("/help", key="m1")


def test_a_post_whose_only_command_is_too_long_gets_one_too():
    """A mark that stands nowhere could not be found again."""
    long = Briefing("story", "x", actions=(Action("Long", "/find " + "y" * 200),))
    (only,) = buttons(long, EN, Manner(key="m1"), Leaf(), 100, 25)
    assert pressed(only[1]) == Press("/help", key="m1")


def test_a_command_too_long_for_an_id_goes_by_its_row():
    """Without a row there is no button."""
    long = Briefing("x", "x", actions=(Action("Long", "/events " + "y" * 100),))
    assert long_commands(long, Manner(), 100) == (long.actions[0].command,)
    assert buttons(long, EN, Manner(), Leaf(), 100, 25) == ()
    ((_, written),) = buttons(long, EN, Manner(kept={long.actions[0].command: "k1"}), Leaf(), 100, 25)
    assert pressed(written) == Press("k1", kept=True)


def test_what_would_be_made_anew_is_asked_for_as_it_was():
    """The pages of a digest are those of its edition, also under a post that nobody asked for."""
    digest = Briefing("digest", "x", again="/digest edition:3")
    for how in (Manner(1, "/digest"), Manner(key="m1")):
        ((label, written),) = buttons(digest, EN, how, Leaf(1, 2), 100, 25)
        assert label == "Page 2 of 2"
        assert pressed(written) == Press("/digest edition:3", 2, how.key, turns=True)


def test_a_list_numbers_its_stories_and_opens_each_by_its_number():
    """The first ten, each once; a card or a post has buttons of its own."""
    lines = tuple(Line(f"Clash {n}", story=f"s-{n % 12}") for n in range(15))
    listed = Briefing("events", "x", sections=(Section("", lines), Section("", lines)))
    found = buttons(listed, texts("en"), Manner(command="/events"), Leaf(), 100, 20)

    assert [label for label, _ in found] == [str(n) for n in range(1, 11)]
    assert pressed(found[2][1]).command == "/story s-2"
    assert not pressed(found[2][1]).turns
    assert numbered(Briefing("story", "x", sections=(Section("", lines),))) == {}
