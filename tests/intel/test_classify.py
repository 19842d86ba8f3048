"""Every declared example is classified as declared."""

import re

import pytest

from intel.classify import Classifier
from intel.events import all_types
from intel.reading import Reader
from model.actor import Actor, Roster
from model.finding import Mention, Names, Span
from model.item import Document
from model.place import Gazetteer

KINDS = {"faction": "faction", "bloc": "bloc", "foreign": "foreign", "militia": "topic"}
ROSTER = Roster(
    actors={name: Actor(name, name.title(), kind) for name, kind in KINDS.items()}
    | {"islamic-state": Actor("islamic-state", "Islamic State", "foreign")},
    people={},
    groups={},
    cues={},
)
CLASSIFIER = Classifier()
READER = Reader(ROSTER, Gazetteer({}), CLASSIFIER.lexicon)


def as_document(text, field="title"):
    """A document and its names, from a text with {faction}, {bloc}, {person} ... where names stand."""
    mentions = []
    for match in re.finditer(r"\{(\w+)\}", text):
        span = Span(field, match.start(), match.end(), match.group())
        kind = match.group(1)
        if kind == "person":
            mentions.append(Mention(span, "test", 1.0, person="somebody"))
        else:
            mentions.append(Mention(span, "test", 1.0, actor="islamic-state" if kind == "jihadi" else kind))
    return Document(**{field: text}), Names(tuple(mentions))


def classify(text):
    return CLASSIFIER.classify(READER.read(*as_document(text)))


EXAMPLES = [(kind.id, text) for kind in all_types() for text in kind.examples]
COUNTER_EXAMPLES = [(kind.id, text) for kind in all_types() for text in kind.counter_examples]


@pytest.mark.parametrize(("type", "text"), EXAMPLES)
def test_an_example_gets_its_type(type, text):
    verdict = classify(text)
    assert verdict.type == type, verdict.why


@pytest.mark.parametrize(("type", "text"), COUNTER_EXAMPLES)
def test_a_counter_example_gets_another_type(type, text):
    assert classify(text).type != type


def test_a_text_that_says_nothing_is_other():
    assert classify("The weather on Tuesday").type == "other"
    assert classify("").type == "other"
