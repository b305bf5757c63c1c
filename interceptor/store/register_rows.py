"""The register and the decisions of one tenant, read."""

from collections.abc import Sequence
from typing import Literal

from interceptor.store.bound import Bound
from interceptor.store.port import Row

_REGISTER = "number, transfer_id, identifier, account, received_at, event_at, stage, folded, decision, body"


class Registers(Bound):
    """What one tenant's register has."""

    def find(self, digests: Sequence[bytes]) -> dict[bytes, list[int]]:
        """Register numbers by transfer id or identifier, oldest first; for whole batches of them.

        An index may shorten digests: compare the rows that are found.
        """
        return self._register.find(digests)

    def find_stored(self, column: Literal["transfer_id", "identifier", "account"], digest: bytes) -> list[int]:
        """Register numbers by one digest, for a person or a look-back; also beside a running engine."""
        return self._register.find_stored(column, digest)

    def register(self, numbers: Sequence[int]) -> dict[int, Row]:
        """Register rows by number, of this tenant only."""
        return {row[0]: row for row in self._register.rows(_REGISTER, self.tenant_id, numbers)}

    def transfers_between(self, low: bytes, high: bytes) -> list[tuple[int, bytes]]:
        """(number, transfer id) of transfers whose id lies between two that share their first 4 digits."""
        return self._register.starting(self.tenant_id, low, high)

    def decisions(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Bodies of decisions of this tenant by number."""
        statement = f"SELECT number, body FROM decision WHERE tenant = {self.tenant_id} AND number IN"
        return dict(self.database.select_in(statement, numbers))

    def decision(self, number: int) -> Row | None:
        """(register, revision, kind, body) of a decision of this tenant, or None."""
        row: Row | None = self.database.execute(
            "SELECT register, revision, kind, body FROM decision WHERE number = ? AND tenant = ?",
            (number, self.tenant_id),
        ).fetchone()
        return row
