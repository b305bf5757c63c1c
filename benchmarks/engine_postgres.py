"""What a transfer costs on PostgreSQL: `python -m benchmarks.engine_postgres --store URL`.

Conditions: an engine that has learnt LEARNT payments and decided WARM, on whatever else the database holds
(`benchmarks.register_queries` leaves ten million transfers), durable commits, server on this machine. CPU of this
process and of its server process from /proc, for batches of SIZES; WAL from the server. Beside it the same on SQLite.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.traffic import history, traffic
from interceptor.engine import Engine, Options
from interceptor.pipeline.feeding import batches, numbered
from interceptor.pipeline.planning import Institution
from interceptor.store.store import Store, is_url
from streams.replay import Line

LEARNT, WARM, MEASURED = 10_000, 2_000, 6_000
SIZES = (500, 100, 10, 1)
SINGLES = 500
"""Transfers measured for the smallest batches, which take long."""
_NOW = 1_767_225_600_000
_TICK = os.sysconf("SC_CLK_TCK")


class Meter:
    """CPU of client and server, time and WAL between two moments."""

    def __init__(self, store: Store, place: str) -> None:
        self._store = store
        self._server = self._one("SELECT pg_backend_pid()") if is_url(place) else None
        self.start()

    def _one(self, statement: str) -> int:
        return int(self._store.database.execute(statement).fetchone()[0])

    def _now(self) -> tuple[float, float, float, int]:
        wal = self._one("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn") if self._server else 0
        return time.perf_counter(), time.process_time(), _cpu(self._server) if self._server else 0.0, wal

    def start(self) -> None:
        """From here."""
        self._begun = self._now()

    def read(self, count: int) -> tuple[float, ...]:
        """Microseconds a transfer of wall time, client and server; bytes of WAL a transfer."""
        wall, client, server, wal = (now - then for now, then in zip(self._now(), self._begun, strict=True))
        return wall / count * 1e6, client / count * 1e6, server / count * 1e6, wal / count


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def engine_of(store: Store, *, learning: bool) -> Engine:
    """An engine of a tenant that this process alone has."""
    tenant = store.tenant(f"engine-{os.getpid()}")  # of this run alone: else its transfers would be repeats
    position = tenant.assign("bench", 0, "bench")
    options = Options(Institution("Example Bank of Canada", "XMPLCAT0", "CA"), learning=learning)
    return Engine(tenant, position, options, now_ms=_NOW, live=False)


def run(engine: Engine, lines: Iterator[bytes], size: int, sweep: Callable[[int], None] = lambda _: None) -> int:
    """Process these in batches, and call `sweep` after each; gives how many."""
    count = 0
    source = (Line("bench", number, line) for number, line in enumerate(lines, 1))
    for batch in batches(numbered(source, engine.next_offset), size):
        engine.process(batch)
        count += len(batch)
        sweep(len(batch))
    return count


def measure(place: str) -> None:
    """Print a line for each size of batch."""
    with Store(place, engine=True) as store:
        learner = engine_of(store, learning=True)
        run(learner, islice(history(), LEARNT), 500)
        engine = engine_of(store, learning=False)
        lines = iter(traffic(WARM + len(SIZES) * MEASURED))
        run(engine, islice(lines, WARM), 500)
        meter = Meter(store, place)
        for size in SIZES:
            wanted = MEASURED if size >= 100 else SINGLES
            chosen = iter(list(islice(lines, wanted)))
            meter.start()
            count = run(engine, chosen, size)
            wall, client, server, wal = meter.read(count)
            kind = "PostgreSQL" if is_url(place) else "SQLite"
            print(f"{kind:11} {size:6} {count:9,} {wall:9.0f} {client:9.0f} {server:9.0f} {wal:10.0f}", flush=True)


def main() -> None:
    """Measure both."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.engine_postgres", description=__doc__)
    arguments.add_argument("--store", required=True, help="URL of a database on this machine")
    chosen = arguments.parse_args()
    print("            batch transfers   wall us client us server us  WAL bytes   (a transfer)")
    measure(chosen.store)
    with tempfile.TemporaryDirectory() as folder:
        measure(str(Path(folder) / "store.db"))


if __name__ == "__main__":
    main()
