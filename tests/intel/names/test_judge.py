"""Short and shared names mean somebody only where the item says so."""

import pytest


def test_a_short_name_needs_a_cue(seen, refused):
    """Without a word of its cue sets in the item it stays unmatched, and the reason is kept."""
    assert seen("Reed grows by the river in Baghdad") == [("reed", "context")]
    assert seen("Reed grows by the river") == []
    assert refused("Reed grows by the river") == [("Reed", "no-cue")]


def test_a_veto_decides_between_bearers(seen, refused):
    """A word that speaks for the one bearer speaks against the other."""
    assert seen("Kataeb leaders meet in Beirut, Lebanon") == [("cedar", "context")]
    assert seen("Kataeb leaders meet in Baghdad") == [("palm", "context")]
    assert refused("Kataeb leaders meet in Beirut") == [("Kataeb", "veto")]


def test_the_full_name_carries_its_short_forms(seen):
    """Once named in full, a faction may be called by its short names, whatever else the item mentions."""
    told = seen("Kataib al-Nakhla and Lebanon", "The Kataeb denied it. Nakhla men left.")

    assert told == [("palm", "name"), ("palm", "long-form"), ("palm", "long-form")]


def test_some_short_names_only_follow_the_full_one(seen):
    """A word too common for any cue counts only after the full name."""
    assert seen("Nakhla harvest in Baghdad") == []


def test_an_abbreviation_counts_as_written(seen):
    """Capitals are part of it, dots are not."""
    assert seen("RB men in Baghdad") == [("reed", "context")]
    assert seen("R.B. men in Baghdad") == [("reed", "context")]
    assert seen("rb men in Baghdad") == []


def test_an_abbreviation_that_the_item_introduces_needs_no_cue(seen):
    """The brackets after a full name say whose it is."""
    assert seen("Reed Brigades (RB) march", "RB waits") == [
        ("reed", "name"), ("reed", "introduced"), ("reed", "introduced"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "title", ["Rural Broadcasting (RB) opens in Baghdad", "RB Energy opens in Baghdad", "A RARE HAT OF RB AND PIE"]
)
def test_an_abbreviation_of_something_else_is_refused(seen, title):
    """Words whose initials it is, a firm's name, or nothing to go by."""
    assert seen(title) == []


@pytest.mark.parametrize(
    "title", ["Reed Hari wins in Baghdad", "Reed Jafar sells a firm here in Baghdad", "Prince Reed visits Baghdad"]
)
def test_a_part_of_another_name_is_refused(seen, refused, title):
    """A given name beside a surname or after a title is a person's."""
    assert seen(title) == []
    assert {reason for _, reason in refused(title)} == {"other-name"}


def test_a_group_word_leaves_the_name_a_groups(seen):
    """A capital after the name may belong to the group."""
    assert seen("the quiet men of Reed Movement in Baghdad") == [("reed", "context")]


def test_a_surname_follows_the_person_named_in_full(seen):
    """Another man of that name takes it; the leader's own full name keeps it."""
    assert seen("Amin al-Rafi speaks in Baghdad; then Rafi leaves")[-1] == ("reed", "via-leader")
    assert seen("In Baghdad, Abu Rafi wins at chess") == []
