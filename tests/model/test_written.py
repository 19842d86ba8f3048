import pytest

from model.errors import DataError
from model.written import nearest, read_yaml

TEXT = """\
name: Rudaw
count: 3
when: 2026-01-28
on_air: true
tags: [news, kurdish]
inner:
  words:
    - first
    - second
"""


@pytest.fixture
def row():
    return read_yaml("a.yaml", TEXT).table("the file")


def test_values_come_out_as_what_they_are(row):
    assert row["name"].text() == "Rudaw"
    assert (row["count"].text(), row["when"].text()) == ("3", "2026-01-28")
    assert row["count"].number(0, 5) == 3.0
    assert row["on_air"].truth() is True
    assert row["tags"].texts() == ("news", "kurdish")


@pytest.mark.parametrize(
    ("take", "line", "sentence"),
    [
        (lambda row: row["name"].truth(), 1, '"name" must be true or false'),
        (lambda row: row["name"].rows(), 1, '"name" must be a list'),
        (lambda row: row["name"].number(0, 1), 1, '"name" must be a number from 0 to 1'),
        (lambda row: row["count"].number(4, 5), 2, '"count" must be a number from 4 to 5'),
        (lambda row: row["on_air"].text(), 4, '"on_air" must be text'),
        (lambda row: row["tags"].text(), 5, '"tags" must be text'),
        (lambda row: row["name"].one_of(["Rudaq"], "an outlet"), 1, '"Rudaw" is not an outlet; did you mean "Rudaq"?'),
        (lambda row: row["inner"].table("x")["words"].rows()[1].truth(), 9, '"words" must be true or false'),
        (lambda row: row["inner"].required({}, "id", "a thing"), 6, 'a thing needs "id"'),
    ],
)
def test_a_mistake_names_its_line(row, take, line, sentence):
    with pytest.raises(DataError) as caught:
        take(row)

    assert (caught.value.line, caught.value.message) == (line, sentence)


def test_a_key_that_stands_twice_is_a_mistake_and_not_a_silent_loss():
    with pytest.raises(DataError, match=r'^a\.yaml line 3: "a" stands twice$'):
        read_yaml("a.yaml", "a: 1\nb: 2\na: 3\n")


@pytest.mark.parametrize(
    "text", ["a: [", "a: b: c", "\x00", "a: *nowhere", "--- 1\n--- 2", "a: !!python/object:os.system {}", "[" * 5000]
)
def test_what_cannot_be_read_is_one_sentence(text):
    with pytest.raises(DataError) as caught:
        read_yaml("a.yaml", text)

    assert "not YAML" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "# nothing", "null", "~"])
def test_an_empty_file_is_an_empty_mapping(text):
    assert read_yaml("a.yaml", text).table("the file") == {}


def test_the_nearest_word_is_offered_only_where_it_is_near():
    assert nearest("evry", ["every", "url"]) == '; did you mean "every"?'
    assert nearest("zzz", ["every", "url"]) == ""
