"""Clocks in the receiver's calendar: banking days, weekends, local times (research/recall.md 9 rule 11).

Pure functions over public holiday tables; the present time is always passed in.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

TARGET = "EUR"
"""Calendar name of SEPA clocks: the days on which TARGET settles, as the ECB publishes them."""

_SATURDAY, _SUNDAY = 5, 6
_FRIDAY_SATURDAY = frozenset({4, 5})
# Where the holiday tables give the week's rest wrongly for banks, or not at all (recall.md 9 rule 11 asks for the
# Gulf, Israel, Bangladesh and Nepal by name; those not listed here are right in the tables).
_WEEKENDS = {
    "AE": frozenset({_SATURDAY, _SUNDAY}),
    "IR": frozenset({3, 4}),
    "LY": _FRIDAY_SATURDAY,
    "NP": frozenset({_SATURDAY}),
    "PS": _FRIDAY_SATURDAY,
}
# No holiday table marks so many days in a row that a banking day is further off than this.
_HORIZON = 60


@lru_cache(maxsize=256)
def weekend(country: str) -> frozenset[int]:
    """Weekdays (Monday = 0) on which banks of `country` do not settle; Saturday and Sunday for unknown countries.

    Where Sunday alone is the day of rest, clearing still stops on Saturday (Hong Kong): a six-day week of shops is
    not one of banks.
    """
    if (own := _WEEKENDS.get(country)) is not None:
        return own
    if country == TARGET:
        return frozenset({_SATURDAY, _SUNDAY})
    table = _table(country, 2026)
    days = frozenset(table.weekend) if table is not None else frozenset({_SATURDAY, _SUNDAY})
    return days | {_SATURDAY} if days == {_SUNDAY} else days


@lru_cache(maxsize=1024)
def _table(country: str, year: int) -> holidays.HolidayBase | None:
    try:
        if country == TARGET:
            return holidays.financial_holidays("ECB", years=year)
        return holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return None


def is_banking_day(country: str, day: date) -> bool:
    """True when banks of `country` (or TARGET, for `EUR`) settle on `day`."""
    if day.weekday() in weekend(country):
        return False
    table = _table(country, day.year)
    return table is None or day not in table


def add_banking_days(country: str, day: date, count: int) -> date:
    """The `count`-th banking day after `day`; `day` itself does not count."""
    left, idle = count, 0
    while left > 0:
        day += timedelta(days=1)
        if is_banking_day(country, day):
            left, idle = left - 1, 0
        else:
            idle += 1
            if idle > _HORIZON:
                raise ValueError(country)
    return day


def previous_banking_day(country: str, day: date) -> date:
    """The last banking day before `day`."""
    for _ in range(_HORIZON):
        day -= timedelta(days=1)
        if is_banking_day(country, day):
            return day
    raise ValueError(country)


def after_banking_days(country: str, time_zone: str, start: datetime, count: int) -> datetime:
    """UTC end of the `count`-th banking day after `start`, days being those of the receiver's clock."""
    zone = ZoneInfo(time_zone)
    day = add_banking_days(country, start.astimezone(zone).date(), count)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
    return midnight.astimezone(UTC)


def local(time: datetime, time_zone: str) -> str:
    """`time` on the receiver's clock: ISO 8601 with offset, to the second, and the zone's name."""
    return f"{time.astimezone(ZoneInfo(time_zone)).isoformat(timespec='seconds')} {time_zone}"
