"""Opening a SQLite store: durability, the one engine process, and migrations.

`synchronous=FULL` in WAL mode: a commit is on disk when it returns. The write-ahead log is large (`wal_autocheckpoint`)
because a page that many batches change is then written back once (measured: research/streaming.md 4).
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from interceptor.errors import Fault, StoreError
from interceptor.store.migrating import migrations, newest
from interceptor.store.port import Cursor, Row, Write
from interceptor.store.statements import Arrays, Insert, by_row, by_rows

# Bytes are stored as they are. Without this the module looks for a way to adapt each value, which costs more than
# binding it.
sqlite3.register_adapter(bytes, bytes)

_CACHE_KIB = 131_072
_MAPPED_BYTES = 1 << 30
"""What of the file is read through a memory map, without a copy of each page; the rest is read as ever. The pages count
as the process's memory, and the kernel takes them back when it needs them (docs/decisions/packed-transfers.md)."""
_CHECKPOINT_PAGES = 65_536  # 256 MiB of log: one write-back for many changes of a page
_BUSY_MS = 5_000
_CHUNK = 500
_TOGETHER = 64
"""Rows that one statement inserts: the fewer statements begin, the less a row costs."""
_FAULTS = {
    sqlite3.SQLITE_FULL: Fault.STORE_FULL,
    sqlite3.SQLITE_READONLY: Fault.STORE_READ_ONLY,
    sqlite3.SQLITE_BUSY: Fault.STORE_SLOW,
    sqlite3.SQLITE_CORRUPT: Fault.STORE_BROKEN,
    sqlite3.SQLITE_NOTADB: Fault.STORE_BROKEN,
}


class Database:
    """One open SQLite file. `engine=True` takes the exclusive engine lock; short writers (desk acts) do not need it.

    Raises `StoreError` (`store_busy`) when another engine process has the file, (`store_foreign`) when the file was
    written by a newer version.
    """

    remote = False

    def __init__(
        self, path: Path | str, *, engine: bool = False, durable: bool = True, read_only: bool = False
    ) -> None:
        """`read_only`: nothing can be written, once the tables are of this version."""
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _take_lock(self.path) if engine else None
        self.connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._execute = self.connection.execute
        execute = self._execute
        execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        execute("PRAGMA journal_mode = WAL")
        execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        _migrate(self)
        if read_only:
            execute("PRAGMA query_only = ON")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        """One statement."""
        return self._execute(statement, values)

    def select_in(self, statement: str, values: Sequence[Any]) -> list[Row]:
        """All rows of a statement that ends with `IN`, for these values; chunk by chunk."""
        rows: list[Row] = []
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK]
            rows += self._execute(f"{statement} ({','.join('?' * len(chunk))})", chunk)
        return rows

    def write(self, writes: Sequence[Write]) -> None:
        """All of these, in order. Raises a write's own fault when one of its rows found nothing to do."""
        for statement, rows, fault, what in writes:
            assert not isinstance(statement, Arrays)
            if isinstance(statement, Insert):
                done = self._insert(statement, rows)
            else:
                done = self._each(statement if isinstance(statement, str) else by_row(statement), rows)
            if fault is not None and done != len(rows):
                raise StoreError(fault, what)

    def _insert(self, statement: Insert, rows: Sequence[Row]) -> int:
        whole, done = len(rows) - len(rows) % _TOGETHER, 0
        text = by_rows(statement, _TOGETHER)
        for start in range(0, whole, _TOGETHER):
            values = list(chain.from_iterable(rows[start : start + _TOGETHER]))
            done += self._execute(text, values).rowcount
        return done + self._each(by_row(statement), rows[whole:])

    def _each(self, text: str, rows: Sequence[Row]) -> int:
        return self.connection.executemany(text, rows).rowcount if rows else 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE … COMMIT; rolled back when the block raises."""
        try:
            self._execute("BEGIN IMMEDIATE")
            try:
                yield
                self._execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk ends it by itself
                    self._execute("ROLLBACK")
                raise
        except sqlite3.DatabaseError as error:
            fault = _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if fault is None:
                raise
            raise StoreError(fault, str(self.path)) from error

    def alone(self, what: str) -> None:
        """Nothing to do: BEGIN IMMEDIATE lets nobody else write."""

    def wait_at_most(self, milliseconds: int) -> None:
        """Nothing to do: every wait is bounded (`_BUSY_MS`)."""

    def end_frozen(self) -> None:
        """Nothing can be done: a lock on a file is its process's own."""

    def shared(self, what: str) -> None:
        """Nothing to do: see `alone`."""

    def reserved(self, what: str) -> AbstractContextManager[None]:
        """Not had here: there is one engine, and a desk's acts are short and far between."""
        return nullcontext()

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


def _migrate(database: Database) -> None:
    """Bring the schema to the newest version, one transaction a migration; data is carried forward."""
    version = _version(database)
    if version > newest("sqlite"):
        raise StoreError(Fault.STORE_FOREIGN, f"schema {version}, this program knows {newest('sqlite')}")
    for number, statements in migrations("sqlite"):
        if number <= version:
            continue
        with database.transaction():
            if _version(database) >= number:
                continue  # another process was quicker
            for statement in statements:
                database.execute(statement)
            if number == 1:
                database.execute("INSERT INTO meta (name, value) VALUES ('incarnation', ?)", (uuid4().hex,))
            database.execute(f"PRAGMA user_version = {number}")


def _version(database: Database) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
