import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intel.annotate import to_json
from intel.evaluate import evaluate, known
from intel.events import all_types
from intel.normalise import normalise
from model.item import Document

ITEMS = Path(__file__).parents[1] / "corpus" / "items.jsonl"
DAY = datetime(2026, 1, 29, 12, tzinfo=UTC)


def document(title, summary="", published=DAY):
    return Document("1", title, summary, published=published)


@pytest.fixture(scope="module")
def items():
    return [json.loads(line) for line in ITEMS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def lines(annotator, items):
    found = []
    for row in items:
        published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC) if row["published"] else None
        text = Document(row["id"], row["title"], row["summary"], published=published, language=row["lang"])
        found.append(to_json(annotator.annotate(text), None))
    return found


def test_a_strike_is_told_with_place_day_casualties_and_target(annotator):
    found = annotator.annotate(
        document("US drone strike kills two Kataib Hezbollah fighters in Musayyib", "It happened on Wednesday evening.")
    )
    assert found.event.type == "strike-on-faction"
    assert found.event.targets == ("kataib-hezbollah",)
    assert found.event.weapons == ("drone",)
    assert found.casualties.killed == (2, 2)
    assert [p.place for p in found.places if not p.implied] == ["musayyib"]
    assert str(found.when.day) == "2026-01-28"


def test_the_attacker_is_told_from_the_attacked(annotator):
    by = annotator.annotate(document("Kataib Hezbollah claims drone attack on Ain al-Asad base"))
    on = annotator.annotate(document("Drone attack on Kataib Hezbollah base south of Baghdad"))
    assert (by.event.type, by.event.claimed_by, by.event.targets) == (
        "attack-claimed-or-attributed",
        ("kataib-hezbollah",),
        (),
    )
    assert (on.event.type, on.event.claimed_by) == ("strike-on-faction", ())


def test_who_is_suspected_of_an_attack_was_not_hit_by_it(annotator):
    found = annotator.annotate(Document(title="Rocket attack hits Ain al-Asad base, Kataib Hezbollah suspected"))

    assert (found.event.attributed_to, found.event.targets) == (("kataib-hezbollah",), ())
    assert (found.event.type, found.event.second) == ("attack-claimed-or-attributed", None)


def test_a_denial_is_no_attack(annotator):
    found = annotator.annotate(document("Kataib Hezbollah denies role in rocket attack on US embassy"))
    assert found.event.type == "claim-or-denial"
    assert found.event.flags == ("denied",)


@pytest.mark.parametrize(
    ("title", "flag"),
    [
        ("Islamic Resistance in Iraq claims drone attack on Eilat", "claimed"),
        ("Asaib Ahl al-Haq denies sending fighters to Sudan", "denied"),
        ("Badr Organization to visit Erbil next week for budget talks", "planned"),
        ("Thousands gather five years after killing of Qassem Soleimani", "lookback"),
    ],
)
def test_flags_say_how_a_thing_is_told(annotator, title, flag):
    assert flag in annotator.annotate(document(title)).event.flags


def test_what_is_backed_by_a_country_did_not_happen_there(annotator):
    found = annotator.annotate(document("Iran-backed militia Kataib Hezbollah attacks base in Anbar"))
    assert [p.place for p in found.places if not p.implied] == ["al-anbar"]


def test_an_implied_place_is_marked_and_points_to_its_word(annotator):
    title = "Sadrist lawmakers resign from Iraqi parliament"
    found = annotator.annotate(document(title))
    implied = {p.place: p.span.text for p in found.places if p.implied}
    assert implied == {"iraq": "Iraqi", "baghdad": "lawmakers"}
    assert all(title[p.span.start : p.span.end] == p.span.text for p in found.places)


def test_a_document_without_a_date_has_no_day(annotator):
    assert annotator.annotate(document("Kataib Hezbollah condemns strike", published=None)).when is None


def test_the_line_has_what_the_contract_says(annotator):
    line = to_json(annotator.annotate(document("Rockets hit Ain al-Asad; Kataib Hezbollah denies it")), "s-1")
    assert set(line) == {
        *("id", "actors", "people", "event", "event2", "flags", "places", "casualties", "story", "mentions"),
        "rules_version",
    }
    assert set(line["places"][0]) == {"id", "name", "text", "start", "end", "field"}
    assert json.loads(json.dumps(line)) == line


def test_rules_version_is_stable_and_in_each_annotation(annotator):
    assert annotator.annotate(document("x")).rules_version == annotator.rules_version
    assert len(annotator.rules_version) == 16


def test_figures_on_the_labelled_items_stay_up(annotator, items, lines):
    """A net under changes of rules; the figures themselves are printed by `evaluate`."""
    result = evaluate(items, lines, known(annotator.roster, {}, normalise), random.Random(1))
    figures = {f.name: f.value for f in result.figures}
    assert figures["event main: exact"] >= 0.88
    assert figures["event main: lenient"] >= 0.92


def test_casualties_of_the_labelled_items_are_mostly_right(items, lines):
    told = right = 0
    for row, line in zip(items, lines, strict=True):
        for kind in ("killed", "wounded"):
            gold, found = row["casualties"][kind], line["casualties"][kind]
            told += bool(gold or found)
            right += bool(gold) and gold == found
    assert right / told >= 0.75


def test_flags_of_the_labelled_items_are_mostly_right(items, lines):
    both = sum(len(set(r["flags"]) & set(line["flags"])) for r, line in zip(items, lines, strict=True))
    gold, found = sum(len(r["flags"]) for r in items), sum(len(line["flags"]) for line in lines)
    assert 2 * both / (gold + found) >= 0.6


def test_every_type_declares_itself_whole():
    for kind in all_types():
        assert kind.examples, kind.id
        assert all(len(pair) for pair in kind.acled), kind.id
        assert all(kind.patterns.values()), kind.id


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_is_read_without_harm(annotator, title, summary):
    found = annotator.annotate(document(title, summary))
    for span in [m.span for m in found.names.mentions] + [p.span for p in found.places]:
        field = {"title": title, "summary": summary}[span.field]
        assert field[span.start : span.end] == span.text


def test_private_characters_in_a_text_do_not_pass_for_names(annotator):
    found = annotator.annotate(document("\ue000 claims attack on \ue001 base \ue000"))
    assert found.event.claimed_by == ()
    assert found.names.mentions == ()
