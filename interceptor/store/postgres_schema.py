"""Making and renewing the tables on PostgreSQL. Several workers may start at once: one migrates, the others wait."""

from typing import TYPE_CHECKING
from uuid import uuid4

from interceptor.errors import Fault, StoreError
from interceptor.store.migrating import migrations, newest

if TYPE_CHECKING:
    from interceptor.store.port import Database

_KIND = "postgresql"


def version(database: "Database") -> int:
    """The schema of the tables; 0 when there are none."""
    if database.execute("SELECT to_regclass('meta')").fetchone()[0] is None:
        return 0
    row = database.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    return int(row[0]) if row else 0


def migrate(database: "Database") -> None:
    """Bring the tables to the newest version in one transaction; nothing is locked when they are there already.

    Raises `StoreError` (`store_foreign`) for tables of a newer version, (`store_refused`) without the right to change
    tables.
    """
    if _found(database) == newest(_KIND):
        return
    # The lock before the transaction: within one that began earlier, names of tables may be as they were then.
    with database.reserved("migration"):
        begun = version(database)
        with database.transaction():
            _run(database, begun)


def _run(database: "Database", begun: int) -> None:
    for number, statements in migrations(_KIND):
        if number <= begun:
            continue
        for statement in statements:
            database.execute(statement)
        if number == 1:
            database.execute("INSERT INTO meta (name, value) VALUES ('incarnation', ?)", (uuid4().hex,))
        database.execute(
            "INSERT INTO meta (name, value) VALUES ('schema', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (str(number),),
        )


def check(database: "Database") -> None:
    """Raises `StoreError`: `no_store` without tables, `store_foreign` when they are not of this version."""
    found = _found(database)
    if found == 0:
        raise StoreError(Fault.NO_STORE, "no tables")
    if found < newest(_KIND):
        raise StoreError(Fault.STORE_FOREIGN, f"schema {found}: `interceptor store migrate` makes it {newest(_KIND)}")


def _found(database: "Database") -> int:
    found = version(database)
    if found > newest(_KIND):
        raise StoreError(Fault.STORE_FOREIGN, f"schema {found}, this program knows {newest(_KIND)}")
    return found
