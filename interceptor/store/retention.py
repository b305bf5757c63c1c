"""Upkeep of the register on PostgreSQL: months made ahead, strays brought home, and months whose time is over dropped.

What a case stands on is kept for good: its rows move to the month 0. Whatever else such a month has goes: register
rows with their partition, their index entries and decisions bit by bit before that, so that no engine waits long. It
may be ended at any point and begun again.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple, TypeVar

from interceptor.errors import Fault, StoreError
from interceptor.store.calendar import after
from interceptor.store.months import exists, make
from interceptor.store.numbers import bounds, key_of
from interceptor.store.postgres import Database
from interceptor.store.postgres_values import Bytes, Ints
from interceptor.store.upkeep import Pace, Upkeep

_AHEAD = 3
_AT_ONCE = 5_000
_BRIEF_MS, _TRIES = 50, 100
"""To put a month into the register or take one out, statements on it must be done, and whoever comes meanwhile waits
behind us: so we give up soon, and try often. Who reads for longer than all that (a dump) puts it off."""
_KEPT = "SELECT register FROM case_file"
R = TypeVar("R")
_COLUMNS = "number, tenant, transfer_id, identifier, account, received_at, event_at, stage, folded, decision, body"


def maintain(database: Database, month: int, oldest: int | None, done: Upkeep, pace: Pace) -> None:
    """Do all of it, in the month that it is now; what lies before the `oldest` month goes, nothing where it is None."""
    with database.reserved("retention"):
        for stray in _numbers(database, "SELECT DISTINCT month FROM register_default ORDER BY month"):
            done.moved += _patiently(partial(_bring_home, database, stray), pace)
        coming = month
        for _ in range(_AHEAD):
            if _patiently(partial(make, database, coming, _BRIEF_MS), pace):
                done.made.append(coming)
            coming = after(coming)
        if oldest is not None:
            for old in _numbers(database, "SELECT DISTINCT month FROM register_span WHERE month > 0 ORDER BY month"):
                if old < oldest:
                    (done.dropped if _drop(database, old, done, pace) else done.waiting).append(old)


def _bring_home(database: Database, month: int) -> int:
    table = f"register_{month}"
    with database.reserved("months"), database.transaction():
        database.wait_at_most(_BRIEF_MS)
        database.execute(f"CREATE TABLE {table} (LIKE register INCLUDING ALL)")
        moved = database.execute(
            "WITH stray AS (DELETE FROM register_default WHERE month = ? RETURNING *)"
            f" INSERT INTO {table} SELECT * FROM stray",
            (month,),
        )
        database.execute(f"ALTER TABLE register ATTACH PARTITION {table} FOR VALUES IN ({month})")
    return moved.rowcount


def _drop(database: Database, month: int, done: Upkeep, pace: Pace) -> bool:
    """False while it must wait."""
    table = f"register_{month}"
    found = _look(database, table) if exists(database, table) else None
    if found is not None and not _clear(database, table, done, pace):
        return False
    return _patiently(partial(_take_out, database, month, found), pace)


def _patiently(act: Callable[[], R], pace: Pace) -> R:
    """What needs a moment alone with a table. Raises `StoreError` (`store_slow`) when it never gets one."""
    for _ in range(_TRIES - 1):
        try:
            return act()
        except StoreError as error:
            if error.fault is not Fault.STORE_SLOW:
                raise
            pace()
    return act()


class _Found(NamedTuple):
    """What was seen of a month before it was cleared: where nothing is added meanwhile, it can be taken out."""

    ends: dict[int, int]
    """The last number of each stream in it."""
    cases: int
    """How many cases there are, in all months."""
    kept: list[int]
    """Numbers on which cases stand."""


def _look(database: Database, table: str) -> _Found:
    cases = _cases(database)
    kept = _numbers(database, f"SELECT number FROM {table} WHERE number IN ({_KEPT}) ORDER BY number")
    return _Found(_ends(database, table), cases, kept)


def _take_out(database: Database, month: int, found: _Found | None) -> bool:
    """Everybody else waits for this transaction, so nothing in it takes long. False when something was added."""
    table = f"register_{month}"
    with suppress(_Loading), database.transaction():
        database.wait_at_most(_BRIEF_MS)
        if found is not None:
            database.execute(f"ALTER TABLE register DETACH PARTITION {table}")
            if _ends(database, table) != found.ends or _cases(database) != found.cases:
                raise _Loading
            database.execute(
                f"INSERT INTO register_kept ({_COLUMNS}, month) SELECT {_COLUMNS}, 0 FROM {table}"
                " WHERE number = ANY(?)",
                (Ints(found.kept),),
            )
            database.execute(f"DROP TABLE {table}")
        database.execute("UPDATE register_span SET month = 0 WHERE month = ?", (month,))
        return True
    return False


class _Loading(Exception):  # noqa: N818 - nothing is wrong
    """Somebody loads history into the month just now, or opens a case: it waits."""


def _cases(database: Database) -> int:
    return int(database.execute("SELECT count(*) FROM case_file").fetchone()[0])


def _ends(database: Database, table: str) -> dict[int, int]:
    """The last number of each stream in a month's table."""
    ends = {}
    for stream in _numbers(database, "SELECT stream FROM position"):
        low, high = bounds(stream)
        row = database.execute(f"SELECT max(number) FROM {table} WHERE number > ? AND number < ?", (low, high))
        ends[stream] = int(row.fetchone()[0] or 0)
    return {stream: end for stream, end in ends.items() if end}


def _clear(database: Database, table: str, done: Upkeep, pace: Pace) -> bool:
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
        done.removed += len(rows)
        last = rows[-1][0]
        pace()


def _numbers(database: Database, statement: str) -> list[int]:
    return [int(row[0]) for row in database.execute(statement)]
