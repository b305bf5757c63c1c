"""What monitoring asks of one tenant's store, over and over: counts and marks, no content but the cases that changed.

Like `Readings`, a `Figures` is bound to one tenant at construction.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from interceptor.store.tenant import TenantStore

_CHUNK = 500


class TaskCount(NamedTuple):
    """Open tasks of one kind; `oldest` is in milliseconds since 1970."""

    task: str
    waiting: int
    oldest: int


class StreamMarks(NamedTuple):
    """How far a stream's outbox is filled, and how far it is published."""

    stream: int
    topic: str
    partition: int
    last: int
    marked: int


class Figures:
    """Reads for monitoring, of one tenant only."""

    def __init__(self, store: TenantStore) -> None:
        self._database = store.database
        self._tenant = store.tenant_id

    def case_versions(self) -> dict[str, int]:
        """Every case with its version: whose is as before need not be read again."""
        return dict(self._all("SELECT case_id, version FROM case_file WHERE tenant = ?", (self._tenant,)))

    def case_bodies(self, case_ids: Sequence[str]) -> list[bytes]:
        """The cases themselves."""
        found: list[bytes] = []
        for start in range(0, len(case_ids), _CHUNK):
            chunk = case_ids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._all(
                f"SELECT body FROM case_file WHERE tenant = ? AND case_id IN ({marks})", (self._tenant, *chunk)
            )
            found += [bytes(row[0]) for row in rows]
        return found

    def tasks(self) -> list[TaskCount]:
        """What waits for a person, by kind."""
        rows = self._all(
            "SELECT task, COUNT(*), MIN(created_at) FROM task WHERE tenant = ? AND done = 0"
            " GROUP BY task ORDER BY task",
            (self._tenant,),
        )
        return [TaskCount(str(row[0]), int(row[1]), int(row[2])) for row in rows]

    def rejected(self) -> list[tuple[str, int]]:
        """Rejected records that have not been read after all, by fault."""
        rows = self._all(
            "SELECT fault, COUNT(*) FROM rejected WHERE tenant = ? AND replayed = 0 GROUP BY fault ORDER BY fault",
            (self._tenant,),
        )
        return [(str(row[0]), int(row[1])) for row in rows]

    def streams(self) -> list[StreamMarks]:
        """The tenant's streams with their outbox."""
        rows = self._all(
            "SELECT p.stream, p.topic, p.partition, p.outbox_count, COALESCE(m.number, 0) FROM position p"
            " LEFT JOIN outbox_mark m ON m.stream = p.stream WHERE p.tenant = ? ORDER BY p.stream",
            (self._tenant,),
        )
        return [StreamMarks(int(row[0]), str(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows]

    def settings(self, prefix: str) -> dict[str, str]:
        """Tenant settings whose name begins with `prefix`, which holds no wildcard."""
        rows = self._all(
            "SELECT name, value FROM tenant_setting WHERE tenant = ? AND name LIKE ?", (self._tenant, f"{prefix}%")
        )
        return {str(name): str(value) for name, value in rows}

    def _all(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._database.execute(statement, values).fetchall()
