"""YAML read from the parser's events is what PyYAML's own loader makes of it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from model.plain_yaml import load

TOP = Path(__file__).parents[2]
WRITTEN = [
    "",
    "# nothing but a comment",
    "---\n",
    "plain",
    "a: 1\nb: 1.5\nc: yes\nd: null\ne: ~\nf:\ng: 2024-01-28\nh: 2024-01-28 10:00:00\ni: '2024'\nj: \"no\"\nk: .inf",
    "on: off\n1: one\n2024-01-01: day\nnull: nothing\n0x1F: hex\n012: octal\n1_000: many\n1:30: sixties",
    "- [a, b, {c: d}]\n- |\n  two\n  lines\n- >\n  folded\n  lines\n- ''\n- {}\n- []",
    "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2",
    "a: &x [*x]",
    "? [a, b]\n: c",
    "a: !!str 1\nb: !!int '2'\n!!str 3: c",
    "twice: 1\ntwice: 2",
    "=: value",
    "a: =",
    "one: 1\n---\ntwo: 2",
    "a: *nobody",
    "a: [1, 2",
    "a: b: c",
    "? {a: 1}\n: b",
    "a: 2024-13-45",
    "a: !!python/object:os.system x",
    "\x00",
    "[" * 100,
]


def outcome(read):
    """The value, or the kind of error and what it says."""
    try:
        return repr(read())
    except (yaml.YAMLError, ValueError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_text_means_what_it_means_to_pyyaml(text):
    """Values, and errors with their places, are the same."""
    assert outcome(lambda: load(text)) == outcome(lambda: yaml.load(text, Loader=yaml.CSafeLoader))


@pytest.mark.parametrize("name", ["actors.yaml", "places.yaml", "feeds.yaml"])
def test_our_own_files_are_read_alike(name):
    """The files that the program comes with."""
    text = (TOP / name).read_text(encoding="utf-8")
    assert load(text) == yaml.load(text, Loader=yaml.CSafeLoader)


PIECES = ["a", "yes", "1", "-", ":", ": ", "\n", " ", "&a ", "*a", "[", "]", "{", "}", ","]


@settings(max_examples=200, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES)))
def test_any_text_means_what_it_means_to_pyyaml(text):
    """Also what is hardly YAML."""
    written = "".join(text)
    assert outcome(lambda: load(written)) == outcome(lambda: yaml.load(written, Loader=yaml.CSafeLoader))
