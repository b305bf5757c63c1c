"""Ours counts as prometheus_client's does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client import Histogram as Theirs

from interceptor.observability.histogram import QUICK, WAITING, Histogram

_VALUES = st.lists(st.one_of(st.sampled_from([*QUICK, *WAITING]), st.floats(0, 1e6)), max_size=40)


@given(_VALUES)
def test_it_is_the_same_as_the_library_s(values: list[float]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    Histogram("wait_seconds", "How long.", ["tenant"], WAITING, ours).labels("bank").observe(values)
    known = Theirs("wait_seconds", "How long.", ["tenant"], buckets=WAITING, registry=theirs).labels("bank")
    for value in values:
        known.observe(value)
    for name in ("wait_seconds_count", "wait_seconds_sum"):
        labels = {"tenant": "bank"}
        assert ours.get_sample_value(name, labels) == pytest.approx(theirs.get_sample_value(name, labels))
    for bound in [*map(float, WAITING), "+Inf"]:
        labels = {"tenant": "bank", "le": str(bound)}
        assert ours.get_sample_value("wait_seconds_bucket", labels) == theirs.get_sample_value(
            "wait_seconds_bucket", labels
        )


def test_a_clock_that_was_set_back_counts_as_no_wait() -> None:
    registry = CollectorRegistry()
    Histogram("wait_seconds", "How long.", [], WAITING, registry).labels().observe([-5.0])
    assert registry.get_sample_value("wait_seconds_sum") == 0
    assert b'wait_seconds_bucket{le="0.01"} 1.0' in generate_latest(registry)


@pytest.mark.parametrize("bounds", [QUICK, WAITING])
def test_bounds_rise(bounds: tuple[float, ...]) -> None:
    assert list(bounds) == sorted(set(bounds))
