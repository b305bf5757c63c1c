"""Published messages that have been kept for long enough.

A message has no time of its own, and its stream has: once a day the upkeep notes how far each stream was published.
What a note covers that is old enough may go. The store's own mark, from which a relay begins where the log knows
nothing, never lies before a note; so nothing goes that could have to be sent again, nor does it in a copy that is
restored, whose notes are as old as its marks.
"""

from interceptor.store.numbers import bounds
from interceptor.store.port import Database
from interceptor.store.upkeep import Pace, Upkeep

_AT_ONCE = 500
_DAY_MS = 86_400_000


def note(database: Database, now_ms: int) -> None:
    """Remember how far each stream is published now."""
    with database.transaction():
        database.execute(
            "INSERT INTO outbox_day (stream, at, number) SELECT stream, CAST(? AS BIGINT), number FROM outbox_mark"
            " WHERE number > 0 ON CONFLICT (stream, at) DO NOTHING",
            (now_ms,),
        )


def trim(database: Database, now_ms: int, days: int, done: Upkeep, pace: Pace) -> None:
    """Remove messages that were published at least so many days ago. Decisions are not messages: they stay."""
    until = now_ms - days * _DAY_MS
    for stream, number in database.execute(
        "SELECT d.stream, MAX(CASE WHEN d.number < m.number THEN d.number ELSE m.number END) FROM outbox_day d"
        " JOIN outbox_mark m ON m.stream = d.stream WHERE d.at <= ? GROUP BY d.stream ORDER BY d.stream",
        (until,),
    ).fetchall():
        base, _ = bounds(stream)
        while last := _piece(database, base, base + number):
            with database.transaction():
                gone = database.execute("DELETE FROM outbox WHERE number > ? AND number <= ?", (base, last))
            done.removed += gone.rowcount
            pace()
        with database.transaction():  # an older note says nothing any more
            database.execute(
                "DELETE FROM outbox_day WHERE stream = ? AND at < (SELECT MAX(at) FROM outbox_day"
                " WHERE stream = ? AND at <= ?)",
                (stream, stream, until),
            )


def _piece(database: Database, base: int, end: int) -> int:
    """The last number of the next few messages up to `end`; 0 when there are none."""
    rows = database.execute(
        "SELECT number FROM outbox WHERE number > ? AND number <= ? ORDER BY number LIMIT ?", (base, end, _AT_ONCE)
    ).fetchall()
    return int(rows[-1][0]) if rows else 0
