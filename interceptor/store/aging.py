"""Rows with a time of their own that nobody needs any more."""

from itertools import takewhile

from interceptor.store.numbers import bounds
from interceptor.store.port import Database
from interceptor.store.upkeep import Pace, Upkeep

_AT_ONCE = 500
_WEEK_MS = 7 * 86_400_000


def forget_sent(database: Database, now_ms: int, pace: Pace) -> None:
    """Times at which alerts left: only the last hour counts (`alerts_per_hour`), in a replay of the stream's time."""
    rows = database.execute(
        "SELECT tenant, MAX(watermark) FROM position WHERE watermark > 0 GROUP BY tenant"
    ).fetchall()
    for tenant, watermark in rows:
        until = min(now_ms, watermark) - _WEEK_MS
        while True:
            found = database.execute(
                "SELECT sent_at FROM alert_sent WHERE tenant = ? AND sent_at < ? ORDER BY sent_at LIMIT ?",
                (tenant, until, _AT_ONCE),
            ).fetchall()
            if not found:
                break
            with database.transaction():
                database.execute("DELETE FROM alert_sent WHERE tenant = ? AND sent_at <= ?", (tenant, found[-1][0]))
            pace()


def forget_rejected(database: Database, before_ms: int, done: Upkeep, pace: Pace) -> None:
    """Records that could not be read and were received before a time, read after all or not."""
    for (stream,) in database.execute("SELECT stream FROM position ORDER BY stream").fetchall():
        base, end = bounds(stream)
        while True:
            rows = database.execute(
                "SELECT number, received_at FROM rejected WHERE number > ? AND number < ? ORDER BY number LIMIT ?",
                (base, end, _AT_ONCE),
            ).fetchall()
            # Those behind a younger one wait for it.
            old = [number for number, _ in takewhile(lambda row: row[1] < before_ms, rows)]
            if not old:
                break
            with database.transaction():
                database.execute("DELETE FROM rejected WHERE number > ? AND number <= ?", (base, old[-1]))
            done.removed += len(old)
            pace()
