"""Every sentence is in the catalogue, in every language, with the right plural."""

import re
import string

import pytest

from bot.command import commands
from bot.texts import LANGUAGES, _catalogue, texts


def _values(text):
    """Names of the values that a sentence wants."""
    forms = text.values() if isinstance(text, dict) else [text]
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


def test_plural_forms_of_english():
    """One story, two stories."""
    assert texts("en").say("events.count", n=1) == "1 story"
    assert texts("en").say("events.count", n=2) == "2 stories"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_argument_has_help_within_discords_limits(name):
    """Descriptions take 1-100 characters."""
    command, t = commands()[name], texts("en")

    assert 1 <= len(t.say(f"command.{name}")) <= 100
    for a in command.arguments:
        own = f"argument.{name}.{a.name}"
        assert 1 <= len(t.say(own if t.has(own) else f"argument.{a.name}")) <= 100


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_an_example_that_is_its_own(name):
    """What /help shows can be typed."""
    example = commands()[name].example

    assert not example or re.match(rf"/{name}\b", example)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_translations_say_the_same_with_the_same_values(language):
    """A translation misses no sentence, adds none, and fills in the same values."""
    english, own = _catalogue("en"), _catalogue(language)

    assert set(own) == set(english)
    assert {k: _values(v) for k, v in own.items()} == {k: _values(v) for k, v in english.items()}


def test_a_run_of_the_other_direction_is_isolated():
    """Arabic inside an English line stays whole."""
    assert texts("en").isolate("كتائب") == "\u2068كتائب\u2069"
    assert texts("en").isolate("Badr") == "Badr"
