"""The register on PostgreSQL: rows by month, and an index that every engine writes with its batch.

A row lies in the month in which its stream stood (the watermark) when it was written. A stream's watermark and numbers
both rise, so the rows of a month are one span of numbers; `register_span` keeps where each begins.
"""

from collections.abc import Sequence

from interceptor.errors import Fault
from interceptor.store.batch import REGISTER_COLUMNS, Batch
from interceptor.store.calendar import month_of
from interceptor.store.months import Months
from interceptor.store.numbers import key_of
from interceptor.store.port import Row, Write
from interceptor.store.postgres import Database
from interceptor.store.postgres_values import Bytes, Ints
from interceptor.store.statements import Arrays, Insert

# The month first, then the row: in the other order every month would be searched for each number.
_MONTH_OF = (
    "CROSS JOIN LATERAL (SELECT month FROM register_span WHERE stream = (new.number >> 40)::integer"
    " AND first <= new.number ORDER BY first DESC LIMIT 1) AS span"
)
# A join, not `= ANY`: each key then goes to its own part of the table alone.
_BY_ID = "SELECT t.transfer_id, t.number FROM unnest(?::bytea[]) AS new(id) JOIN transfer t ON t.transfer_id = new.id"
_BY_IDENTIFIER = "SELECT t.key, t.number FROM unnest(?::bigint[]) AS new(key) JOIN lookup t ON t.key = new.key"
_TRANSFER = Insert("transfer", "transfer_id:bytes number:int")
_LOOKUP = Insert("lookup", "key:int number:int")
_SPAN = (
    "INSERT INTO register_span (stream, first, month) SELECT ?, ?, ?::integer WHERE ? IS DISTINCT FROM"
    " (SELECT month FROM register_span WHERE stream = ? ORDER BY first DESC LIMIT 1)"
)
_ID = 16
"""Bytes of a transfer id; identifiers have 8."""


class PostgresRegister:
    """Register and index, the same for every engine, reader and desk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._months = Months(database)

    def find(self, digests: Sequence[bytes]) -> dict[bytes, list[int]]:
        """As the port says."""
        database = self._database
        found: dict[bytes, list[int]] = {}
        ids = Bytes(digest for digest in digests if len(digest) == _ID)
        if ids:
            for digest, number in database.execute(_BY_ID, (ids,)):
                found[digest] = [number]
        keys = {key_of(digest): digest for digest in digests if len(digest) != _ID}
        if keys:
            for key, number in sorted(database.execute(_BY_IDENTIFIER, (Ints(keys),))):
                found.setdefault(keys[key], []).append(number)
        return found

    def find_stored(self, column: str, digest: bytes) -> list[int]:
        """As the port says."""
        if column != "account":
            return self.find([digest]).get(digest, [])
        rows = self._database.execute(
            "SELECT number FROM register WHERE account = ? AND account <> '' ORDER BY number", (digest,)
        )
        return [int(row[0]) for row in rows]

    def starting(self, tenant: int, low: bytes, high: bytes) -> list[tuple[int, bytes]]:
        """As the port says."""
        rows = self._database.execute("SELECT number FROM transfer WHERE transfer_id BETWEEN ? AND ?", (low, high))
        found = self.rows("number, transfer_id", tenant, [row[0] for row in rows])
        return [(number, digest) for number, digest in found]

    def rows(self, columns: str, tenant: int, numbers: Sequence[int]) -> list[Row]:
        """As the port says."""
        if not numbers:
            return []
        wanted = ", ".join(f"r.{name.strip()}" for name in columns.split(","))
        return self._database.execute(
            f"WITH place AS MATERIALIZED (SELECT new.number, span.month FROM unnest(?::bigint[]) AS new(number)"
            f" {_MONTH_OF}) SELECT {wanted} FROM place JOIN register r ON r.number = place.number"
            f" AND r.month = place.month WHERE r.tenant = {tenant}",
            (Ints(numbers),),
        ).fetchall()

    def writes(self, batch: Batch, tenant: int) -> list[Write]:
        """As the port says. Two engines with the same transfer id: the second is a conflict, and finds the first."""
        writes = []
        rows = batch.register
        if rows:
            month = month_of(batch.watermark)
            self._months.prepare(month)
            fixed = (("tenant", tenant), ("month", month))
            writes.append(Write(_TRANSFER, sorted((row.transfer_id, row.number) for row in rows)))
            writes.append(Write(_LOOKUP, sorted((key_of(row.identifier), row.number) for row in rows)))
            writes.append(Write(_SPAN, [(batch.stream, rows[0].number, month, month, batch.stream)]))
            writes.append(Write(Insert("register", REGISTER_COLUMNS, fixed), rows))
        if batch.register_changes:
            writes.append(Write(_change(tenant), batch.register_changes, Fault.CONFLICT, "register"))
        return writes

    def committed(self, batch: Batch) -> None:
        """As the port says: there is nothing in memory."""


def _change(tenant: int) -> Arrays:
    names = "stage, folded, decision, number, read_stage, read_folded, read_decision"
    return Arrays(
        f"WITH new AS MATERIALIZED (SELECT new.*, span.month FROM unnest({', '.join(['?::bigint[]'] * 7)})"
        f" AS new({names}) {_MONTH_OF})"
        " UPDATE register AS t SET stage = new.stage, folded = new.folded, decision = new.decision FROM new"
        " WHERE t.number = new.number AND t.month = new.month AND t.stage = new.read_stage"
        f" AND t.folded = new.read_folded AND t.decision = new.read_decision AND t.tenant = {tenant}",
        ("int",) * 7,
    )
