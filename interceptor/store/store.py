"""The store of one installation: it hands out one `TenantStore` a tenant, and nothing else reads rows."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from interceptor.errors import Fault, StoreError
from interceptor.store import facts, sqlite
from interceptor.store.leadership import LEADER_MS, Leadership
from interceptor.store.lookup import Lookup
from interceptor.store.maintaining import maintain
from interceptor.store.port import Database, Register
from interceptor.store.register_sqlite import SqliteRegister
from interceptor.store.tenant import CommitWatch, TenantStore
from interceptor.store.upkeep import Keep, Pace, Upkeep

_KEEP = Keep()
_SCHEMES = ("postgresql://", "postgres://")


def is_url(place: Path | str) -> bool:
    """True for a PostgreSQL URL, False for the path of a SQLite file."""
    return str(place).startswith(_SCHEMES)


class Store:
    """An open store: the SQLite file at a path, or the PostgreSQL database of a URL.

    `engine=True` is for the process that scores: on SQLite it is the only one. `durable=False` is for tests: a commit
    may be lost when the machine dies. `read_only=True` can write nothing: for whoever only looks. Raises `StoreError`
    as the databases do.
    """

    def __init__(
        self, place: Path | str, *, engine: bool = False, durable: bool = True, read_only: bool = False
    ) -> None:
        self._place = place
        self.database, self._register = _open(place, engine=engine, durable=durable, read_only=read_only)

    @classmethod
    def temporary(cls) -> "Store":
        """An engine store in a folder of its own that goes with the object; nothing survives, so nothing is synced."""
        folder = tempfile.TemporaryDirectory(prefix="interceptor-")
        store = cls(Path(folder.name) / "store.db", engine=True, durable=False)
        store._folder = folder
        return store

    _folder: tempfile.TemporaryDirectory[str] | None = None
    watch: CommitWatch | None = None
    """Given to every tenant's store that is handed out from now on."""

    @property
    def incarnation(self) -> str:
        """Random name given when the store was created: a copy that is restored elsewhere is told apart by it."""
        row = self.database.execute("SELECT value FROM meta WHERE name = 'incarnation'").fetchone()
        return str(row[0]) if row else ""

    def renew_incarnation(self, known: str) -> None:
        """Give the store a new incarnation, unless another process has done so: it is no longer the `known` one."""
        with self.database.transaction():
            self.database.execute(
                "UPDATE meta SET value = ? WHERE name = 'incarnation' AND value = ?", (uuid4().hex, known)
            )

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
        made = TenantStore(database, int(row[0]), name, self._register)
        if self.watch is not None:
            made.watch = self.watch
        return made

    def tenants(self) -> list[str]:
        """Names of all tenants."""
        return [str(row[0]) for row in self.database.execute("SELECT name FROM tenant ORDER BY id").fetchall()]

    def read_through(self, topic: str) -> dict[int, int]:
        """By partition of a topic that engines read: the offset of the next record, all before it are worked."""
        rows = self.database.execute(
            "SELECT partition, MIN(next_offset) FROM position WHERE topic = ? GROUP BY partition", (topic,)
        )
        return {int(partition): int(offset) for partition, offset in rows.fetchall()}

    def share(self, engine: Callable[[], "Store | None"]) -> None:
        """Find by the index that the engine of this process has in memory: the tail of the register is not read then.

        `engine` gives its store while it is open. This store is for one other thread; on PostgreSQL nothing changes.
        """
        own = self._register
        if isinstance(own, SqliteRegister):
            own.shared = lambda: _lookup_of(engine())

    def maintain(
        self, now_ms: int, keep: Keep = _KEEP, *, done: Upkeep | None = None, pace: Pace = lambda: None
    ) -> Upkeep:
        """Make the register's coming months, and remove what is no longer to be kept, a little at a time.

        What was done is added to `done`; `pace` is called between two steps.
        """
        done = done or Upkeep()
        maintain(self.database, now_ms, keep, done, pace, by_month=is_url(self._place))
        return done

    @property
    def upkept_ms(self) -> int:
        """When the daily upkeep was last done, in milliseconds since 1970; 0 when it never was."""
        row = self.database.execute("SELECT value FROM meta WHERE name = 'upkept'").fetchone()
        return int(row[0]) if row else 0

    def upkept(self, now_ms: int) -> None:
        """The daily upkeep is done."""
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO meta (name, value) VALUES ('upkept', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (str(now_ms),),
            )

    def facts(self) -> dict[str, str]:
        """What an operator should know of it, by name; what begins with `!` is to be put right."""
        return (facts.of_postgresql if is_url(self._place) else facts.of_sqlite)(self.database)

    def lead(self, name: str) -> Leadership | None:
        """The leadership called `name`, such as `relay`; None while another process has it."""
        if not isinstance(self._place, str) or not is_url(self._place):
            return Leadership(None)
        from interceptor.store.postgres import Database as Postgres

        connection = Postgres(self._place, lasting=False)
        if connection.try_lock(name):
            connection.speak_within(LEADER_MS)
            return Leadership(connection)
        connection.close()
        return None

    def close(self) -> None:
        """Close the connection; a temporary store is deleted."""
        self.database.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def _lookup_of(store: Store | None) -> Lookup | None:
    register = store._register if store is not None else None
    return register.lookup if isinstance(register, SqliteRegister) else None


def _open(place: Path | str, *, engine: bool, durable: bool, read_only: bool) -> tuple[Database, Register]:
    if is_url(place):
        from interceptor.store import postgres
        from interceptor.store.register_postgres import PostgresRegister

        remote = postgres.Database(str(place), durable=durable, read_only=read_only)
        return remote, PostgresRegister(remote)
    file = sqlite.Database(place, engine=engine, durable=durable, read_only=read_only)
    return file, SqliteRegister(file, engine=engine)
