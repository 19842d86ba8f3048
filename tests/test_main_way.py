"""The whole way: feeds are polled, factions are found, /actor answers."""

import json
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.fakes.web import Web
from tests.program import factionwatch

CORPUS = Path(__file__).parent / "corpus" / "items.jsonl"
FEEDS = """
feeds:
- id: corpus
  name: Corpus
  homepage: https://example.org/
  ownership: independent
  reliability: B
  language: en
  url: {url}
  private: true
  every: 2s
"""


def _rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _rss(rows):
    items = "".join(
        f"<item><guid isPermaLink='false'>{row['id']}</guid><title>{escape(row['title'])}</title>"
        f"<link>{escape(row['url'] or 'https://example.org/' + row['id'])}</link>"
        f"<description>{escape(row['summary'])}</description>"
        + (f"<pubDate>{row['published']}T12:00:00Z</pubDate>" if row["published"] else "")
        + "</item>"
        for row in rows
    )
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Corpus</title>"
    return f"{head}<link>https://example.org/</link><description>x</description>{items}</channel></rss>".encode()


@pytest.fixture
def web():
    with Web() as server:
        yield server


def _polled(web, folder, rows):
    web.serve("/feed.xml", _rss(rows), etag='"1"')
    (folder / "feeds.yaml").write_text(FEEDS.format(url=web.url("/feed.xml")), encoding="utf-8")
    return factionwatch("poll", folder=folder, FACTIONWATCH_FEEDS="feeds.yaml")


def _links(briefing):
    return {source["url"] for source in briefing["sources"]}


def _newest(rows, actor, n=5):
    named = [row for row in rows if actor in row["actors"] and row["published"]]
    return sorted(named, key=lambda row: row["published"])[-n:]


def _check_the_way(web, folder, rows):
    polled = _polled(web, folder, rows)
    assert (polled.status, polled.err) == (0, "")
    assert polled.out.startswith("1 of 1 feed answered; ")

    for name in ("كتائب حزب الله", "kataeb hizbullah"):
        answer = factionwatch("ask", f"/actor {name}", "--json", folder=folder).json
        assert answer["actor"] == "kataib-hezbollah"
        lines = [line for section in answer["sections"] for line in section["lines"] if line["story"]]
        assert lines == sorted(lines, key=lambda line: line["at"], reverse=True)
        assert len(_links(answer) & {row["url"] for row in _newest(rows, "kataib-hezbollah", 30)}) >= 3

    again = factionwatch("poll", "--all", folder=folder, FACTIONWATCH_FEEDS="feeds.yaml")
    assert (again.status, again.out) == (0, "1 of 1 feed answered; 0 new items\n")
    assert web.asked("/feed.xml")[-1].headers["if-none-match"] == '"1"'


def test_a_feed_is_polled_and_its_factions_answer_in_both_scripts(web, tmp_path):
    """Own labelled items, served as RSS, come back as events with their links; a second poll stores nothing new."""
    _check_the_way(web, tmp_path, _rows(CORPUS))


def test_real_items_are_polled_and_answered(web, tmp_path, shared):
    """The same with real published items."""
    _check_the_way(web, tmp_path, _rows(shared / "eval" / "dev.jsonl"))


def test_piped_lines_are_answered_and_an_unreachable_network_is_one_line(tmp_path):
    """Answers come on stdout, the outcome of the poll as one line on stderr, status 0."""
    (tmp_path / "feeds.yaml").write_text(FEEDS.format(url="http://127.0.0.1:9/"), encoding="utf-8")
    said = "/actor Kataib Hezbollah\n\n/events\n"

    ran = factionwatch("run", folder=tmp_path, stdin=said, FACTIONWATCH_FEEDS="feeds.yaml")

    assert ran.status == 0
    assert ran.out.startswith("Kataib Hezbollah\n")
    assert "\nEvents\n" in ran.out
    assert ran.err == "1 of 1 feed unreachable: no network?\n"
    assert "\x1b" not in ran.out


def test_bytes_that_are_no_text_are_answered_too(tmp_path):
    """A line that is not UTF-8 does not stop the conversation."""
    (tmp_path / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    said = b"/actor \xff\xfe\n/actor badr\n"

    ran = factionwatch("run", folder=tmp_path, stdin=said, FACTIONWATCH_FEEDS="feeds.yaml")

    assert ran.status == 0
    assert "\nBadr Organization\n" in ran.out


def test_annotate_gives_a_line_for_each_line(tmp_path):
    """In order; what is no item is answered in its place."""
    rows = _rows(CORPUS)[:20]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines[6:6] = ["not json", "[1]", '{"title": 5}', ""]

    ran = factionwatch("annotate", folder=tmp_path, stdin="\n".join(lines) + "\n")

    found = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 1
    assert len(found) == 24
    assert [f["id"] for f in found if f["id"]] == [row["id"] for row in rows]
    assert found[6] == {"id": None, "error": found[6]["error"]}
    assert found[6]["error"].startswith("line 7: ")


def test_annotations_point_into_the_fields_as_they_came(tmp_path):
    """field[start:end] == text, in code points, also beside emoji, entities and lone surrogates."""
    row = {"id": "x", "title": "🚀 Kata&#39;ib Hezbollah \ud800 & Asa’ib", "summary": "كتائب حزب الله في العراق"}

    ran = factionwatch("annotate", folder=tmp_path, stdin=json.dumps(row) + "\n")

    found = json.loads(ran.out)
    assert found["story"]
    assert found["actors"]
    for mention in [*found["mentions"], *found["places"]]:
        assert row[mention["field"]][mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize("options", [(), ("--no-stories",), ("--only", "names")])
def test_annotate_gives_equal_bytes_for_equal_input(tmp_path, options):
    """Annotating is deterministic."""
    lines = "\n".join(CORPUS.read_text(encoding="utf-8").splitlines()[:40])

    first, second = (factionwatch("annotate", *options, folder=tmp_path, stdin=lines) for _ in range(2))

    assert first.status == 0
    assert first.out == second.out
    assert all(json.loads(line)["rules_version"] for line in first.out.splitlines())


def test_evaluate_prints_the_table(tmp_path):
    """Names, events, stories and places, each with counts and an interval; an earlier run can be compared."""
    first = factionwatch("evaluate", str(CORPUS), "--json", folder=tmp_path)
    (tmp_path / "old.json").write_text(first.out, encoding="utf-8")
    second = factionwatch("evaluate", str(CORPUS), "--against", "old.json", folder=tmp_path)

    assert first.status == second.status == 0
    for measure in ("actors: precision", "actors: recall", "event", "stories", "places: recall"):
        assert measure in second.out
    assert "+0.000" in second.out


def test_why_explains_matches_and_refusals(tmp_path):
    """What matched, what did not, and by which word."""
    ran = factionwatch("why", "PMF growth stalls as KH Energy and Kataeb MPs meet in Beirut", folder=tmp_path)

    assert ran.status == 0
    assert '"KH Energy" is something else' in ran.out
    assert ran.out.endswith("Found: nothing that is followed.\n")
