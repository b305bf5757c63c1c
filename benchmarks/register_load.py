"""Ten million transfers in PostgreSQL: register and decisions by COPY, the index from them, cases and profiles.

Bodies are real ones of an engine, so rows have their true size; ids, accounts and times are invented, the same on each
run. The rows lie in 13 months of eight streams. Two accounts are marked: `MULE` got 30 payments, `BUSY` 5,000.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import psycopg

from benchmarks.traffic import history, traffic
from interceptor.engine import Engine, Options
from interceptor.pipeline.feeding import batches, numbered
from interceptor.pipeline.planning import Institution
from interceptor.store.calendar import after
from interceptor.store.numbers import row_number
from interceptor.store.store import Store
from streams.replay import Line

TENANT = "bench"
STREAMS, MONTHS, FIRST_MONTH = 8, 13, 202502
FIRST_STREAM = 100
"""Streams below it belong to engines."""
BEGINNING = 1_738_368_000_000
"""1 February 2025 in milliseconds."""
END = BEGINNING + 396 * 86_400_000
MULE, BUSY = b"the-mule", b"the-busy"
CASES, OPEN_CASES, ALERTS_AN_HOUR = 20_000, 500, 200
PROFILES = 1_000_000
_NOW = 1_767_225_600_000
_CASE = hashlib.shake_256(b"case").digest(2_500)
"""As large as the file of a case with three alerts."""


def digest(kind: str, number: int, size: int) -> bytes:
    """Random-looking bytes that anybody can work out again."""
    return hashlib.blake2b(f"{kind}{number}".encode(), digest_size=size).digest()


def place(index: int, rows: int) -> tuple[int, int, int]:
    """Register number, month and time of the `index`-th of `rows` transfers."""
    stream, count = FIRST_STREAM + index % STREAMS, index // STREAMS + 1
    part = index * MONTHS // rows
    month = FIRST_MONTH
    for _ in range(part):
        month = after(month)
    return row_number(stream, count), month, BEGINNING + index * (END - BEGINNING) // rows


def account(index: int, rows: int) -> bytes:
    """The creditor account of a transfer: one of a quarter as many, or a marked one."""
    if index % (rows // 30) == 7:
        return MULE
    return BUSY if index % (rows // 5_000) == 11 else digest("account", index % (rows // 4), 8)


def load(url: str, rows: int, say: Callable[[str], None]) -> None:
    """Fill an empty database."""
    with Store(url, engine=True) as store:
        bodies = _bodies(store)
    say("an engine has made the bodies")
    with psycopg.connect(url, autocommit=True) as connection:
        tenant = connection.execute("SELECT id FROM tenant WHERE name = %s", (TENANT,)).fetchone()[0]  # type: ignore[index]
        _prepare(connection, tenant, rows)
        register = "number month tenant transfer_id identifier account received_at event_at stage folded decision body"
        types = ["int8", "int4", "int4", "bytea", "bytea", "bytea", "int8", "int8", "int2", "int2", "int8", "bytea"]
        _copy(connection, "register", register, types, _register(tenant, rows, bodies["register"]), say)
        decision = "number tenant register revision kind body"
        types = ["int8", "int4", "int8", "int4", "int2", "bytea"]
        _copy(connection, "decision", decision, types, _decisions(tenant, rows, bodies["decision"]), say)
        for table in ("profile", "shared_profile"):
            _copy(connection, table, *_profiles(table, bodies[table]), say)
        for statement in _rest(tenant, rows):
            connection.execute(*statement)
        say("index, cases and alerts")
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
        say("vacuumed")


def _bodies(store: Store) -> dict[str, list[bytes]]:
    tenant = store.tenant(TENANT)
    engine = Engine(
        tenant,
        tenant.assign("bench", 0, "bench"),
        Options(Institution("Bank", "XMPLCAT0", "CA")),
        now_ms=_NOW,
        live=False,
    )
    lines = [line for _, line in zip(range(2_000), history(), strict=False)] + list(traffic(2_000))
    source = (Line("bench", count, line) for count, line in enumerate(lines, 1))
    for batch in batches(numbered(source, engine.next_offset), 500):
        engine.process(batch)
    columns = {
        "register": "body",
        "decision": "body",
        "profile": "value",
        "shared_profile": "value",
        "case_file": "body",
    }
    return {
        table: [bytes(row[0]) for row in store.database.execute(f"SELECT {column} FROM {table} LIMIT 1000")]
        for table, column in columns.items()
    }


def _prepare(connection: psycopg.Connection[Any], tenant: int, rows: int) -> None:
    month = FIRST_MONTH
    for _ in range(MONTHS):
        connection.execute(f"CREATE TABLE IF NOT EXISTS register_{month} PARTITION OF register FOR VALUES IN ({month})")
        month = after(month)
    for stream in range(FIRST_STREAM, FIRST_STREAM + STREAMS):
        connection.execute(
            "INSERT INTO position VALUES (%s, %s, 'bench', %s, '', %s, 1, %s, %s, 0, %s)",
            (stream, tenant, stream, rows, rows // STREAMS, rows // STREAMS, END),
        )
    seen = set()
    for index in sorted({rows * part // MONTHS + more for part in range(MONTHS) for more in range(-1, 2 * STREAMS)}):
        if 0 <= index < rows:
            number, month, _ = place(index, rows)
            if (number >> 40, month) not in seen:
                seen.add((number >> 40, month))
                connection.execute("INSERT INTO register_span VALUES (%s, %s, %s)", (number >> 40, number, month))


def _register(tenant: int, rows: int, bodies: list[bytes]) -> Iterator[tuple[Any, ...]]:
    for index in range(rows):
        number, month, moment = place(index, rows)
        ids = digest("transfer", index, 16), digest("identifier", index, 8)
        yield number, month, tenant, *ids, account(index, rows), moment, moment, 2, 2, number, bodies[index % 1000]


def _decisions(tenant: int, rows: int, bodies: list[bytes]) -> Iterator[tuple[Any, ...]]:
    for index in range(rows):
        number, _, _ = place(index, rows)
        yield number, tenant, number, 1, 0, bodies[index % 1000]


def _profiles(table: str, bodies: list[bytes]) -> tuple[str, list[str], Iterator[tuple[Any, ...]]]:
    count = len(bodies)
    if table == "profile":
        own = ((digest("profile", n, 9), 1, bodies[n % count]) for n in range(PROFILES))
        return "key version value", ["bytea", "int8", "bytea"], own
    shared = (
        (digest("shared", n, 9), FIRST_STREAM + stream, 1, bodies[n % count])
        for n in range(PROFILES)
        for stream in range(1 + n % 2)
    )
    return "key stream version value", ["bytea", "int4", "int8", "bytea"], shared


def _copy(
    connection: psycopg.Connection[Any],
    table: str,
    columns: str,
    types: list[str],
    rows: Iterable[tuple[Any, ...]],
    say: Callable[[str], None],
) -> None:
    count = 0
    statement = f"COPY {table} ({', '.join(columns.split())}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[arg-type]
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
            count += 1
    say(f"{count:,} rows of {table}")


def _rest(tenant: int, rows: int) -> list[tuple[Any, ...]]:
    last = row_number(FIRST_STREAM, rows // STREAMS - CASES)
    uuid = "(substr(md5({0}), 1, 8) || '-' || substr(md5({0}), 9, 4) || '-5' || substr(md5({0}), 14, 3) || '-8'"
    uuid = (uuid + " || substr(md5({0}), 18, 3) || '-' || substr(md5({0}), 21, 12))").format
    return [
        ("SET maintenance_work_mem = '512MB'",),
        ("SET work_mem = '256MB'",),
        (
            "INSERT INTO transfer SELECT transfer_id, number FROM register WHERE number >> 40 >= %s ORDER BY 1",
            (FIRST_STREAM,),
        ),
        (
            "INSERT INTO lookup SELECT ('x' || encode(identifier, 'hex'))::bit(64)::bigint, number FROM register"
            " WHERE number >> 40 >= %s ORDER BY 1",
            (FIRST_STREAM,),
        ),
        (
            f"INSERT INTO case_file SELECT {uuid('n::text')}, %s, %s + n,"
            " CASE WHEN n > %s THEN 'open' ELSE 'closed' END, CASE WHEN n > %s THEN %s + n * 1000 END, 1, %s"
            " FROM generate_series(1, %s) AS n",
            (tenant, last, CASES - OPEN_CASES, CASES - OPEN_CASES, END, _CASE, CASES),
        ),
        (
            f"INSERT INTO case_reference SELECT %s, {uuid('more::text || n')}, {uuid('n::text')}"
            " FROM generate_series(1, %s) AS n, generate_series(1, 5) AS more",
            (tenant, CASES),
        ),
        (
            f"INSERT INTO task SELECT %s, {uuid('n::text')}, 'sign', '', %s + n, NULL,"
            " CASE WHEN n > %s THEN 0 ELSE 1 END FROM generate_series(1, %s) AS n",
            (tenant, END, CASES - OPEN_CASES, CASES),
        ),
        (
            f"INSERT INTO alert_sent SELECT %s, %s - n::bigint * 3600000 / %s, {uuid('n::text')}"
            " FROM generate_series(1, %s) AS n",
            (tenant, END, ALERTS_AN_HOUR, 3 * CASES),
        ),
    ]
