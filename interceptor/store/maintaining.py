"""The upkeep of a store's tables, over whichever database: what is made ahead, and what is no longer kept."""

from interceptor.store import aging, published
from interceptor.store.calendar import back, begin_of, month_of
from interceptor.store.port import Database
from interceptor.store.upkeep import Keep, Pace, Upkeep

LEAST = 14
"""Months that are always kept: recalls may be asked for 13 months (DESIGN 6, SEPA)."""


def maintain(database: Database, now_ms: int, keep: Keep, done: Upkeep, pace: Pace, *, by_month: bool) -> None:
    """Do all of it. `by_month`: the register lies in months, as on PostgreSQL; `done` is told as it goes on."""
    month = month_of(now_ms)
    oldest = None if keep.months is None else back(month, max(keep.months, LEAST) - 1)
    if by_month:
        from interceptor.store import postgres, retention

        assert isinstance(database, postgres.Database)
        retention.maintain(database, month, oldest, done, pace)
    elif oldest is not None:
        from interceptor.store import retention_sqlite

        retention_sqlite.remove(database, begin_of(oldest), done, pace)
    if oldest is not None:
        aging.forget_rejected(database, begin_of(oldest), done, pace)
    aging.forget_sent(database, now_ms, pace)
    published.note(database, now_ms)
    published.trim(database, now_ms, keep.outbox_days, done, pace)
