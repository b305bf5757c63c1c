"""The months of the register on PostgreSQL: made when they are first needed, and one after it."""

from interceptor.errors import Fault, StoreError
from interceptor.store.calendar import after
from interceptor.store.postgres import Database

LOCK_MS = 2_000
"""A new month waits so long for statements under way; then its rows go to the default partition."""


class Months:
    """The partitions of `register`, as one connection knows them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[int] = set()

    def prepare(self, month: int) -> None:
        """Have partitions for this month and the next, if we may; without one, rows go to the default partition."""
        for wanted in (month, after(month)):
            if wanted not in self._known:
                try:
                    make(self._database, wanted)
                except StoreError as error:
                    if error.fault not in (Fault.STORE_REFUSED, Fault.STORE_SLOW):
                        raise
                self._known.add(wanted)


def make(database: Database, month: int, wait_ms: int = LOCK_MS) -> bool:
    """Make the partition of a month. False when it is there, or while the default partition has rows of it.

    Raises `StoreError` (`store_slow`) when others are at the default partition for longer than it may wait.
    """
    table = f"register_{month}"
    if exists(database, table):
        return False
    with database.reserved("months"):
        if exists(database, table) or _strays(database, month):
            return False
        with database.transaction():
            database.wait_at_most(wait_ms)
            # Attaching locks nothing that engines do for longer than they take; CREATE … PARTITION OF would.
            database.execute(f"CREATE TABLE {table} (LIKE register INCLUDING ALL)")
            database.execute(f"ALTER TABLE register ATTACH PARTITION {table} FOR VALUES IN ({month})")
    return True


def exists(database: Database, table: str) -> bool:
    """True when there is such a table."""
    return database.execute("SELECT to_regclass(?)", (table,)).fetchone()[0] is not None


def _strays(database: Database, month: int) -> bool:
    row = database.execute("SELECT EXISTS (SELECT 1 FROM register_default WHERE month = ?)", (month,)).fetchone()
    return bool(row[0])
