"""What others read: every format can be read back by a reader that is not ours."""

import csv
import io
import json

import feedparser
import pytest
import stix2

from bot import exports
from bot.command import Asker
from bot.exports import Exported
from bot.programs.export import stories as stories_of
from store.stories import Filter
from tests.bot.commands import world
from tests.bot.commands.conftest import bot, empty  # noqa: F401


@pytest.fixture
def request_(bot):  # noqa: F811
    evil = '=HYPERLINK("https://evil.example") & <b>"x"</b> \x01'
    bot.store.write(lambda q: world.happen(q, "evil", "wire", world.hours(1), evil, world.RED, type="clash"))
    return bot.request(Asker())


@pytest.fixture
def stories(request_):
    return list(stories_of(request_, Filter()))


def test_a_table_has_a_row_a_story_and_no_formula(request_, stories):
    rows = list(csv.DictReader(io.StringIO("".join(exports.csv_rows(request_, stories)))))

    assert [row["id"] for row in rows] == [one.story.id for one in stories]
    strike = next(row for row in rows if row["id"] == "aa01")
    assert [strike[c] for c in ("killed_min", "killed_max", "place", "weapons")] == ["2", "3", "oldtown", "drone"]
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_json_lines_carry_every_report(request_, stories):
    told = [json.loads(line) for line in exports.json_lines(request_, stories)]

    strike = next(one for one in told if one["id"] == "aa01")
    assert [r["outlet"] for r in strike["reports"]] == ["The Wire", "The Herald", "الصحيفة", "Red Channel", "The Wire"]


def test_a_feed_reader_reads_the_feed(request_, stories):
    feed = feedparser.parse("".join(exports.rss(request_, stories)).encode())

    assert not feed.bozo
    assert len(feed.entries) == len(stories)
    entry = next(e for e in feed.entries if e.id == "aa01")
    assert entry.title == "Drone strike · Red Brigade · Oldtown, Hill Land · denied · 2-3 killed"
    assert entry.link == "https://herald.example/aa01-1"


def test_the_bundle_is_stix_and_the_same_at_every_export(request_, stories):
    text = exports.stix(request_, stories)
    bundle = stix2.parse(text)
    known = {o.id for o in bundle.objects}

    assert text == exports.stix(request_, stories)
    assert len([o for o in bundle.objects if o.type == "report"]) == len(stories)
    assert all(ref in known for o in bundle.objects if o.type == "report" for ref in o.object_refs)
    links = {(o.relationship_type, o.confidence) for o in bundle.objects if o.type == "relationship"}
    assert {("sponsored-by", 50), ("has-facade", 15), ("led-by", 15)} <= links


def test_an_empty_store_gives_empty_exports(empty):  # noqa: F811
    request = empty.request(Asker())

    assert "".join(exports.csv_rows(request, [])).count("\n") == 1
    assert list(exports.json_lines(request, [])) == []
    assert feedparser.parse("".join(exports.rss(request, [])).encode()).entries == []
    assert stix2.parse(exports.stix(request, []))


def test_pages_follow_each_other_to_the_end(request_, stories):
    assert [one.story.id for one in stories_of(request_, Filter(), 3)] == [one.story.id for one in stories]


def test_a_story_whose_items_are_gone_is_exported_all_the_same(request_, stories):
    bare = [Exported(stories[0].story, ())]
    for form in (exports.csv_rows, exports.json_lines, exports.rss):
        assert "".join(form(request_, bare))
    assert stix2.parse(exports.stix(request_, bare))
