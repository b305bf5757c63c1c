from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.profiles.bounded import bump, drop, keep_smallest, push, touch, touch_day
from interceptor.profiles.moments import Moments
from interceptor.profiles.statistics import (
    DAY,
    HALF_LIFE,
    REFERENCE,
    deviation,
    deviations,
    log_amount,
    number,
    observe,
    weight,
)

NOW = REFERENCE + 2000 * DAY
observations = st.lists(st.tuples(st.floats(0, 3000), st.floats(-5, 25)), min_size=1, max_size=30)


def test_a_half_life_halves_the_number():
    moments = Moments()
    observe(moments, weight(NOW), 3.0)

    assert number(moments, NOW) == pytest.approx(1.0)
    assert number(moments, NOW + HALF_LIFE) == pytest.approx(0.5)
    assert moments.mean() == pytest.approx(3.0)


@pytest.mark.parametrize("time", [-1e18, 0.0, 1e18])
def test_no_time_overflows(time):
    assert 0.0 < weight(time) < float("inf")


def test_nothing_seen_is_unknown():
    assert Moments().mean() is None
    assert deviations(Moments(), 1.0, 0.5) is None
    assert deviation(Moments(), 0.5) == 0.5


@given(observations)
def test_order_does_not_matter(seen):
    forwards, backwards = Moments(), Moments()
    for day, value in seen:
        observe(forwards, weight(REFERENCE + day * DAY), value)
    for day, value in reversed(seen):
        observe(backwards, weight(REFERENCE + day * DAY), value)

    assert backwards.count == pytest.approx(forwards.count, rel=1e-9)
    assert backwards.squares == pytest.approx(forwards.squares, rel=1e-9)
    assert backwards.total == pytest.approx(forwards.total, rel=1e-9, abs=1e-9 * forwards.squares)


def test_equal_values_have_the_least_deviation():
    moments = Moments()
    for day in range(10):
        observe(moments, weight(NOW + day), 9.7)

    assert deviation(moments, 0.3) == pytest.approx(0.3)
    assert deviations(moments, 10.0, 0.3) == pytest.approx(1.0)


def test_the_smallest_amount_has_a_logarithm():
    assert log_amount(0.0) == log(0.01)
    assert log_amount(100.0) == log(100.0)


def test_the_longest_unused_goes_first():
    entries = {}
    for key in "abca":
        touch(entries, key, 1, 2)

    assert list(entries) == ["c", "a"]


def test_a_day_never_goes_back():
    days = {"CA": 10}
    touch_day(days, "CA", 8, 4)

    assert days == {"CA": 10}


def test_pushing_again_moves_to_the_end():
    items = ["a", "b"]
    push(items, "a", 2)
    assert items == ["b", "a"]
    push(items, "c", 2)
    assert items == ["a", "c"]


def test_a_full_counter_halves_all():
    counters = bytearray([255, 100])
    bump(counters, 0)
    assert list(counters) == [128, 50]
    drop(counters, 1)
    assert list(counters) == [128, 49]
    drop(empty := bytearray(1), 0)
    assert list(empty) == [0]


@given(st.lists(st.binary(min_size=4, max_size=4), max_size=30), st.randoms())
def test_what_a_sketch_keeps_does_not_depend_on_the_order(digests, random):
    shuffled = list(digests)
    random.shuffle(shuffled)
    kept = []
    for order in (digests, shuffled):
        sketch = {}
        for digest in order:
            sketch[digest] = 1
            keep_smallest(sketch, 5)
        kept.append(sketch)

    assert kept[0] == kept[1]
