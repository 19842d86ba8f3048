"""A doubtful name in a list of Iraqi factions is one of them."""

from intel.names.lists import Member, Row


def test_a_doubtful_name_among_factions_is_one_of_them(actors_in):
    """Bare Hezbollah between Badr and Saraya al-Salam is the Iraqi one."""
    text = "Its battalions include Asaib Ahl al-Haq, Hezbollah, Badr Organization and Saraya al-Salam."

    assert "kataib-hezbollah" in actors_in(text)
    assert "lebanese-hezbollah" not in actors_in(text)


def test_a_list_with_others_decides_nothing(actors_in):
    """Beside Hamas and the Houthis it is the Lebanese one."""
    assert "kataib-hezbollah" not in actors_in("Iran backs Hamas, Hezbollah, the Houthis and Asaib Ahl al-Haq.")


def test_members_must_be_joined_by_commas_and_small_words():
    """Company ends where other words stand between."""
    text = "alpha, beta and gamma went home with delta"
    members = [Member(text.index(w), text.index(w) + len(w), frozenset([w]), True) for w in ("alpha", "gamma", "delta")]
    row = Row(text, members, frozenset(["and"]))

    assert [m.bearers for m in row.company(7, 11)] == [{"alpha"}, {"gamma"}]
