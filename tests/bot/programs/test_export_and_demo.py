"""`export` and `demo`, run as programs."""

import csv
import io
import json

import pytest
import stix2

from tests.program import factionwatch

ROWS = [
    {"id": "a", "title": "US drone strike kills Kataib Hezbollah commander in Baghdad", "published": "2026-01-28"},
    {"id": "b", "title": "Badr Organization meets the prime minister in Baghdad", "published": "2026-01-29"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    assert factionwatch("import", "a.jsonl", folder=folder).status == 0
    return folder


def test_an_actor_is_exported_as_a_table(folder):
    ran = factionwatch("export", "--format", "csv", "--actor", "كتائب حزب الله", "--no-history", folder=folder)

    assert (ran.status, ran.err) == (0, "")
    (row,) = csv.DictReader(io.StringIO(ran.out))
    assert row["headline"] == ROWS[0]["title"]


def test_a_bundle_goes_to_a_file(folder):
    ran = factionwatch("export", "--format", "stix", "--out", "all.json", folder=folder)

    assert (ran.status, ran.out, ran.err) == (0, "", "")
    bundle = stix2.parse((folder / "all.json").read_text(encoding="utf-8"))
    assert {"identity", "relationship", "report"} <= {o.type for o in bundle.objects}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "xml"], "csv, jsonl, rss, stix"),
        (["--actor", "nobody at all"], "nearest"),
        (["--days", "soon"], "2w"),
    ],
)
def test_a_wrong_option_is_one_sentence_and_status_2(folder, options, said):
    ran = factionwatch("export", *options, folder=folder)

    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_the_demo_says_in_each_answer_that_it_is_invented(tmp_path):
    ran = factionwatch("demo", folder=tmp_path)

    assert (ran.status, ran.err) == (0, "")
    answers = [line for line in ran.out.splitlines() if line.startswith("EXAMPLE · ")]
    assert len(answers) == ran.out.count("Invented reports") == 5
    assert "2 independent sources" in ran.out
    assert list(tmp_path.iterdir()) == []


def test_the_demo_speaks_arabic_and_takes_questions(tmp_path):
    ran = factionwatch("demo", "--language", "ar", "/actor سرايا أولياء الدم", folder=tmp_path)

    assert ran.status == 0
    assert ran.out.startswith("مثال · سرايا أولياء الدم")


def test_an_evaluation_is_told_on_cards(folder):
    gold = {
        "id": "a",
        "title": ROWS[0]["title"],
        "summary": "",
        "actors": ["kataib-hezbollah"],
        "event": "strike-on-faction",
    }
    (folder / "gold.txt").write_text(json.dumps(gold), encoding="utf-8")
    assert factionwatch("evaluate", "gold.txt", folder=folder).status == 0

    card = factionwatch("ask", "/actor kh", "--json", folder=folder).json

    assert "precision 1.00 and recall 1.00 on 1 labelled items" in card["fields"][-1]["value"]
