"""Times of the contracts: ISO 8601 outside, milliseconds since 1970 UTC inside."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_TWO_DIGITS: Final = tuple(f"{number:02d}" for number in range(60))
_THREE_DIGITS: Final = tuple(f"{number:03d}" for number in range(1000))
_FIRST_MS: Final = -62_135_596_800_000
"""0001-01-01T00:00:00Z."""
_END_MS: Final = 253_402_300_800_000
"""10000-01-01T00:00:00Z."""


def parse_time(text: str) -> int | None:
    """Milliseconds since 1970 of an ISO 8601 time (UTC when it names no offset), or None.

    None also where only the offset leaves the years 1 to 9999, since such a time cannot be written in UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        milliseconds = round(moment.timestamp() * 1000)
        return milliseconds if _FIRST_MS <= milliseconds < _END_MS else None
    except (ValueError, OverflowError):
        return None


def format_time(milliseconds: int) -> str:
    """ISO 8601 UTC with milliseconds."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    clock = f"{_TWO_DIGITS[hour]}:{_TWO_DIGITS[minute]}:{_TWO_DIGITS[second]}.{_THREE_DIGITS[thousandths]}"
    return f"{_day(day)}T{clock}Z"


@lru_cache(maxsize=64)  # the transfers of a batch are of few days
def _day(since: int) -> str:
    return date.fromordinal(_EPOCH_DAY + since).isoformat()
