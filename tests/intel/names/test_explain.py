"""A person can follow why a text was matched as it was."""

from intel.names import explain
from model.item import Document


def lines(finder, roster, title):
    return explain(finder.find(Document(title=title)), roster)


def test_each_name_seen_gets_a_line_and_its_reason(finder, roster):
    """What matched and by which rule, what did not and by which word, and what was found in the end."""
    told = lines(finder, roster, "PMF growth stalls as KH Energy and Kataeb MPs meet in Beirut")

    assert [line.split()[0] for line in told] == ["PMF", "KH", "Kataeb", "Kataeb", "Found:"]
    assert '"KH Energy" is something else' in told[1]
    assert "Kataeb Party (Lebanon)" in told[2]
    assert 'not Kataib Hezbollah: vetoed by "Beirut"' in told[3]
    assert told[4] == "Found: nothing that is followed."


def test_a_missing_cue_is_told_with_examples(finder, roster):
    """The line names words that would have counted."""
    told = lines(finder, roster, "KH grows fast")

    assert "short name without a cue (Iraq, Iraqi" in told[0]


def test_a_leader_is_told_with_the_faction(finder, roster):
    """The rule via-leader names the person."""
    told = lines(finder, roster, "Qais al-Khazali speaks")

    assert "Asaib Ahl al-Haq: Qais al-Khazali speaks for it on that day" in told[1]


def test_a_text_without_names_says_so(finder, roster):
    """One line, not none."""
    assert lines(finder, roster, "Rain in spring") == ["Found: nothing that is followed."]
