from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.values import date_of, day_number, day_of, pack, stamp, time_of, unpack, unpack_onto


@dataclass(frozen=True, slots=True)
class Inner:
    n: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    key: bytes = b""
    inner: Inner = field(default_factory=Inner)
    maybe: Inner | None = None
    many: tuple[Inner, ...] = ()
    words: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    day: date | None = None
    score: float = 1.0


times = st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC))
inners = st.builds(Inner, st.integers(), st.none() | times)
texts = st.text(st.characters(exclude_categories=["Cs"]))
outers = st.builds(
    Outer,
    texts,
    st.binary(),
    inners,
    st.none() | inners,
    st.lists(inners).map(tuple),
    st.lists(texts).map(tuple),
    st.none() | st.tuples(st.integers(), st.integers()),
    st.none() | st.dates(),
    st.floats(allow_nan=False),
)


@given(outers)
def test_what_is_packed_comes_back_equal(value):
    assert unpack(Outer, pack(value)) == value


@given(times)
def test_times_come_back_to_the_microsecond(at):
    assert time_of(stamp(at)) == at
    assert date_of(day_of(at)) == at.date()


def test_days_of_other_zones_are_days_in_utc():
    late = datetime(2026, 1, 28, 1, tzinfo=timezone(timedelta(hours=3)))

    assert date_of(day_of(late)) == date(2026, 1, 27)
    assert day_number(date(2026, 1, 27)) == day_of(late)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        stamp(datetime(2026, 1, 28))


def test_defaults_take_no_room():
    assert pack(Outer("a")) == '{"name":"a"}'


def test_what_is_kept_elsewhere_takes_no_room_either():
    base = Outer("a", words=("b",), day=date(2026, 1, 28))
    value = replace(base, score=0.5, day=None)

    assert pack(value, base) == '{"day":null,"score":0.5}'
    assert unpack_onto(base, pack(value, base)) == value
    assert unpack_onto(base, pack(base, base)) is base


def test_a_field_that_this_version_no_longer_has_is_passed_over():
    assert unpack(Inner, '{"n":3,"gone":1}') == Inner(3)
