"""What the store asks of a database, and how SQLite and PostgreSQL differ: these two implement it, nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from interceptor.errors import Fault
from interceptor.store.batch import Batch
from interceptor.store.statements import Arrays, Insert, Update

Row = tuple[Any, ...]


class Cursor(Protocol):
    """The answer to one statement."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Write(NamedTuple):
    """One statement for many rows. A statement in SQL is done row by row; the others as the database does best."""

    statement: Insert | Update | Arrays | str
    rows: Sequence[Row]
    fault: Fault | None = None
    """Raised as `StoreError` unless every row took effect; None where a row may find nothing to do."""
    what: str = ""
    """Detail of that error."""


class Database(Protocol):
    """One connection. Values are marked `?` in every statement.

    Every method raises `StoreError`: `conflict` when another writer was quicker, and the faults of
    `errors.PASSING` when the database is away, full or takes no writes.
    """

    remote: bool
    """Every read is a round trip to a server, so that one for many keys beats many for few."""

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        """One statement."""
        ...

    def select_in(self, statement: str, values: Sequence[Any]) -> list[Row]:
        """All rows of a statement that ends with `IN`, for these values."""
        ...

    def write(self, writes: Sequence[Write]) -> None:
        """Within a transaction: all of these, in order, in as few round trips as can be."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: committed durably at the end, rolled back when the block raises."""
        ...

    def alone(self, what: str) -> None:
        """Within a transaction: nobody else is in a part of that name until it ends."""
        ...

    def wait_at_most(self, milliseconds: int) -> None:
        """Within a transaction: no lock is waited for longer, else `store_slow`."""
        ...

    def end_frozen(self) -> None:
        """End sessions of ours that hold locks and have long been silent: their processes are stopped or cut off."""
        ...

    def shared(self, what: str) -> "Write | None":
        """The first statement of a commit that must wait while somebody has `reserved` that name."""
        ...

    def reserved(self, what: str) -> AbstractContextManager[None]:
        """Outside a transaction: until the end, commits of others that are `shared` under that name wait."""
        ...

    def close(self) -> None:
        """Close the connection; may be called twice."""
        ...


class Register(Protocol):
    """The register and the index by which its rows are found; each database keeps them in its own way."""

    def find(self, digests: Sequence[bytes]) -> dict[bytes, list[int]]:
        """Register numbers by transfer id or identifier, oldest first; absent ones are absent.

        Only digests count, and an index may shorten them: whoever looks up compares the row it finds.
        """
        ...

    def find_stored(self, column: str, digest: bytes) -> list[int]:
        """Register numbers by one digest of `transfer_id`, `identifier` or `account`."""
        ...

    def starting(self, tenant: int, low: bytes, high: bytes) -> list[tuple[int, bytes]]:
        """(number, transfer id) of a tenant's transfers whose id lies between two that share their first 4 digits."""
        ...

    def rows(self, columns: str, tenant: int, numbers: Sequence[int]) -> list[Row]:
        """Rows of the tenant by number."""
        ...

    def writes(self, batch: Batch, tenant: int) -> list[Write]:
        """What a commit does to register and index. Call once a transaction, inside it or before."""
        ...

    def committed(self, batch: Batch) -> None:
        """The commit is durable."""
        ...
