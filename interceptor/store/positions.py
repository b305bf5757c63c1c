"""How far each input of a tenant was read, and who may write: one row a stream."""

from dataclasses import dataclass

from interceptor.errors import Fault, StoreError
from interceptor.store.bound import Bound

DESK = "desk"
"""Stands in for a topic: the stream of acts of the desk."""

_WAIT_MS, _PATIENCE = 5_000, 9
"""Who takes over waits so long for whoever had the partition, so many times, and looks for frozen ones in between."""
_COLUMNS = "stream, epoch, next_offset, register_count, outbox_count, rejected_count, watermark"
_WHERE = "tenant = ? AND topic = ? AND partition = ?"


@dataclass(slots=True)
class Position:
    """Where a stream stands. The engine holds it and hands the new values to `commit`."""

    stream: int
    epoch: int
    next_offset: int
    register_count: int
    outbox_count: int
    rejected_count: int
    watermark: int


class Positions(Bound):
    """Assignments of one tenant."""

    def assign(self, topic: str, partition: int, cluster: str) -> Position:
        """Take over a partition: its epoch rises, so that whoever had it before is fenced.

        Waits for a commit of theirs that is under way, but not for a process that is frozen in it. `cluster` names the
        log, and the topic's incarnation in it. Raises `StoreError` (`store_foreign`) when the stored offset belongs to
        another one.
        """
        for _ in range(_PATIENCE - 1):
            try:
                return self._assign(topic, partition, cluster)
            except StoreError as error:
                if error.fault is not Fault.STORE_SLOW:
                    raise
                self.database.end_frozen()
        return self._assign(topic, partition, cluster)

    def _assign(self, topic: str, partition: int, cluster: str) -> Position:
        database = self.database
        key = (self.tenant_id, topic, partition)
        with database.transaction():
            database.wait_at_most(_WAIT_MS)
            row = database.execute(f"SELECT cluster FROM position WHERE {_WHERE}", key).fetchone()
            if row is None:
                row = self._begin(topic, partition, cluster)
            if row[0] != cluster:
                raise StoreError(Fault.STORE_FOREIGN, f"offsets of {topic} {partition} belong to another log")
            if topic != DESK:  # desk acts have many short writers, each of which must have seen the one before
                database.execute(f"UPDATE position SET epoch = epoch + 1 WHERE {_WHERE}", key)
            # Read before anybody else can take over: two owners with one epoch would not fence each other.
            return self.position(topic, partition)

    def _begin(self, topic: str, partition: int, cluster: str) -> tuple[str]:
        """A first row, under the next stream number; gives the cluster of whoever was first."""
        database = self.database
        database.alone("streams")
        key = (self.tenant_id, topic, partition)
        row: tuple[str] | None = database.execute(f"SELECT cluster FROM position WHERE {_WHERE}", key).fetchone()
        if row is not None:
            return row
        stream = database.execute("SELECT COALESCE(MAX(stream), 0) + 1 FROM position").fetchone()[0]
        database.execute(
            "INSERT INTO position (stream, tenant, topic, partition, cluster, next_offset, epoch,"
            " register_count, outbox_count, rejected_count, watermark) VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0)",
            (stream, *key, cluster),
        )
        return (cluster,)

    def position(self, topic: str, partition: int) -> Position:
        """Where the partition stands now."""
        row = self.database.execute(
            f"SELECT {_COLUMNS} FROM position WHERE {_WHERE}", (self.tenant_id, topic, partition)
        ).fetchone()
        return Position(*row)

    def standing(self, stream: int) -> Position:
        """Where a stream of this tenant stands now. Raises `StoreError` (`fenced`) when it has none such."""
        row = self.database.execute(
            f"SELECT {_COLUMNS} FROM position WHERE stream = ? AND tenant = ?", (stream, self.tenant_id)
        ).fetchone()
        if row is None:
            raise StoreError(Fault.FENCED)
        return Position(*row)
