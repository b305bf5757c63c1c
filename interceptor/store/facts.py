"""What an operator should know of a store, and what is to be put right."""

from interceptor.store import postgres_schema
from interceptor.store.port import Database

WRONG = "!"
"""Stands before a fact that is to be put right."""


def of_sqlite(database: Database) -> dict[str, str]:
    """Facts of a SQLite file; reads all of it."""
    sound = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    return {
        "kind": "SQLite",
        "schema": str(database.execute("PRAGMA user_version").fetchone()[0]),
        "incarnation": _incarnation(database),
        "file": sound if sound == "ok" else f"{WRONG} {sound}",
    }


def of_postgresql(database: Database) -> dict[str, str]:
    """Facts of a PostgreSQL database: above all, whether a commit lasts."""
    found = {
        "kind": "PostgreSQL",
        "schema": str(postgres_schema.version(database)),
        "incarnation": _incarnation(database),
    }
    for name in ("server_version", "fsync", "full_page_writes", "synchronous_commit"):
        found[name] = str(database.execute("SELECT current_setting(?)", (name,)).fetchone()[0])
    for name in ("fsync", "full_page_writes"):
        if found[name] != "on":
            found[name] = f"{WRONG} {found[name]}: a crash of the machine may damage the store"
    months = [
        str(row[0]).removeprefix("register_")
        for row in database.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = to_regclass('register') AND c.relname ~ '^register_[0-9]{6}$' ORDER BY 1"
        )
    ]
    found["months"] = f"{months[0]} to {months[-1]}" if months else "none yet"
    strays = int(database.execute("SELECT count(*) FROM register_default").fetchone()[0])
    found["strays"] = f"{WRONG} {strays:,} rows without a month: `interceptor store maintain`" if strays else "none"
    return found


def _incarnation(database: Database) -> str:
    row = database.execute("SELECT value FROM meta WHERE name = 'incarnation'").fetchone()
    return str(row[0]) if row else f"{WRONG} none"
