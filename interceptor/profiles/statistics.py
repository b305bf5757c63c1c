"""Decayed sums on one fixed time reference, so that folds add and take out by plain addition.

A payment at time t weighs 2 ** ((t - REFERENCE) / HALF_LIFE). Newer payments weigh more, which is the same as older
ones decaying, but nothing stored has to be aged, and payments may be folded in any order (exact but for float rounding,
tested to 1e-9). At a half-life of 180 days float64 lasts for some
500 years around the reference.
"""

from math import log, sqrt
from typing import Final

from interceptor.profiles.moments import Moments

DAY: Final = 86_400.0
"""Seconds."""
DAY_SECONDS: Final = 86_400
"""The same for whole numbers: seconds // DAY_SECONDS is the day number that profiles keep."""
REFERENCE: Final = 1_577_836_800.0
"""2020-01-01T00:00:00Z. Fixed for ever: stored sums are relative to it."""
HALF_LIFE: Final = 180 * DAY
"""Half a year, so that quarterly payees keep a history (our estimate; research gives no figure)."""
_LARGEST_EXPONENT: Final = 1000.0


def weight(time: float) -> float:
    """Weight of a payment at `time` (epoch seconds UTC); never overflows, whatever the clock says."""
    exponent = (time - REFERENCE) / HALF_LIFE
    if -_LARGEST_EXPONENT < exponent < _LARGEST_EXPONENT:
        return float(2.0**exponent)
    return float(2.0 ** (_LARGEST_EXPONENT if exponent > 0.0 else -_LARGEST_EXPONENT))


def observe(moments: Moments, weight: float, value: float) -> None:
    """Take one observation in; a negative `weight` takes it out again."""
    product = weight * value
    moments.count += weight
    moments.total += product
    moments.squares += product * value


def number(moments: Moments, time: float) -> float:
    """Decayed number of observations as of `time`."""
    return moments.count / weight(time)


def deviation(moments: Moments, floor: float) -> float:
    """Weighted standard deviation, at least `floor`, so that equal amounts do not make every other one wild."""
    count = moments.count
    if count <= 0.0:
        return floor
    mean = moments.total / count
    variance = moments.squares / count - mean * mean
    return max(floor, sqrt(variance)) if variance > 0.0 else floor


def deviations(moments: Moments, value: float, floor: float) -> float | None:
    """How many deviations `value` lies above the mean, or None without observations."""
    count = moments.count
    if count <= 0.0:
        return None
    return (value - moments.total / count) / deviation(moments, floor)


def log_amount(amount_usd: float) -> float:
    """Natural logarithm of an amount in USD, from one cent: amounts are heavy-tailed (research/indicators.md 3.2)."""
    return log(amount_usd) if amount_usd > 0.01 else log(0.01)
