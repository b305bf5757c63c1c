"""When cyclic garbage is looked for: between batches, and never inside one.

What a batch makes is freed by its reference counts when the batch is done. A collection in the middle of one walks over
thousands of records and profiles that are all in use; after the batch there is next to nothing left to walk over
(measured on the whole chain: 0.4 bare parses a transfer, `python -m benchmarks`; on PostgreSQL 9 % of the engine's CPU
in batches of 500, and 2 % in batches of 25: `python -m benchmarks.sweeping`). Some cycles do come about, mostly by
exceptions that were kept, so that collections cannot be left out.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY = 2_000
"""Records after which the young objects are looked through: several of the largest batches, since what the last one
holds is walked over each time; lone transfers seldom pay."""
_FULL_EVERY = 50
"""Sweeps after which all objects are: some 20 ms for every 100,000 records with full caches."""


@contextmanager
def sweeping() -> Iterator[Callable[[int], None]]:
    """Keep the collector still. Call what this gives after each batch, with the number of its records.

    A round without records counts as one: what a quiet process makes beside them goes too, if later.
    """
    since = sweeps = 0

    def sweep(records: int) -> None:
        nonlocal since, sweeps
        since += records or 1
        if since >= EVERY:
            since = 0
            sweeps += 1
            gc.collect(0 if sweeps % _FULL_EVERY else 2)

    gc.freeze()  # what start-up made lives as long as the process
    gc.disable()
    try:
        yield sweep
    finally:
        gc.enable()
        gc.unfreeze()
