"""The fitted bar keeps within the desk's capacity, and no further from it than it must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.decisions.capacity import fit


@given(st.lists(st.floats(0, 1e9)), st.floats(0.5, 30), st.integers(1, 20))
def test_never_more_reviews_than_the_day_holds(worths: list[float], days: float, reviews: int) -> None:
    bar = fit(worths, days, reviews)
    passed = sum(worth >= bar for worth in worths)
    assert passed <= days * reviews
    if len(set(worths)) == len(worths):
        assert passed == min(len(worths), int(days * reviews))


def test_a_day_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="days"):
        fit([1.0], 0, 5)
