"""On which days banks of a country settle. Pure functions over public holiday tables; the day is passed in."""

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY, _SUNDAY = 5, 6
_FRIDAY_SATURDAY: Final = frozenset({4, 5})
_WEEKENDS: Final = {
    "AE": frozenset({_SATURDAY, _SUNDAY}),
    "IR": frozenset({3, 4}),
    "LY": _FRIDAY_SATURDAY,
    "NP": frozenset({_SATURDAY}),
    "PS": _FRIDAY_SATURDAY,
}
"""Where the holiday tables give the week's rest wrongly for banks, or not at all (research/recall.md 9 rule 11)."""

_REGIONS: Final = {"AU": "NSW", "CA": "ON", "GB": "ENG"}
"""The region whose holidays banks keep, where the country's table has only those that all regions share."""

LONGEST_CLOSURE: Final = 14
"""Days looked ahead: the longest closures (new year in East Asia, the feasts in the Gulf) are shorter."""


@lru_cache(maxsize=1_024)
def _table(country: str, year: int) -> "HolidayBase | None":
    from holidays import country_holidays  # 0.2 s to import, and most transfers never ask

    try:
        return country_holidays(country, subdiv=_REGIONS.get(country), years=year)
    except NotImplementedError:
        return None


@lru_cache(maxsize=256)
def weekend(country: str) -> frozenset[int]:
    """Weekdays (Monday = 0) on which banks of `country` do not settle; Saturday and Sunday for unknown countries."""
    if (own := _WEEKENDS.get(country)) is not None:
        return own
    table = _table(country, 2026)
    days = frozenset(table.weekend) if table is not None else frozenset({_SATURDAY, _SUNDAY})
    return days | {_SATURDAY} if days == {_SUNDAY} else days


def is_banking_day(country: str, day: date) -> bool:
    """True when banks of `country` settle on `day`."""
    if day.weekday() in weekend(country):
        return False
    table = _table(country, day.year)
    return table is None or day not in table


@lru_cache(maxsize=8_192)
def closed_days_after(country: str, day: date) -> int:
    """Days in a row, from the one after `day`, on which banks of `country` are closed; 0 on an ordinary eve."""
    for count in range(LONGEST_CLOSURE):
        if day > date.max - timedelta(days=count + 1) or is_banking_day(country, day + timedelta(days=count + 1)):
            return count
    return LONGEST_CLOSURE
