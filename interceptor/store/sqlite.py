"""Opening a SQLite store: durability, the one engine process, and migrations.

`synchronous=FULL` in WAL mode: a commit is on disk when it returns. The write-ahead log is large (`wal_autocheckpoint`)
because a page that many batches change is then written back once (measured: research/streaming.md 4).
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from string import Template
from types import TracebackType
from uuid import uuid4

from interceptor.errors import Fault, StoreError

_DIALECT = {"ROWKEY": "INTEGER PRIMARY KEY", "BYTES": "BLOB", "CLUSTERED": "WITHOUT ROWID"}
_CACHE_KIB = 131_072
_CHECKPOINT_PAGES = 65_536  # 256 MiB of log: one write-back for many changes of a page
_BUSY_MS = 5_000


class Database:
    """One open SQLite file. `engine=True` takes the exclusive engine lock; short writers (desk acts) do not need it.

    Raises `StoreError` (`store_busy`) when another engine process has the file, (`store_foreign`) when the file was
    written by a newer version.
    """

    def __init__(self, path: Path | str, *, engine: bool = False, durable: bool = True) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _take_lock(self.path) if engine else None
        self.connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self.execute = self.connection.execute
        self.executemany = self.connection.executemany
        self.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        self.execute("PRAGMA journal_mode = WAL")
        self.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        self.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        _migrate(self)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE … COMMIT; rolled back when the block raises."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def meta(self, name: str) -> str | None:
        """A value of the `meta` table, or None."""
        row = self.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def close(self) -> None:
        """Close the connection and give the engine lock back."""
        self.connection.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def _take_lock(path: Path) -> int:
    # A lock file beside the database: the kernel gives it back when the process dies, whatever kills it.
    handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise StoreError(Fault.STORE_BUSY, str(path)) from error
    return handle


def _migrations() -> list[tuple[int, str]]:
    folder = resources.files("interceptor.store") / "migrations"
    found = [(int(entry.name[:4]), entry.read_text()) for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return sorted(found)


def _migrate(database: Database) -> None:
    """Bring the schema to the newest version, one transaction a migration; data is carried forward."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    migrations = _migrations()
    if version > migrations[-1][0]:
        raise StoreError(Fault.STORE_FOREIGN, f"schema {version}, this program knows {migrations[-1][0]}")
    for number, text in migrations:
        if number <= version:
            continue
        statements = Template(text).substitute(_DIALECT)
        with database.transaction():
            if int(database.execute("PRAGMA user_version").fetchone()[0]) >= number:
                continue  # another process was quicker
            for statement in _split(statements):
                database.execute(statement)
            if number == 1:
                database.execute("INSERT INTO meta (name, value) VALUES ('incarnation', ?)", (uuid4().hex,))
            database.execute(f"PRAGMA user_version = {number}")


def _split(script: str) -> list[str]:
    lines = [line for line in script.splitlines() if not line.lstrip().startswith("--")]
    return [part for part in "\n".join(lines).split(";") if part.strip()]
