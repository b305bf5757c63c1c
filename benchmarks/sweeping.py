"""What it gains to look for cyclic garbage between batches: `python -m benchmarks.sweeping --store URL`.

Conditions: an engine that has learnt LEARNT payments and decided WARM, durable commits. CPU of this process alone, so
that what else the machine does counts little; ROUNDS rounds of MEASURED transfers, with and without in turn, and the
median of each.
"""

import argparse
import time
from contextlib import nullcontext
from itertools import islice
from statistics import median

from benchmarks.engine_postgres import engine_of, run
from benchmarks.traffic import history, traffic
from interceptor.store.store import Store
from interceptor.sweeping import sweeping

LEARNT, WARM, MEASURED, ROUNDS = 10_000, 2_000, 3_000, 7
SIZES = (500, 25)


def measure(place: str) -> None:
    """Print a line for each size of batch."""
    with Store(place, engine=True) as store:
        run(engine_of(store, learning=True), islice(history(), LEARNT), 500)
        engine = engine_of(store, learning=False)
        lines = iter(traffic(WARM + len(SIZES) * 2 * ROUNDS * MEASURED))
        run(engine, islice(lines, WARM), 500)
        print(" batch   collector us   sweeping us   (CPU of this process, a transfer)")
        for size in SIZES:
            spent: dict[bool, list[float]] = {False: [], True: []}
            for turn in range(2 * ROUNDS):
                swept, chosen = bool(turn % 2), iter(list(islice(lines, MEASURED)))
                with sweeping() if swept else nullcontext(lambda _: None) as sweep:
                    begun = time.process_time()
                    run(engine, chosen, size, sweep)
                    spent[swept].append((time.process_time() - begun) / MEASURED * 1e6)
            print(f"{size:6} {median(spent[False]):14.0f} {median(spent[True]):13.0f}", flush=True)


def main() -> None:
    """Measure one store."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.sweeping", description=__doc__)
    arguments.add_argument("--store", required=True, help="URL of a database on this machine, or a path")
    measure(arguments.parse_args().store)


if __name__ == "__main__":
    main()
