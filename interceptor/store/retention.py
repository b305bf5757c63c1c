"""Upkeep of the register on PostgreSQL: months made ahead, strays brought home, and months whose time is over dropped.

What a case stands on is kept for good: its rows move to the month 0. Whatever else such a month has goes: register
rows with their partition, their index entries and decisions bit by bit before that, so that no engine waits long. It
may be ended at any point and begun again.
"""

from contextlib import suppress

from interceptor.store.months import LOCK_MS, after, exists, make
from interceptor.store.numbers import bounds, key_of
from interceptor.store.postgres import Database
from interceptor.store.postgres_values import Bytes, Ints
from interceptor.store.upkeep import Upkeep

LEAST = 14
"""Months that are always kept: recalls may be asked for 13 months (DESIGN 6, SEPA)."""
_AHEAD = 3
_AT_ONCE = 5_000
_KEPT = "SELECT register FROM case_file"


def maintain(database: Database, month: int, keep: int | None, done: Upkeep) -> Upkeep:
    """Do all of it, in the month that it is now; `keep` is how many months stay, None for all."""
    with database.reserved("months"):
        return _maintain(database, month, keep, done)


def _maintain(database: Database, month: int, keep: int | None, done: Upkeep) -> Upkeep:
    for stray in _numbers(database, "SELECT DISTINCT month FROM register_default ORDER BY month"):
        done.moved += _bring_home(database, stray)
    coming = month
    for _ in range(_AHEAD):
        if make(database, coming):
            done.made.append(coming)
        coming = after(coming)
    if keep is not None:
        oldest = _back(month, max(keep, LEAST) - 1)
        for old in _numbers(database, "SELECT DISTINCT month FROM register_span WHERE month > 0 ORDER BY month"):
            if old < oldest:
                (done.dropped if _drop(database, old) else done.waiting).append(old)
    return done


def _bring_home(database: Database, month: int) -> int:
    table = f"register_{month}"
    with database.transaction():
        database.execute(f"SET LOCAL lock_timeout = {LOCK_MS}")
        database.execute(f"CREATE TABLE {table} (LIKE register INCLUDING ALL)")
        moved = database.execute(
            "WITH stray AS (DELETE FROM register_default WHERE month = ? RETURNING *)"
            f" INSERT INTO {table} SELECT * FROM stray",
            (month,),
        )
        database.execute(f"ALTER TABLE register ATTACH PARTITION {table} FOR VALUES IN ({month})")
    return moved.rowcount


def _drop(database: Database, month: int) -> bool:
    """False while it must wait."""
    table = f"register_{month}"
    there = exists(database, table)
    seen = _ends(database, table) if there else {}
    if there and not _clear(database, table):
        return False
    with suppress(_Loading), database.transaction():
        database.execute(f"SET LOCAL lock_timeout = {LOCK_MS}")
        database.execute("UPDATE register_span SET month = 0 WHERE month = ?", (month,))
        if there:
            database.execute(f"ALTER TABLE register DETACH PARTITION {table}")
            if _ends(database, table) != seen:
                raise _Loading
            database.execute(f"UPDATE {table} SET month = 0 WHERE number IN ({_KEPT})")
            database.execute(f"INSERT INTO register_kept SELECT * FROM {table} WHERE month = 0")
            database.execute(f"DROP TABLE {table}")
        return True
    return False


class _Loading(Exception):  # noqa: N818 - nothing is wrong
    """Somebody loads history into the month just now: it waits."""


def _ends(database: Database, table: str) -> dict[int, int]:
    """The last number of each stream in a month's table."""
    ends = {}
    for stream in _numbers(database, "SELECT stream FROM position"):
        low, high = bounds(stream)
        row = database.execute(f"SELECT max(number) FROM {table} WHERE number > ? AND number < ?", (low, high))
        ends[stream] = int(row.fetchone()[0] or 0)
    return {stream: end for stream, end in ends.items() if end}


def _clear(database: Database, table: str) -> bool:
    """Remove index entries and decisions of what goes. False, and nothing more done, at one that is not published."""
    last = 0
    while True:
        rows = database.execute(
            f"SELECT number, transfer_id, identifier FROM {table} WHERE number > ? AND number NOT IN ({_KEPT})"
            " ORDER BY number LIMIT ?",
            (last, _AT_ONCE),
        ).fetchall()
        if not rows:
            return True
        numbers = Ints(row[0] for row in rows)
        unpublished = database.execute(
            "SELECT EXISTS (SELECT 1 FROM decision d LEFT JOIN outbox_mark m ON m.stream = d.number >> 40"
            " WHERE d.register = ANY(?) AND (d.number & 1099511627775) > COALESCE(m.number, 0))",
            (numbers,),
        ).fetchone()
        if unpublished[0]:
            return False
        with database.transaction():
            database.execute("DELETE FROM decision WHERE register = ANY(?)", (numbers,))
            database.execute(
                "DELETE FROM transfer t USING unnest(?::bytea[]) AS old(id) WHERE t.transfer_id = old.id",
                (Bytes(row[1] for row in rows),),
            )
            database.execute(
                "DELETE FROM lookup t USING unnest(?::bigint[], ?::bigint[]) AS old(key, number)"
                " WHERE t.key = old.key AND t.number = old.number",
                (Ints(key_of(row[2]) for row in rows), numbers),
            )
        last = rows[-1][0]


def _numbers(database: Database, statement: str) -> list[int]:
    return [int(row[0]) for row in database.execute(statement)]


def _back(month: int, months: int) -> int:
    count = month // 100 * 12 + month % 100 - 1 - months
    return count // 12 * 100 + count % 12 + 1
