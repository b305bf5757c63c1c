"""What people and desks ask of ten million transfers: `make bench-register`.

Loads a PostgreSQL store (`--store URL` keeps or reuses one; else a server of its own, with 1 GB of buffers) and times
the store's own methods, as `explain`, `cases` and a look-back call them: REPEATS times each, with other ids each time.
Every one but an engine's bulk read must take less than BAR ms at the 99th percentile; where one does not, its plans are
printed, and the exit code is 1.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import register_load as made
from interceptor.store.reading import Readings
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore
from interceptor.transfers.identity import uuid_text

BAR = 50.0
REPEATS = 200
BULK = "500 transfers by id and identifier, half known"
"""What an engine asks for a batch; no person waits for it, so it has no bar."""
ROWS = 10_000_000

Question = Callable[[random.Random], int]
"""Asks once, with ids of its own choice; gives how many rows came back."""


def questions(tenant: TenantStore, rows: int) -> dict[str, Question]:
    """Everything that is asked, by name."""
    readings = Readings(tenant)
    case_ids = [row[0] for row in tenant.cases()]

    def number_of(chance: random.Random) -> tuple[int, str]:
        index = chance.randrange(rows)
        return made.place(index, rows)[0], uuid_text(made.digest("transfer", index, 16))

    def decision(chance: random.Random) -> int:
        number, transfer_id = number_of(chance)
        ((found, _),) = readings.transfers_starting(transfer_id)
        assert found == number
        return len(readings.decisions(found)) + len(tenant.register([found]))

    def begun(chance: random.Random) -> int:
        number, transfer_id = number_of(chance)
        found = readings.transfers_starting(transfer_id[:8])
        assert number in {one for one, _ in found}
        return len(found)

    def case(chance: random.Random) -> int:
        case_id = chance.choice(case_ids)
        (found,) = readings.cases_starting(case_id[:13])
        register, _, _ = tenant.case(found) or (0, 0, b"")
        decisions = readings.decisions(register)
        return 1 + len(readings.tasks(found)) + len(tenant.register([register])) + len(decisions)

    def answer(chance: random.Random) -> int:
        references = [
            row[0] for row in tenant.database.execute(_A_REFERENCE, (tenant.tenant_id, chance.choice(case_ids)))
        ]
        return len(tenant.cases_by_reference(references))

    def profile(chance: random.Random) -> int:
        own = [made.digest("profile", chance.randrange(made.PROFILES), 9) for _ in range(2)]
        shared = [made.digest("shared", chance.randrange(made.PROFILES), 9) for _ in range(2)]
        return len(tenant.profiles(own)) + len(tenant.shared_profiles(shared))

    def look_back(account: bytes) -> int:
        found = tenant.register(tenant.find_stored("account", account))
        return len(tenant.decisions([row[8] for row in found.values()]))

    def batch(chance: random.Random) -> int:
        chosen = [chance.randrange(2 * rows) for _ in range(500)]
        digests = [made.digest("transfer", index, 16) for index in chosen]
        return len(tenant.find(digests + [made.digest("identifier", index, 8) for index in chosen]))

    return {
        "a decision by transfer id": decision,
        "a transfer by 8 digits of its id": begun,
        "a case with its tasks, transfer and decisions": case,
        "the case of an answer, by reference": answer,
        "the queue of open cases": lambda _: len(tenant.cases(closed=False)),
        "open tasks": lambda _: len(readings.tasks()),
        "cases that are due": lambda _: len(tenant.due(made.END + (made.CASES - made.OPEN_CASES + 200) * 1_000)),
        "alerts of the last hour": lambda _: len(tenant.alert_times(made.END - 3_600_000)),
        "the profiles of a payment": profile,
        "look-back by creditor account, 30 payments": lambda _: look_back(made.MULE),
        BULK: batch,
    }


_A_REFERENCE = "SELECT reference FROM case_reference WHERE tenant = ? AND reference > ? LIMIT 1"


def measure(question: Question) -> tuple[list[float], int]:
    """Milliseconds of each time, rising, and the rows of the last."""
    chance, spent, rows = random.Random(1), [], 0
    for _ in range(REPEATS):
        began = time.perf_counter()
        rows = question(chance)
        spent.append((time.perf_counter() - began) * 1e3)
    return sorted(spent), rows


@contextmanager
def _server(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    from tests.services.database import Postgres

    with Postgres(settings={"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}) as server:
        yield server.create_database("bench")


def main() -> None:
    """Load if need be, measure, print."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.register_queries", description=__doc__)
    arguments.add_argument("--store", help="URL of a database, empty or loaded before")
    arguments.add_argument("--rows", type=int, default=ROWS)
    chosen = arguments.parse_args()
    with _server(chosen.store) as url:
        with Store(url) as store:
            loaded = store.database.execute("SELECT EXISTS (SELECT 1 FROM alert_sent)").fetchone()[0]
        if not loaded:
            began = time.monotonic()
            made.load(url, chosen.rows, lambda text: _say(f"{time.monotonic() - began:6.0f} s  {text}"))
        with Store(url) as store:
            sys.exit(_report(store, chosen.rows))


def _report(store: Store, rows: int) -> int:
    tenant = store.tenant(made.TENANT)
    slow = []
    print(f"{rows:,} transfers, {REPEATS} times each, ms:      first     p50     p99   worst    rows")
    for name, question in questions(tenant, rows).items():
        began = time.perf_counter()
        question(random.Random(2))
        first = (time.perf_counter() - began) * 1e3
        spent, found = measure(question)
        p50, p99 = spent[REPEATS // 2], spent[int(REPEATS * 0.99)]
        print(f"  {name:47} {first:8.2f} {p50:7.2f} {p99:7.2f} {spent[-1]:7.2f} {found:7,}")
        if p99 >= BAR and name != BULK:
            slow.append((name, question))
    for name, question in slow:
        _explain(store, name, question)
    return 1 if slow else 0


def _explain(store: Store, name: str, question: Question) -> None:
    """Print the plan of every statement that a slow question uses."""
    database: Any = store.database
    print(f"\nslow: {name}")
    plain = database.execute

    def explained(statement: str, values: Any = ()) -> Any:
        for (line,) in plain(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", values).fetchall():
            print("   ", line[:200])
        return plain(statement, values)

    database.execute = explained
    try:
        question(random.Random(1))
    finally:
        del database.execute


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
