"""What random index entries cost, and what merging them a slice at a time saves: `python -m benchmarks.store`.

Conditions: SQLite, WAL, `synchronous=FULL`, a table of ROWS entries, batches of 500, three entries a transfer, process
CPU time. Prints CPU microseconds a transfer both ways.
"""

import random
import resource
import tempfile
from pathlib import Path

from interceptor.store.batch import RegisterRow
from interceptor.store.lookup import Lookup
from interceptor.store.numbers import key_of, row_number
from interceptor.store.port import Write
from interceptor.store.sqlite import Database
from interceptor.store.statements import Insert
from interceptor.store.store import Store

_ENTRY = Insert("lookup", "key:int number:int")
ROWS = 1_000_000
BATCH = 500
BATCHES = 60


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _fill(database: Database, source: random.Random) -> None:
    keys = sorted({source.getrandbits(63) for _ in range(3 * ROWS)})
    with database.transaction():
        database.write([Write(_ENTRY, [(key, 1) for key in keys])])


def _rows(source: random.Random, first: int) -> list[RegisterRow]:
    return [
        RegisterRow(
            row_number(1, first + n), source.randbytes(16), source.randbytes(8), source.randbytes(8), 0, 0, 0, 0, 0, b""
        )
        for n in range(BATCH)
    ]


def _entry_by_entry(folder: Path, source: random.Random) -> float:
    with Store(folder / "plain.db", engine=True) as store:
        database = store.database
        _fill(database, source)
        spent = 0.0
        for batch in range(BATCHES):
            rows = _rows(source, 1 + batch * BATCH)
            start = _cpu()
            entries = sorted((key_of(digest), row.number) for row in rows for digest in row[1:4])
            with database.transaction():
                database.write([Write(_ENTRY, entries)])
            spent += _cpu() - start
    return spent / (BATCH * BATCHES) * 1e6


def _slice_by_slice(folder: Path, source: random.Random) -> float:
    with Store(folder / "slices.db", engine=True) as store:
        _fill(store.database, source)
        position = store.tenant("bench").assign("bench", 0, "bench")
        lookup = Lookup(store.database)
        spent = 0.0
        for batch in range(BATCHES * 3):
            rows = _rows(source, 1 + batch * BATCH)
            start = _cpu()
            with store.database.transaction():
                store.database.write(lookup.writes(len(rows)))
            lookup.confirm(rows)
            if batch >= BATCHES * 2:  # the first rounds only fill memory
                spent += _cpu() - start
        assert position.stream == 1
    return spent / (BATCH * BATCHES) * 1e6


def main() -> None:
    """Print both costs and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        plain = _entry_by_entry(Path(folder), random.Random(1))
        slices = _slice_by_slice(Path(folder), random.Random(2))
    print(f"three index entries a transfer, {ROWS:,} rows, batch {BATCH}, CPU us a transfer:")
    print(f"  at once, entry by entry   {plain:6.1f}")
    print(f"  a slice of keys at a time {slices:6.1f}   ({plain / slices:.1f} times less)")


if __name__ == "__main__":
    main()
