"""One connection to PostgreSQL, as the store uses it: prepared statements, arrays for columns, pipelined commits.

The plans of our statements must not depend on how much is in the tables: the connection knows nested loops over
indexes and nothing else. A lost connection is a fault of the store, and the next use makes a new one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from interceptor.errors import ConfigError, Fault, StoreError
from interceptor.store import postgres_schema, postgres_values
from interceptor.store.port import Cursor, Row, Write
from interceptor.store.postgres_faults import fault_of, refusal
from interceptor.store.postgres_values import COLUMNS, column_of
from interceptor.store.statements import by_column, types

_CONNECT_SECONDS = 10
_FROZEN_MS = 30_000
"""So long may a process that holds a lock be silent."""
_ALIVE = {"keepalives_idle": "20", "keepalives_interval": "5", "keepalives_count": "4", "tcp_user_timeout": "40000"}
"""A server that vanished without a word is noticed within 40 seconds; libpq's own default is hours."""
_SETTINGS = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    "SET plan_cache_mode = force_generic_plan",
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET jit = off",
    # A process that is frozen in a commit must not hold its stream's row for ever: the server ends its session.
    f"SET idle_in_transaction_session_timeout = {_FROZEN_MS}",
    "SET timezone = 'UTC'",
)
_READER_MS = 30_000
"""A question of a person or a page that takes longer is given up, so that it cannot hold up what scores."""
_PREPARED = 1_000
"""Statements kept prepared: some forty, times the tenants and streams that a connection serves."""
R = TypeVar("R")


class _Cursor(psycopg.RawCursor[Row]):
    """Rows all at once: psycopg takes them one by one in Python, and the answer is in memory whichever way."""

    def __iter__(self) -> Iterator[Row]:  # type: ignore[override]
        return iter(self.fetchall())


class Database:
    """One connection. `durable=False` lets a crash of the server lose commits: for tests.

    Raises `ConfigError` (`bad_setting`) for a URL that is none, `StoreError` (`store_foreign`) for tables of a newer
    version, (`store_refused`) for a wrong user, password or name, and the faults of `errors.PASSING`.
    """

    remote = True

    def __init__(
        self, url: str, *, durable: bool = True, lasting: bool = True, read_only: bool = False, migrate: bool = True
    ) -> None:
        """`lasting=False`: a lost connection is never replaced, since what it held is gone with it.

        `read_only`: nothing can be written, and no question may take longer than `_READER_MS`; the tables must be of
        this version. `migrate=False` leaves them as they are.
        """
        self._conninfo, self.where = _conninfo(url)
        self._durable = durable
        self._lasting = lasting
        self._read_only = read_only
        self._connection = self._connect()
        self._inside = False
        self._begun = False
        try:
            if read_only:
                postgres_schema.check(self)
            elif migrate:
                postgres_schema.migrate(self)
        except BaseException:
            self.close()
            raise

    # --- the port ---

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        """One statement. Reads outside a transaction are tried once more on a new connection."""
        return self._run(lambda: self._send(statement, values))

    def select_in(self, statement: str, values: Sequence[Any]) -> list[Row]:
        """All rows of a statement that ends with `IN`, for these values."""
        if not values:
            return []
        return self.execute(f"{statement.removesuffix('IN')}= ANY(?)", (column_of(values),)).fetchall()

    def write(self, writes: Sequence[Write]) -> None:
        """All of these in one round trip. Raises a write's own fault when one of its rows found nothing to do."""

        def send() -> list[int]:
            with self._connection.pipeline():
                cursors = [self._send_rows(statement, rows) for statement, rows, _, _ in writes if rows]
            return [cursor.rowcount for cursor in cursors]

        counts = self._run(send)
        for (_, rows, fault, what), count in zip((write for write in writes if write.rows), counts, strict=True):
            if fault is not None and count != len(rows):
                raise StoreError(fault, what)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN goes out with the first statement. A connection lost in COMMIT leaves open whether it was kept."""
        assert not self._inside
        self._reconnect_if_lost()
        self._inside, self._begun = True, False
        try:
            yield
            if self._begun:
                self._run(lambda: self._connection.execute("COMMIT"))
        except BaseException:
            if self._begun and not self._connection.closed:
                with suppress(psycopg.Error):
                    self._connection.execute("ROLLBACK")
            raise
        finally:
            self._inside = False

    def alone(self, what: str) -> None:
        """Wait for the lock of that name; the end of the transaction lets it go."""
        self.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (f"interceptor:{what}",))

    def wait_at_most(self, milliseconds: int) -> None:
        """For the rest of the transaction."""
        self.execute(f"SET LOCAL lock_timeout = {milliseconds}")

    def end_frozen(self) -> None:
        """Who waits for its client in a transaction is frozen, between two statements or within a pipeline.

        The server's own timeout does not see the second; nor the first, when libpq has sent a flush since.
        """
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = current_user AND xact_start IS NOT NULL AND wait_event = 'ClientRead'"
            " AND GREATEST(state_change, query_start) < clock_timestamp() - ? * interval '1 millisecond'",
            (_FROZEN_MS,),
        )

    def shared(self, what: str) -> Write:
        """A commit's first statement: it waits while somebody `reserves` that name."""
        return Write("SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))", [(f"interceptor:{what}",)])

    @contextmanager
    def reserved(self, what: str) -> Iterator[None]:
        """Nobody else's commit that is `shared` under that name is under way until the end."""
        name = (f"interceptor:{what}",)
        self.execute("SELECT pg_advisory_lock(hashtextextended(?, 0))", name)
        connection = self._connection
        try:
            self.speak_within(_FROZEN_MS)
            yield
        finally:
            if connection is self._connection and not connection.closed:  # else the server has given it back
                self.execute("SELECT pg_advisory_unlock(hashtextextended(?, 0))", name)
                self.speak_within(0)

    def speak_within(self, milliseconds: int) -> None:
        """From now on the server ends a session that is silent for so long, with all it holds; 0: never."""
        self.execute("SELECT set_config('idle_session_timeout', ?, false)", (str(milliseconds),))

    def try_lock(self, name: str) -> bool:
        """Take a lock that is ours for as long as this connection lives; False when somebody has it."""
        row = self.execute("SELECT pg_try_advisory_lock(hashtextextended(?, 0))", (f"interceptor:{name}",)).fetchone()
        return bool(row[0])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- sending ---

    def _run(self, step: Callable[[], R]) -> R:
        for again in (True, False):
            if not self._inside:
                self._reconnect_if_lost()
            try:
                return step()
            except psycopg.Error as error:
                lost = self._connection.closed
                fault = fault_of(error, lost=lost)
                if lost and again and not self._inside:
                    continue
                if fault is None:
                    raise
                raise fault from error
        raise AssertionError("unreachable")

    def _send(self, statement: str, values: Sequence[Any]) -> psycopg.Cursor[Row]:
        self._begin()
        cursor = self._connection.cursor(binary=True)
        return cursor.execute(_numbered(statement), values, prepare=True)

    def _send_rows(self, statement: Any, rows: Sequence[Row]) -> psycopg.Cursor[Row]:
        self._begin()
        cursor = self._connection.cursor(binary=True)
        if isinstance(statement, str):
            if len(rows) == 1:
                return cursor.execute(_numbered(statement), rows[0], prepare=True)
            cursor.executemany(_numbered(statement), rows)
            return cursor
        columns = zip(*rows, strict=True)
        arrays = [COLUMNS[kind](column) for kind, column in zip(types(statement), columns, strict=True)]
        return cursor.execute(_numbered(by_column(statement)), arrays, prepare=True)

    def _begin(self) -> None:
        if self._inside and not self._begun:
            self._begun = True
            self._connection.execute("BEGIN")

    # --- the connection ---

    def _reconnect_if_lost(self) -> None:
        if self._connection.closed:
            if not self._lasting:
                raise StoreError(Fault.STORE_DOWN, self.where)
            self._connection = self._connect()

    def _connect(self) -> psycopg.Connection[Row]:
        try:
            connection = psycopg.connect(
                self._conninfo,
                autocommit=True,
                prepare_threshold=0,
                cursor_factory=_Cursor,
            )
        except psycopg.OperationalError as error:
            raise refusal(error, self.where) from error
        connection.prepared_max = _PREPARED
        postgres_values.register(connection)
        try:
            with connection.pipeline():
                for setting in _SETTINGS:
                    connection.execute(setting, prepare=False)
                if not self._durable:
                    connection.execute("SET synchronous_commit = off", prepare=False)
                if self._read_only:
                    connection.execute("SET default_transaction_read_only = on", prepare=False)
                    connection.execute(f"SET statement_timeout = {_READER_MS}", prepare=False)
        except psycopg.Error as error:
            connection.close()
            raise fault_of(error, lost=True) or StoreError(Fault.STORE_DOWN, self.where) from error
        return connection


def _conninfo(url: str) -> tuple[str, str]:
    """What libpq is given, and what may be shown of it."""
    try:
        parts = conninfo_to_dict(url)
        conninfo = make_conninfo(
            url,
            **{name: parts.get(name) or value for name, value in _ALIVE.items()},
            connect_timeout=parts.get("connect_timeout") or _CONNECT_SECONDS,
            application_name=parts.get("application_name") or "interceptor",
            client_encoding="UTF8",
        )
    except psycopg.ProgrammingError:
        raise ConfigError(Fault.BAD_SETTING, "store: not a PostgreSQL URL") from None  # its words quote the password
    where = f"{parts.get('host') or 'local'}:{parts.get('port') or 5432}/{parts.get('dbname') or ''}"
    return conninfo, where


@cache
def _numbered(statement: str) -> str:
    """`?` as `$1`, `$2`, …; no statement of ours has a `?` of another meaning."""
    parts = statement.split("?")
    return "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
