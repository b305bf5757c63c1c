"""The store of one installation: it hands out one `TenantStore` a tenant, and nothing else reads rows."""

import tempfile
from pathlib import Path
from types import TracebackType

from interceptor.errors import Fault, StoreError
from interceptor.store.lookup import Lookup
from interceptor.store.sqlite import Database
from interceptor.store.tenant import TenantStore


class Store:
    """An open SQLite store. `engine=True` for the one engine process, else a short reader or writer.

    Raises `StoreError` as `interceptor.store.sqlite.Database` does.
    """

    def __init__(self, path: Path | str, *, engine: bool = False, durable: bool = True) -> None:
        self.database = Database(path, engine=engine, durable=durable)
        self._lookup = Lookup(self.database) if engine else None

    @classmethod
    def temporary(cls) -> "Store":
        """An engine store in a folder of its own that goes with the object; nothing survives, so nothing is synced."""
        folder = tempfile.TemporaryDirectory(prefix="interceptor-")
        store = cls(Path(folder.name) / "store.db", engine=True, durable=False)
        store._folder = folder
        return store

    _folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def incarnation(self) -> str:
        """Random name given when the store was created: a copy that is restored elsewhere is told apart by it."""
        return self.database.meta("incarnation") or ""

    def tenant(self, name: str, *, new: bool = True) -> TenantStore:
        """The store of tenant `name`, created at first use.

        Raises `StoreError` (`unknown_tenant`) when there is none and it is not to be a `new` one.
        """
        database = self.database
        row = database.execute("SELECT id FROM tenant WHERE name = ?", (name,)).fetchone()
        if row is None:
            if not new:
                raise StoreError(Fault.UNKNOWN_TENANT, name[:60])
            with database.transaction():
                database.execute("INSERT INTO tenant (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
            row = database.execute("SELECT id FROM tenant WHERE name = ?", (name,)).fetchone()
        return TenantStore(database, int(row[0]), name, self._lookup)

    def close(self) -> None:
        """Close the file; a temporary store is deleted."""
        self.database.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
