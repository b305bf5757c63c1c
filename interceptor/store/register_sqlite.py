"""The register on SQLite: one table by number, and the lookup of the one engine (`interceptor.store.lookup`)."""

from collections.abc import Callable, Sequence

from interceptor.errors import Fault
from interceptor.store.batch import REGISTER_COLUMNS, Batch
from interceptor.store.lookup import Lookup, find_stored, merged_through
from interceptor.store.numbers import bounds, key_of
from interceptor.store.port import Database, Row, Write
from interceptor.store.statements import Insert, Update


class SqliteRegister:
    """Register and index of one file. Only the engine holds a lookup in memory; short readers go without."""

    def __init__(self, database: Database, *, engine: bool) -> None:
        self._database = database
        self._lookup = Lookup(database) if engine else None
        self.shared: Callable[[], Lookup | None] = lambda: None
        """The lookup of an engine in this process, for another thread's register."""

    @property
    def lookup(self) -> Lookup | None:
        """The engine's; None for a short reader."""
        return self._lookup

    def find(self, digests: Sequence[bytes]) -> dict[bytes, list[int]]:
        """As the port says; without the engine's lookup each digest is searched on its own."""
        if self._lookup is None:
            found = ((digest, find_stored(self._database, _column(digest), digest)) for digest in digests)
            return {digest: sorted(numbers) for digest, numbers in found if numbers}
        keys = {key_of(digest): digest for digest in digests}
        return {keys[key]: numbers for key, numbers in self._lookup.find(list(keys)).items()}

    def find_stored(self, column: str, digest: bytes) -> list[int]:
        """As the port says."""
        shared = self.shared()
        if shared is not None:
            return shared.find_beside(self._database, column, digest)
        return find_stored(self._database, column, digest)

    def starting(self, tenant: int, low: bytes, high: bytes) -> list[tuple[int, bytes]]:
        """As the port says."""
        database = self._database
        first, last = (int.from_bytes(edge[:8], "big", signed=True) for edge in (low, high))
        rows = database.execute("SELECT number FROM lookup WHERE key BETWEEN ? AND ?", (first, last)).fetchall()
        numbers = {row[0] for row in rows}
        streams = database.execute("SELECT stream FROM position WHERE tenant = ?", (tenant,)).fetchall()
        for (stream,) in streams:
            # The newest rows are not in the table yet; four digits lie within one slice of it.
            mark = merged_through(database, stream, first)
            numbers |= {
                row[0]
                for row in database.execute(
                    "SELECT number FROM register WHERE number > ? AND number < ? AND transfer_id BETWEEN ? AND ?",
                    (mark, bounds(stream)[1], low, high),
                )
            }
        rows = self.rows("number, transfer_id", tenant, sorted(numbers))
        return [(number, digest) for number, digest in rows if low <= digest <= high]

    def rows(self, columns: str, tenant: int, numbers: Sequence[int]) -> list[Row]:
        """As the port says."""
        return self._database.select_in(
            f"SELECT {columns} FROM register WHERE tenant = {tenant} AND number IN", numbers
        )

    def writes(self, batch: Batch, tenant: int) -> list[Write]:
        """As the port says."""
        fixed = (("tenant", tenant),)
        writes = []
        if batch.register:
            writes.append(Write(Insert("register", REGISTER_COLUMNS, fixed), batch.register))
        if batch.register_changes:
            change = Update(
                "register",
                "stage:int folded:int decision:int",
                "number:int stage:int folded:int decision:int",
                fixed,
            )
            writes.append(Write(change, batch.register_changes, Fault.CONFLICT, "register"))
        if self._lookup is not None:
            writes += self._lookup.writes(len(batch.register))
        return writes

    def committed(self, batch: Batch) -> None:
        """As the port says."""
        if self._lookup is not None:
            self._lookup.confirm(batch.register)


def _column(digest: bytes) -> str:
    return "transfer_id" if len(digest) == 16 else "identifier"
