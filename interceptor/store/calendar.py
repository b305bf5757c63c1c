"""Months as numbers, 202603 for March 2026, in UTC."""

from datetime import UTC, datetime


def month_of(moment_ms: int) -> int:
    """The month of a time in milliseconds since 1970."""
    moment = datetime.fromtimestamp(moment_ms / 1000, UTC)
    return moment.year * 100 + moment.month


def after(month: int) -> int:
    """The next month."""
    return month + 1 if month % 100 < 12 else month + 89


def back(month: int, months: int) -> int:
    """The month so many months earlier."""
    count = month // 100 * 12 + month % 100 - 1 - months
    return count // 12 * 100 + count % 12 + 1


def begin_of(month: int) -> int:
    """When the month begins, in milliseconds since 1970."""
    return round(datetime(month // 100, month % 100, 1, tzinfo=UTC).timestamp() * 1000)
