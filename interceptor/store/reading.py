"""What people ask of one tenant's store: search by the beginning of an id, histories, tasks, rejected records, audit.

Nothing here is on the engine's path. Like `TenantStore`, a `Readings` is bound to one tenant at construction.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from interceptor.store.numbers import stream_of
from interceptor.store.port import Write
from interceptor.store.tenant import TenantStore

LEAST_PREFIX = 4
"""Hexadecimal digits of an id that a person must give at least."""

_HEX = re.compile(r"[0-9a-f]+\Z")
_GROUPS = (8, 12, 16, 20)


class Task(NamedTuple):
    """Something that waits for a person. Times are milliseconds since 1970, UTC."""

    case_id: str
    task: str
    alert_id: str
    created_at: int
    due_at: int | None


class RejectedEntry(NamedTuple):
    """A record, or one transaction of it, that could not be read, without its bytes."""

    number: int
    line: int
    received_at: int
    fault: str
    detail: str
    transaction: int | None
    size: int
    digest: str
    format: str | None
    replayed: int
    """1 once it has been read after all."""


class Kept(NamedTuple):
    """The bytes of a rejected record, and what came with it."""

    topic: str
    context: bytes
    body: bytes


_TASK = "case_id, task, alert_id, created_at, due_at"
_REJECTED = "number, source_offset, received_at, fault, detail, transaction_index, size, digest, format, replayed"


class Readings:
    """Reads for people, of one tenant only."""

    def __init__(self, store: TenantStore) -> None:
        self._store = store
        self._database = store.database
        self._tenant = store.tenant_id

    def transfers_starting(self, prefix: str) -> list[tuple[int, str]]:
        """(register number, transfer id) of transfers whose id starts with `prefix`, by number.

        A prefix that is no beginning of an id, or shorter than `LEAST_PREFIX` digits, finds nothing.
        """
        digits = _digits(prefix)
        if digits is None:
            return []
        low, high = bytes.fromhex(digits.ljust(32, "0")), bytes.fromhex(digits.ljust(32, "f"))
        return [(number, _uuid(digest.hex())) for number, digest in sorted(self._store.transfers_between(low, high))]

    def cases_starting(self, prefix: str) -> list[str]:
        """Ids of cases whose id starts with `prefix`."""
        return self._starting("SELECT case_id FROM case_file WHERE tenant = ? AND case_id >= ? AND case_id < ?", prefix)

    def references_starting(self, prefix: str) -> list[str]:
        """Ids of cases that carry a reference, such as an alert id, that starts with `prefix`."""
        return self._starting(
            "SELECT DISTINCT case_id FROM case_reference WHERE tenant = ? AND reference >= ? AND reference < ?", prefix
        )

    def _starting(self, statement: str, prefix: str) -> list[str]:
        digits = _digits(prefix)
        if digits is None:
            return []
        first = _uuid(digits)
        # A range, not a pattern: both databases find it in the index. "~" comes after everything in an id.
        return sorted(row[0] for row in self._all(statement, (self._tenant, first, f"{first}~")))

    def decisions(self, register: int) -> list[bytes]:
        """Every decision on a transfer as published, oldest first; repeats of it too."""
        rows = self._all(
            "SELECT body FROM decision WHERE register = ? AND tenant = ? ORDER BY revision, number",
            (register, self._tenant),
        )
        return [bytes(row[0]) for row in rows]

    def tasks(self, case_id: str | None = None) -> list[Task]:
        """Open tasks of one case, or of all, oldest first."""
        statement = f"SELECT {_TASK} FROM task WHERE tenant = ? AND done = 0"
        values: tuple[Any, ...] = (self._tenant,)
        if case_id is not None:
            statement, values = f"{statement} AND case_id = ?", (self._tenant, case_id)
        return [Task(*row) for row in self._all(f"{statement} ORDER BY created_at, case_id, task", values)]

    # --- rejected records ---

    def rejected(self) -> Iterator[RejectedEntry]:
        """Every rejected record, oldest first within its stream."""
        cursor = self._database.execute(
            f"SELECT {_REJECTED} FROM rejected WHERE tenant = ? ORDER BY number", (self._tenant,)
        )
        return (RejectedEntry._make(row) for row in cursor)

    def rejected_one(self, number: int) -> tuple[RejectedEntry, Kept] | None:
        """One rejected record with its bytes, or None. `topic` is where it came from."""
        rows = self._all(
            f"SELECT {_REJECTED}, context, body FROM rejected WHERE number = ? AND tenant = ?", (number, self._tenant)
        )
        if not rows:
            return None
        *fields, context, body = rows[0]
        topics = self._all("SELECT topic FROM position WHERE stream = ?", (stream_of(number),))
        topic = str(topics[0][0]) if topics else ""
        return RejectedEntry._make(fields), Kept(topic, bytes(context), bytes(body))

    def mark_replayed(self, numbers: list[int]) -> None:
        """These rejected records have been read after all."""
        with self._database.transaction():
            rows = [(number, self._tenant) for number in numbers]
            self._database.write([Write("UPDATE rejected SET replayed = 1 WHERE number = ? AND tenant = ?", rows)])

    # --- audit ---

    def audit_writers(self) -> list[str]:
        """Everybody who has written to the audit."""
        rows = self._all("SELECT DISTINCT writer FROM audit WHERE tenant = ? ORDER BY writer", (self._tenant,))
        return [str(row[0]) for row in rows]

    def audit(self, writer: str) -> Iterator[bytes]:
        """What a writer has written, in order; a row that somebody turned into text is text's bytes."""
        cursor = self._database.execute(
            "SELECT body FROM audit WHERE tenant = ? AND writer = ? ORDER BY number", (self._tenant, writer)
        )
        return (row[0].encode() if isinstance(row[0], str) else bytes(row[0]) for row in cursor)

    def _all(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._database.execute(statement, values).fetchall()


def _digits(prefix: str) -> str | None:
    """The hexadecimal digits of the beginning of an id, without dashes; None when it is none."""
    digits = prefix.strip().lower().replace("-", "")
    return digits if LEAST_PREFIX <= len(digits) <= 32 and _HEX.match(digits) else None


def _uuid(digits: str) -> str:
    """Digits with the dashes of a UUID, as far as they go."""
    edges = (0, *(edge for edge in _GROUPS if edge < len(digits)), len(digits))
    return "-".join(digits[start:end] for start, end in pairwise(edges))
