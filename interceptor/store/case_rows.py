"""Cases, clocks, alerts sent, settings and audit heads of one tenant, read."""

from collections.abc import Sequence

from interceptor.store.bound import Bound
from interceptor.store.port import Row


class CaseRows(Bound):
    """What engine and desk ask of one tenant's cases."""

    def case(self, case_id: str) -> Row | None:
        """(register, version, body) of a case, or None."""
        row: Row | None = self.database.execute(
            "SELECT register, version, body FROM case_file WHERE case_id = ? AND tenant = ?", (case_id, self.tenant_id)
        ).fetchone()
        return row

    def cases(self, *, closed: bool = True) -> list[Row]:
        """(case_id, status, body) of every case by register number; without the `closed` ones unless asked for."""
        which = "" if closed else " AND status <> 'closed'"
        return self.database.execute(
            f"SELECT case_id, status, body FROM case_file WHERE tenant = ?{which} ORDER BY register", (self.tenant_id,)
        ).fetchall()

    def cases_by_reference(self, references: Sequence[str]) -> list[str]:
        """Ids of the cases that carry any of these references."""
        rows = self.database.select_in(
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

    def audit_head(self, writer: str) -> bytes | None:
        """The last entry of a writer's audit chain, or None."""
        row = self.database.execute(
            "SELECT body FROM audit WHERE tenant = ? AND writer = ? ORDER BY number DESC LIMIT 1",
            (self.tenant_id, writer),
        ).fetchone()
        return bytes(row[0]) if row else None
