"""From a desk's daily capacity to the bar of a review."""

import math
from collections.abc import Iterable


def fit(worths: Iterable[float], days: float, reviews_per_day: int) -> float:
    """The least bar in US dollars that `worths` would have passed at most `reviews_per_day` times a day.

    `worths` are the `recoverable_usd` of past decisions that passed the policy's `review_floor`, over `days` days. The
    result goes into the policy file as `review_worth_usd`: a bar that moved by itself would make the same wire come
    out differently tomorrow. Raises `ValueError` when `days` is not above 0.
    """
    if not days > 0:
        raise ValueError("days must be above 0")
    ranked = sorted(worths, reverse=True)
    budget = int(days * reviews_per_day)
    if len(ranked) <= budget:
        return 0.0
    return math.nextafter(ranked[budget], math.inf)
