"""One tenant's store. Nothing here can reach another tenant's rows: the tenant id is bound at construction.

Profile keys are digests that contain the tenant's name, so they need no column of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from interceptor.errors import Fault, StoreError
from interceptor.store.batch import Batch, Consumed, ProfileRow
from interceptor.store.lookup import Lookup, key_of
from interceptor.store.sqlite import Database
from streams import crashpoints

DESK = "desk"
"""Stands in for a topic: the stream of acts of the desk."""

_CHUNK = 500
_REGISTER = "number, transfer_id, identifier, account, received_at, event_at, stage, folded, decision, body"

Row = tuple[Any, ...]


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


class TenantStore:
    """Reads and commits for one tenant. `lookup` is the engine's index; None for short writers and readers."""

    def __init__(self, database: Database, tenant_id: int, name: str, lookup: Lookup | None) -> None:
        self.database = database
        self.tenant_id = tenant_id
        self.name = name
        self._lookup = lookup

    def assign(self, topic: str, partition: int, cluster: str) -> Position:
        """Take over a partition: its epoch rises, so that whoever had it before is fenced.

        `cluster` names the log, and the topic's incarnation in it. Raises `StoreError` (`store_foreign`) when the
        stored offset belongs to another one.
        """
        database = self.database
        key = (self.tenant_id, topic, partition)
        where = "tenant = ? AND topic = ? AND partition = ?"
        with database.transaction():
            row = database.execute(f"SELECT cluster FROM position WHERE {where}", key).fetchone()
            if row is None:
                stream = database.execute("SELECT COALESCE(MAX(stream), 0) + 1 FROM position").fetchone()[0]
                database.execute(
                    "INSERT INTO position (stream, tenant, topic, partition, cluster, next_offset, epoch,"
                    " register_count, outbox_count, rejected_count, watermark)"
                    " VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0)",
                    (stream, *key, cluster),
                )
            elif row[0] != cluster:
                raise StoreError(Fault.STORE_FOREIGN, f"offsets of {topic} {partition} belong to another log")
            if topic != DESK:  # desk acts have many short writers, each of which must have seen the one before
                database.execute(f"UPDATE position SET epoch = epoch + 1 WHERE {where}", key)
        return self.position(topic, partition)

    def position(self, topic: str, partition: int) -> Position:
        """Where the partition stands now."""
        row = self.database.execute(
            "SELECT stream, epoch, next_offset, register_count, outbox_count, rejected_count, watermark"
            " FROM position WHERE tenant = ? AND topic = ? AND partition = ?",
            (self.tenant_id, topic, partition),
        ).fetchone()
        return Position(*row)

    def profiles(self, keys: Sequence[bytes]) -> dict[bytes, tuple[int, bytes]]:
        """Own profiles by key: version and encoded value. Absent keys are absent."""
        rows = self._in("SELECT key, version, value FROM profile WHERE key IN", keys)
        return {row[0]: (row[1], row[2]) for row in rows}

    def shared_profiles(self, keys: Sequence[bytes]) -> dict[bytes, list[tuple[int, int, bytes]]]:
        """Shared profiles by key: (stream, version, value) of every stream that has one, in stream order."""
        found: dict[bytes, list[tuple[int, int, bytes]]] = {}
        rows = self._in("SELECT key, stream, version, value FROM shared_profile WHERE key IN", keys)
        for key, stream, version, value in rows:
            found.setdefault(key, []).append((stream, version, value))
        for parts in found.values():
            if len(parts) > 1:
                parts.sort()
        return found

    def find(self, digests: Sequence[bytes]) -> dict[bytes, list[int]]:
        """Register numbers by transfer id, identifier or account digest, oldest first. Engine only."""
        assert self._lookup is not None
        keys = {key_of(digest): digest for digest in digests}
        return {keys[key]: numbers for key, numbers in self._lookup.find(list(keys)).items()}

    def register(self, numbers: Sequence[int]) -> dict[int, Row]:
        """Register rows by number, of this tenant only."""
        rows = self._in(f"SELECT {_REGISTER} FROM register WHERE tenant = {self.tenant_id} AND number IN", numbers)
        return {row[0]: row for row in rows}

    def decision(self, number: int) -> Row | None:
        """(register, revision, kind, body) of a decision of this tenant, or None."""
        row: Row | None = self.database.execute(
            "SELECT register, revision, kind, body FROM decision WHERE number = ? AND tenant = ?",
            (number, self.tenant_id),
        ).fetchone()
        return row

    def case(self, case_id: str) -> Row | None:
        """(register, version, body) of a case, or None."""
        row: Row | None = self.database.execute(
            "SELECT register, version, body FROM case_file WHERE case_id = ? AND tenant = ?", (case_id, self.tenant_id)
        ).fetchone()
        return row

    def cases(self) -> list[Row]:
        """(case_id, status, body) of every case, oldest first."""
        return self.database.execute(
            "SELECT case_id, status, body FROM case_file WHERE tenant = ? ORDER BY register", (self.tenant_id,)
        ).fetchall()

    def cases_by_reference(self, references: Sequence[str]) -> list[str]:
        """Ids of the cases that carry any of these references."""
        rows = self._in(
            f"SELECT DISTINCT case_id FROM case_reference WHERE tenant = {self.tenant_id} AND reference IN", references
        )
        return [row[0] for row in rows]

    def due(self, until_ms: int) -> list[str]:
        """Ids of the cases one of whose clocks strikes by `until_ms`."""
        rows = self.database.execute(
            "SELECT case_id FROM case_file WHERE tenant = ? AND due_at <= ? ORDER BY due_at, case_id",
            (self.tenant_id, until_ms),
        )
        return [row[0] for row in rows]

    def alert_times(self, after_ms: int) -> list[int]:
        """When alerts left after that time, one entry an alert, rising."""
        rows = self.database.execute(
            "SELECT sent_at FROM alert_sent WHERE tenant = ? AND sent_at > ? ORDER BY sent_at",
            (self.tenant_id, after_ms),
        )
        return [int(row[0]) for row in rows]

    def setting(self, name: str) -> str | None:
        """A value that `set_setting` kept, or None."""
        row = self.database.execute(
            "SELECT value FROM tenant_setting WHERE tenant = ? AND name = ?", (self.tenant_id, name)
        ).fetchone()
        return str(row[0]) if row else None

    def set_setting(self, name: str, value: str) -> None:
        """Keep a value."""
        with self.database.transaction():
            self._write_settings([(name, value)])

    def _write_settings(self, settings: list[tuple[str, str]]) -> None:
        self.database.executemany(
            f"INSERT INTO tenant_setting (tenant, name, value) VALUES ({self.tenant_id}, ?, ?)"
            " ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value",
            settings,
        )

    def audit_head(self, writer: str) -> bytes | None:
        """The last entry of a writer's audit chain, or None."""
        row = self.database.execute(
            "SELECT body FROM audit WHERE tenant = ? AND writer = ? ORDER BY number DESC LIMIT 1",
            (self.tenant_id, writer),
        ).fetchone()
        return bytes(row[0]) if row else None

    def commit(self, batch: Batch) -> None:
        """Write everything in `batch` in one transaction.

        Raises `StoreError` (`conflict`) when a profile, case or register row was changed by another writer since it
        was read, and (`fenced`) when another worker has the partition; nothing was written then.
        """
        database = self.database
        with database.transaction():
            self._fence(batch)
            if batch.consumed is not None:
                self._consume(batch.consumed)
            _write_profiles(database, batch.profiles)
            _write_shared(database, batch.shared, batch.stream)
            self._write_register(batch)
            self._write_cases(batch)
            self._write_outgoing(batch)
            self._write_rejected(batch)
            if batch.settings:
                self._write_settings(batch.settings)
            if self._lookup is not None:
                self._lookup.write(len(batch.register))
            crashpoints.reach("in_transaction")
        if self._lookup is not None:
            self._lookup.confirm(
                (key_of(digest), row.number)
                for row in batch.register
                for digest in (row.transfer_id, row.identifier, row.account)
                if digest
            )

    def _fence(self, batch: Batch) -> None:
        done = self.database.execute(
            "UPDATE position SET next_offset = ?, register_count = ?, outbox_count = ?, rejected_count = ?,"
            " watermark = ?, epoch = epoch + ? WHERE stream = ? AND epoch = ? AND tenant = ?",
            (
                batch.next_offset,
                batch.register_count,
                batch.outbox_count,
                batch.rejected_count,
                batch.watermark,
                int(batch.desk),
                batch.stream,
                batch.epoch,
                self.tenant_id,
            ),
        )
        if done.rowcount != 1:
            raise StoreError(Fault.FENCED)

    def _consume(self, consumed: Consumed) -> None:
        done = self.database.execute(
            "UPDATE position SET next_offset = ? WHERE stream = ? AND epoch = ? AND tenant = ?",
            (consumed.next_offset, consumed.stream, consumed.epoch, self.tenant_id),
        )
        if done.rowcount != 1:
            raise StoreError(Fault.FENCED)

    def _write_register(self, batch: Batch) -> None:
        tenant = self.tenant_id
        self.database.executemany(
            f"INSERT INTO register ({_REGISTER}, tenant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {tenant})",
            batch.register,
        )
        if batch.register_changes:
            done = self.database.executemany(
                "UPDATE register SET stage = ?, folded = ?, decision = ?"
                f" WHERE number = ? AND stage = ? AND folded = ? AND decision = ? AND tenant = {tenant}",
                batch.register_changes,
            )
            if done.rowcount != len(batch.register_changes):
                raise StoreError(Fault.CONFLICT, "register")

    def _write_outgoing(self, batch: Batch) -> None:
        tenant = self.tenant_id
        self.database.executemany(
            f"INSERT INTO decision (number, register, revision, kind, body, tenant) VALUES (?, ?, ?, ?, ?, {tenant})",
            batch.decisions,
        )
        if batch.outbox:
            self.database.executemany(
                f"INSERT INTO outbox (number, topic, key, headers, value, tenant) VALUES (?, ?, ?, ?, ?, {tenant})",
                batch.outbox,
            )
        if batch.alerts_sent:
            self.database.executemany(
                f"INSERT INTO alert_sent (sent_at, alert_id, tenant) VALUES (?, ?, {tenant}) ON CONFLICT DO NOTHING",
                batch.alerts_sent,
            )
        if batch.audit_erased:
            self.database.executemany(
                f"UPDATE audit SET body = ? WHERE writer = ? AND number = ? AND tenant = {tenant}",
                [(row.body, row.writer, row.number) for row in batch.audit_erased],
            )
        if batch.audit:
            self.database.executemany(
                f"INSERT INTO audit (writer, number, body, tenant) VALUES (?, ?, ?, {tenant})", batch.audit
            )

    def _write_cases(self, batch: Batch) -> None:
        for case in batch.cases:
            if case.version:
                statement = (
                    "UPDATE case_file SET status = ?, due_at = ?, body = ?, version = version + 1"
                    " WHERE case_id = ? AND tenant = ? AND version = ?"
                )
                values = (case.status, case.due_at, case.body, case.case_id, self.tenant_id, case.version)
            else:
                statement = (
                    "INSERT INTO case_file (status, due_at, body, case_id, tenant, version, register)"
                    " VALUES (?, ?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING"
                )
                values = (case.status, case.due_at, case.body, case.case_id, self.tenant_id, case.register)
            if self.database.execute(statement, values).rowcount != 1:
                raise StoreError(Fault.CONFLICT, "case")
            self.database.executemany(
                f"INSERT INTO case_reference (tenant, reference, case_id) VALUES ({self.tenant_id}, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [(reference, case.case_id) for reference in case.references],
            )
        self._write_tasks(batch)

    def _write_tasks(self, batch: Batch) -> None:
        """What was done before may have to be done again; an open task keeps its time."""
        if batch.tasks:
            self.database.executemany(
                "INSERT INTO task (case_id, task, alert_id, created_at, due_at, tenant)"
                f" VALUES (?, ?, ?, ?, ?, {self.tenant_id}) ON CONFLICT (tenant, case_id, task, alert_id)"
                " DO UPDATE SET created_at = excluded.created_at, due_at = excluded.due_at, done = 0"
                " WHERE task.done = 1",
                batch.tasks,
            )
        if batch.tasks_done:
            self.database.executemany(
                f"UPDATE task SET done = 1 WHERE tenant = {self.tenant_id} AND case_id = ? AND task = ?"
                " AND alert_id = ?",
                batch.tasks_done,
            )

    def _write_rejected(self, batch: Batch) -> None:
        if batch.rejected:
            self.database.executemany(
                "INSERT INTO rejected (number, source_offset, received_at, fault, detail, transaction_index, size,"
                f" digest, format, context, body, tenant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {self.tenant_id})",
                batch.rejected,
            )

    def _in(self, statement: str, values: Sequence[Any]) -> Iterable[Row]:
        rows: list[Row] = []
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK]
            rows += self.database.execute(f"{statement} ({','.join('?' * len(chunk))})", chunk).fetchall()
        return rows


def _write_profiles(database: Database, rows: list[ProfileRow]) -> None:
    rows.sort()  # in key order: neighbours share pages, and two writers never wait for each other in a circle
    new = [(row.key, row.value) for row in rows if not row.version]
    old = [(row.value, row.key, row.version) for row in rows if row.version]
    written = 0
    if new:
        written += database.executemany(
            "INSERT INTO profile (key, version, value) VALUES (?, 1, ?) ON CONFLICT DO NOTHING", new
        ).rowcount
    if old:
        written += database.executemany(
            "UPDATE profile SET value = ?, version = version + 1 WHERE key = ? AND version = ?", old
        ).rowcount
    if written != len(rows):
        raise StoreError(Fault.CONFLICT, "profile")


def _write_shared(database: Database, rows: list[ProfileRow], stream: int) -> None:
    rows.sort()
    new = [(row.key, stream, row.value) for row in rows if not row.version]
    old = [(row.value, row.key, stream, row.version) for row in rows if row.version]
    written = 0
    if new:
        written += database.executemany(
            "INSERT INTO shared_profile (key, stream, version, value) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING",
            new,
        ).rowcount
    if old:
        written += database.executemany(
            "UPDATE shared_profile SET value = ?, version = version + 1 WHERE key = ? AND stream = ? AND version = ?",
            old,
        ).rowcount
    if written != len(rows):
        raise StoreError(Fault.CONFLICT, "shared profile")
