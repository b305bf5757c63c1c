"""Clocks in the receiver's calendar: banking days, weekends, local times (research/recall.md 9 rule 11).

Pure functions over public holiday tables; the present time is always passed in.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from interceptor.transfers import banking_days

TARGET = "EUR"
"""Calendar name of SEPA clocks: the days on which TARGET settles, as the ECB publishes them."""

# No holiday table marks so many days in a row that a banking day is further off than this.
_HORIZON = 60


@lru_cache(maxsize=32)
def _target_closed(year: int) -> frozenset[date]:
    import holidays  # as in `banking_days`

    return frozenset(holidays.financial_holidays("ECB", years=year))


def is_banking_day(country: str, day: date) -> bool:
    """True when banks of `country` settle on `day`, or TARGET does for the name `EUR`."""
    if country == TARGET:
        return day.weekday() < 5 and day not in _target_closed(day.year)
    return banking_days.is_banking_day(country, day)


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
