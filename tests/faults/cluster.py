"""The engine on real Kafka and real PostgreSQL in bad weather: `make faults WIRES=100000 KILLS=100 SEED=1`.

Two runs over the same input on the same partitions, one quiet, one stormy, on one broker and one database server with
durable settings. Prints its parameters, what happened, every count, and beside it what it has to be; exits with 1 when
anything differs.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults import cluster_checks, engine_input
from tests.faults.cluster_run import Ran, Runs
from tests.faults.engine import show
from tests.faults.engine_checks import Check
from tests.services.broker import Broker
from tests.services.database import Postgres


@dataclass(frozen=True)
class Parameters:
    """What a run is told."""

    wires: int
    partitions: int
    workers: int
    kills: int
    broker_restarts: int
    database_restarts: int
    seed: int
    batch_size: int
    outage: bool


def check(folder: Path, given: Parameters) -> Iterator[Check]:
    """Do it all in an empty folder. Raises `WeatherError` when a worker or relay ends by itself, or nothing moves."""
    source = folder / "wires.ndjson"
    expected = engine_input.write(source, given.wires, given.seed)
    names = ("records", "transfers", "stages", "repeats", "unreadable", "frauds")
    print("input: " + ", ".join(f"{getattr(expected, name):,} {name}" for name in names), flush=True)
    with Broker() as broker, Postgres() as database:
        runs = Runs(folder, given, source, expected, broker, database)
        calm = _timed("quiet", runs.quiet)
        left = _timed("stormy", runs.stormy)
        happened = left.happened
        print(f"killed: {dict(sorted(happened.deaths.items()))}")
        print(f"of them in flight: {dict(sorted(happened.in_flight.items()))}")
        print(f"restarted: {dict(sorted(happened.restarts.items()))}; processes started: {happened.starts}", flush=True)
        yield from cluster_checks.of_weather(happened, given)
        yield from cluster_checks.of_run(left, expected)
        yield from cluster_checks.of_quiet_run(left, calm)


def _timed(name: str, run: Callable[[], Ran]) -> Ran:
    begun = time.monotonic()
    result = run()
    print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    return result


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.cluster", description=__doc__)
    parser.add_argument("--wires", type=int, default=100_000)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--broker-restarts", type=int, default=10)
    parser.add_argument("--database-restarts", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=100)
    parser.add_argument("--no-outage", action="store_false", dest="outage", help="no outage of 30 s")
    parser.add_argument("--keep", type=Path, help="folder to work in and to leave logs in")
    found = vars(parser.parse_args())
    keep = found.pop("keep")
    given = Parameters(**found)
    print(", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in found.items()), flush=True)
    with tempfile.TemporaryDirectory(prefix="interceptor-faults-") as folder:
        broken = show(check(keep or Path(folder), given))
    print("all kept" if not broken else f"{broken} broken")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
