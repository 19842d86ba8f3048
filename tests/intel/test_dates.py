from datetime import UTC, date, datetime

import pytest

from intel.classify import Classifier
from intel.dates import find_when
from intel.reading import Reader
from model.actor import Roster
from model.finding import Names
from model.item import Document
from model.place import Gazetteer

READER = Reader(Roster({}, {}, {}, {}), Gazetteer({}), Classifier().lexicon)
FRIDAY = datetime(2026, 1, 30, 9, tzinfo=UTC)


def when(text, published=FRIDAY):
    return find_when(READER.read(Document(title="Strike on depot", summary=text), Names()), published)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("A drone struck on Wednesday.", (2026, 1, 28)),
        ("It happened on Friday morning.", (2026, 1, 30)),
        ("It happened last Friday.", (2026, 1, 23)),
        ("The depot was hit two days ago.", (2026, 1, 28)),
        ("The depot was hit yesterday.", (2026, 1, 29)),
        ("The depot was hit on January 27.", (2026, 1, 27)),
        ("The depot was hit on 27 January 2026.", (2026, 1, 27)),
        ("استهدف المقر يوم الاثنين", (2026, 1, 26)),
        ("استهدف المقر أمس", (2026, 1, 29)),
        ("استهدف المقر قبل ثلاثة أيام", (2026, 1, 27)),
        ("استهدف المقر قبل يومين", (2026, 1, 28)),
        ("استهدف المقر في ٢٨ كانون الثاني", (2026, 1, 28)),
        ("استهدف المقر في 28 يناير", (2026, 1, 28)),
        ("شامگاه چهارشنبه هدف قرار گرفت", (2026, 1, 28)),
        ("دوشنبه‌شب هدف قرار گرفت", (2026, 1, 26)),
        ("دو روز پیش هدف قرار گرفت", (2026, 1, 28)),
    ],
)
def test_the_day_is_read_as_each_language_writes_it(text, day):
    found = when(text)
    assert (found.day, found.precision) == (date(*day), "day")


def test_what_is_not_dated_happened_when_it_was_published():
    assert when("A depot was hit.").precision == "published"


def test_next_week_is_no_day_of_the_event():
    assert when("Talks will go on next Monday.").precision == "published"


def test_an_anniversary_of_years_ago_is_not_the_day():
    assert when("The man was killed on 3 January 2020.").day == FRIDAY.date()


def test_last_week_is_known_to_the_week():
    assert when("The depot was hit last week.").precision == "week"


def test_without_a_publication_date_only_a_full_date_counts():
    assert when("It happened on Wednesday.", None) is None
    assert when("It happened on 27 January 2026.", None).day == date(2026, 1, 27)


def test_a_date_that_does_not_exist_is_passed_over():
    assert when("It happened on 31 February.").precision == "published"
