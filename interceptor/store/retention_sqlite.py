"""Transfers on SQLite whose time is over: removed a few at a time beside the running engine, with their decisions.

They go from the beginning of each stream, as whole months do on PostgreSQL, and what a case stands on stays. Their
index entries go too. The engine holds those of its newest transfers in memory and writes them later: such an entry may
come to point at a row that is gone, which is no harm, since whoever looks up reads the row.
"""

from collections.abc import Sequence
from itertools import takewhile

from interceptor.store.numbers import bounds, key_of, stream_of
from interceptor.store.port import Database, Row, Write
from interceptor.store.upkeep import Pace, Upkeep

_AT_ONCE = 200
"""Some milliseconds of the file's one write lock."""
_ROWS = (
    "SELECT number, event_at, transfer_id, identifier, account FROM register WHERE number > ? AND number < ?"
    " ORDER BY number LIMIT ?"
)


def remove(database: Database, before_ms: int, done: Upkeep, pace: Pace) -> None:
    """Remove transfers while everything in their stream so far is older than `before_ms`, by the time of its events."""
    for (stream,) in database.execute("SELECT stream FROM position ORDER BY stream").fetchall():
        last, end = bounds(stream)
        while rows := database.execute(_ROWS, (last, end, _AT_ONCE)).fetchall():
            old = list(takewhile(lambda row: row[1] < before_ms, rows))
            count = _remove(database, old)
            done.removed += count or 0
            if count is None or len(old) < len(rows):
                break
            last = rows[-1][0]
            pace()


def _remove(database: Database, rows: Sequence[Row]) -> int | None:
    """How many went; None, and nothing done, when a decision on one of them is not published."""
    with database.transaction():
        kept = {
            row[0]
            for row in database.select_in("SELECT register FROM case_file WHERE register IN", [row[0] for row in rows])
        }
        going = [row for row in rows if row[0] not in kept]
        numbers = [row[0] for row in going]
        decisions = [row[0] for row in database.select_in("SELECT number FROM decision WHERE register IN", numbers)]
        if not _published(database, decisions):
            return None
        entries = [(key_of(digest), row[0]) for row in going for digest in row[2:] if digest]
        database.write(
            [
                Write("DELETE FROM decision WHERE number = ?", [(number,) for number in decisions]),
                Write("DELETE FROM lookup WHERE key = ? AND number = ?", entries),
                Write("DELETE FROM register WHERE number = ?", [(number,) for number in numbers]),
            ]
        )
    return len(numbers)


def _published(database: Database, decisions: Sequence[int]) -> bool:
    marks = dict(database.execute("SELECT stream, number FROM outbox_mark").fetchall())
    return all(number - bounds(stream_of(number))[0] <= marks.get(stream_of(number), 0) for number in decisions)
