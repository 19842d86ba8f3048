"""What word classes lean to, apart from patterns."""

from math import exp

import pytest

from intel.classify import Classifier
from intel.events import all_types
from intel.leaning import Leaning, heard, spoken
from intel.leanings import BIAS, TYPES, WEIGHTS, WORDS
from intel.reading import Reader
from model.actor import Roster
from model.finding import Names
from model.item import Document
from model.place import Gazetteer

LEXICON = Classifier(()).lexicon
READER = Reader(Roster(actors={}, people={}, groups={}, cues={}), Gazetteer({}), LEXICON)


def clauses(title, body=""):
    return READER.read(Document(title=title, summary=body), Names(()))


def leaning(title, body=""):
    return Leaning(LEXICON.bits).weigh(clauses(title, body))


def test_the_table_knows_the_types_and_gives_each_a_number():
    assert set(TYPES) == {kind.id for kind in all_types()}
    assert len(BIAS) == len(TYPES)
    assert {len(numbers.split()) for numbers in WEIGHTS.values()} == {len(TYPES)}


def test_the_table_speaks_of_classes_that_still_exist():
    """Many lost classes mean that words were renamed and the table should be learned again."""
    bits = Classifier().lexicon.bits
    known = [name for name in WEIGHTS if name.partition(":")[2] in bits]
    assert len(known) >= 0.95 * len(WEIGHTS)


@pytest.mark.parametrize(
    ("title", "type"),
    [
        ("Rockets and drones fired at base", "attack-claimed-or-attributed"),
        ("Militia will hand its weapons to the state", "disarmament-or-integration"),
        ("Election result splits parliament", "political"),
    ],
)
def test_words_lean_to_their_type(title, type):
    found = leaning(title)
    assert max(found, key=found.get) == type


def test_the_title_is_louder_than_the_body():
    said = "Rockets and drones fired at base"
    in_title, in_body = leaning(said), leaning("Tuesday", said)
    assert in_title["attack-claimed-or-attributed"] > in_body["attack-claimed-or-attributed"]


def test_shares_of_all_types_make_one():
    assert sum(exp(value) for value in leaning("Rockets fired at base").values()) == pytest.approx(1, abs=0.05)


def test_a_class_counts_once_a_part():
    once, twice = heard(clauses("Rockets")), heard(clauses("Rockets and rockets"))
    assert [(part, loudness) for part, loudness, _ in once] == [(part, loudness) for part, loudness, _ in twice]
    assert once[0][2] & twice[0][2] == once[0][2]


def test_a_class_nobody_knows_any_more_is_passed_over():
    """Words of two letters stand in no table, so that nothing but their classes can speak."""
    assert Leaning({}).weigh(clauses("HQ")) == Leaning({}).weigh(clauses("EU"))


def test_a_word_of_no_class_leans_by_itself():
    word = next(word for word in WORDS if not LEXICON.classes(word))
    assert leaning(word) != leaning("zzyzx")


def test_a_word_counts_once_where_it_is_loudest():
    found = spoken(clauses("Calm returns after calm", "Calm."))
    assert [loudness for loudness, words in found if "calm" in words] == [1.0]


def test_each_learned_word_has_a_number_for_each_type():
    assert {len(numbers.split()) for numbers in WORDS.values()} == {len(TYPES)}
