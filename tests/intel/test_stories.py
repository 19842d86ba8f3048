"""What belongs together, what does not, and how it is told."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import pytest

from intel.evaluate import b_cubed
from intel.stories import Weights, changes, compare, group, place_report, report_of, story_id, tell
from model.feed import Outlet
from model.finding import Casualties
from model.item import Document, Item
from model.story import Join, Report, StoryState

ITEMS = Path(__file__).parents[1] / "corpus" / "items.jsonl"
MONDAY = datetime(2026, 1, 26, 9, tzinfo=UTC)
STRIKE = "Drone strike hits Kataib Hezbollah depot near Musayyib, two dead"


def report(n, title=STRIKE, hours=0, **fields):
    at = MONDAY + timedelta(hours=hours)
    plain = Report(
        item=n,
        key=blake2b(str(n).encode(), digest_size=16).digest(),
        at=at,
        outlet=f"outlet-{n}",
        group=f"group-{n}",
        ownership="independent",
        reliability="B",
        language="en",
        title=title,
        lead="",
        type="strike-on-faction",
        second=None,
        actors=("kataib-hezbollah",),
        people=(),
        places=("musayyib",),
        spots=("musayyib",),
        around=("babil",),
        casualties=Casualties((2, 2)),
        day=at.date(),
        day_precision="published",
    )
    return replace(plain, **fields)


def stories_of(reports):
    _, joins, _ = group(reports)
    return {join.item: join.story for join in joins}


def test_the_same_happening_told_in_other_words_is_one_story():
    other = report(2, "Two fighters killed as depot of armed group is bombed south of Baghdad", 3)
    assert len(set(stories_of([report(1), other]).values())) == 1


def test_the_same_happening_told_in_arabic_is_the_same_story():
    arabic = report(2, "قتيلان في قصف بطائرة مسيرة على مستودع لكتائب حزب الله في المسيب", 2, language="ar")
    assert len(set(stories_of([report(1), arabic]).values())) == 1


def test_two_strikes_in_one_week_are_two_stories():
    again = report(2, "Second strike on depot near Musayyib", 30, casualties=Casualties(None, (1, 1)))
    dated = replace(again, day=date(2026, 1, 30), day_precision="day", at=MONDAY + timedelta(days=4))
    assert len(set(stories_of([report(1), dated]).values())) == 2


@pytest.mark.parametrize(
    ("kind", "begins", "ends"),
    [
        (
            "detention-or-prosecution",
            "Commander Qasim Muslih arrested in Baghdad",
            "Commander Qasim Muslih released in Baghdad",
        ),
        (
            "protest-or-unrest",
            "Protesters storm US embassy in Baghdad",
            "Protesters withdraw from US embassy in Baghdad",
        ),
    ],
)
def test_the_end_of_a_happening_is_another_story(kind, begins, ends):
    """An arrest and the release, a storm and the withdrawal share everything but what happened."""
    told = {"type": kind, "people": ("qasim-muslih",), "casualties": Casualties()}
    assert len(set(stories_of([report(1, begins, **told), report(2, begins, 2, **told)]).values())) == 1
    assert len(set(stories_of([report(1, begins, **told), report(2, ends, 9, **told)]).values())) == 2


def test_several_groups_listed_in_one_go_are_one_story_in_two_scripts():
    """Words cannot be compared across scripts; the same three groups tell enough."""
    listed = {
        "type": "sanction-or-designation",
        "actors": ("harakat-al-nujaba", "kataib-sayyid-al-shuhada", "kataib-al-imam-ali"),
        "casualties": Casualties(),
        "places": (),
        "spots": (),
        "around": (),
    }
    english = report(1, "US lists three Iraqi militias as terrorist groups", **listed)
    arabic = report(2, "أمريكا تصنف ثلاث حركات عراقية منظمات إرهابية", 5, language="ar", **listed)
    assert len(set(stories_of([english, arabic]).values())) == 1


def test_strikes_on_two_towns_in_one_night_are_two_stories():
    other = report(2, "Drone strike hits depot near Qaim", 1, places=("qaim",), spots=("qaim",), around=("al-anbar",))
    assert len(set(stories_of([report(1), other]).values())) == 2


def test_a_vow_after_a_strike_is_a_story_of_its_own():
    vow = report(2, "Kataib Hezbollah vows to avenge men killed near Musayyib", 5, type="threat-or-warning")
    assert len(set(stories_of([report(1), vow]).values())) == 2


def test_a_copied_agency_text_is_noted_as_a_copy():
    join = place_report(report(2, STRIKE, 1), [StoryState(tell("s", [report(1)], [], None), (report(1),))])
    assert (join.reason, join.copy_of, join.story) == ("copy", 1, "s")


def test_a_join_gives_its_reasons_in_words():
    state = StoryState(tell("s", [report(1)], [], None), (report(1),))
    join = place_report(report(2, "Two killed as depot near Musayyib is bombed", 2), [state])
    assert join.reason == "facts"
    assert "same place" in join.detail
    assert join.score >= 1.0


def test_a_story_closes_after_two_quiet_days():
    assert len(set(stories_of([report(1), report(2, STRIKE, 60)]).values())) == 2


def test_a_story_is_called_after_its_first_report():
    (join,) = group([report(1)])[1]
    assert join == Join(1, story_id(report(1)), "first")


def test_comparing_is_the_same_both_ways():
    one, other = report(1), report(2, "Two killed near Musayyib", 3, second="clash")
    assert compare(one, other, Weights()).value == pytest.approx(compare(other, one, Weights()).value)


def test_casualties_are_a_range_and_never_a_sum():
    reports = [report(1), report(2, "Three dead", 1, casualties=Casualties((3, 3)))]
    assert tell("s", reports, [], None).killed == (2, 3)


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        (
            STRIKE.replace("Musayyib", "Tikrit"),
            {"places": ("tikrit",), "spots": ("tikrit",), "around": ("salah-al-din",)},
        ),
        (STRIKE.replace("Kataib Hezbollah", "Badr Organization"), {"actors": ("badr-organization",)}),
        (STRIKE, {"day": date(2026, 1, 23), "day_precision": "day"}),
    ],
)
def test_like_words_about_another_place_faction_or_day_are_no_copy(title, fields):
    """An outlet words two strikes alike; what it names tells them apart."""
    first = report(1, day_precision="day")
    join = place_report(report(2, title, 1, **fields), [StoryState(tell("s", [first], [], None), (first,))])

    assert join.reason != "copy"
    assert (join.story == "s") == ("actors" in fields)  # one depot may be said to be anybody's


def test_sources_are_counted_by_owner_and_without_copies():
    reports = [report(1), report(2, hours=1), report(3, hours=2, group="group-1"), report(4, hours=3)]
    joins = [Join(4, "s", "copy", copy_of=1)]
    story = tell("s", reports, joins, None)
    assert (story.sources, story.reports, len(story.items)) == (2, 3, 4)


def test_the_headline_is_that_of_the_best_source():
    reports = [report(1, "Rumour", reliability="E"), report(2, "What happened", 1, reliability="A")]
    assert tell("s", reports, [], None).headline == "What happened"


def test_an_update_says_what_it_changed():
    before = tell("s", [report(1)], [], None)
    claimed = report(2, "Group claims it", 2, claimed_by=("ashab-al-kahf",), casualties=Casualties((3, 3)))
    after = tell("s", [report(1), claimed], [], before)
    assert after.changed == "claimed by ashab-al-kahf; killed 2-3; 2 sources"
    assert changes(after, after) == ""


@pytest.mark.parametrize(
    ("fields", "significance"),
    [
        ({"casualties": Casualties((12, 12))}, "critical"),
        ({"second": "leadership-change-or-death", "casualties": Casualties((1, 1))}, "critical"),
        ({"casualties": Casualties((2, 2))}, "significant"),
        ({"casualties": Casualties()}, "notable"),
        ({"casualties": Casualties(), "type": "other"}, ""),
    ],
)
def test_significance_follows_declared_thresholds(fields, significance):
    assert tell("s", [report(1, **fields)], [], None).significance == significance


def test_a_fold_goes_on_where_it_stopped():
    reports = [
        report(1),
        report(2, "Two killed near Musayyib as depot is bombed", 2),
        report(3, "Depot hit, two dead", 4),
    ]
    whole = group(reports)[1]
    first, state = group(reports[:1])[1:]
    rest = group(reports[1:], state)[1]
    assert [j.story for j in (*first, *rest)] == [j.story for j in whole]


# A week of the labelled items, replayed


@pytest.fixture(scope="module")
def week(annotator):
    """All labelled items as reports, each true story set into one week, so that many could be confused."""
    rows = [json.loads(line) for line in ITEMS.read_text(encoding="utf-8").splitlines()]
    rng, begins, reports = random.Random(3), {}, []
    for number, row in enumerate(r for r in rows if r["published"]):
        published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
        story = row["story"] or row["id"]
        start, day = begins.setdefault(story, (published, rng.randrange(7)))
        shift = MONDAY + timedelta(days=day) - start
        shift = timedelta(days=shift.days)
        document = Document(row["id"], row["title"], row["summary"], published=published, language=row["lang"])
        key = blake2b(row["id"].encode(), digest_size=16).digest()
        item = Item(number, key, document, "feed", row["outlet"], published, published)
        found = report_of(item, annotator.annotate(document), Outlet(row["outlet"], row["outlet"]))
        reports.append(replace(found, at=found.at + shift, day=found.day + shift if found.day else None))
    return reports


def replay(reports):
    """Stories by item when reports arrive in this order, one by one."""
    state, found = None, {}
    for one in reports:
        _, joins, state = group([one], state)
        found |= {join.item: join.story for join in joins}
    return [found[item] for item in sorted(found)]


def agreement(one, other):
    precision, recall = b_cubed(one, other)
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    return 2 * p * r / (p + r)


def test_a_week_replayed_in_another_order_tells_much_the_same_stories(week, capsys):
    """In time order, reversed and shuffled; the agreement is B-cubed F1 between the groupings."""
    straight = replay(sorted(week, key=lambda r: (r.at, r.key)))
    backwards = replay(sorted(week, key=lambda r: (r.at, r.key), reverse=True))
    shuffled = replay(random.Random(1).sample(week, len(week)))
    figures = {"reversed": agreement(straight, backwards), "shuffled": agreement(straight, shuffled)}
    with capsys.disabled():
        print(f"\n{len(week)} items of one week: agreement with time order", figures)
    assert min(figures.values()) >= 0.88


def test_the_same_reports_give_the_same_stories(week):
    assert group(week)[1] == group(list(reversed(week)))[1]
