"""`make bench`: per-stage CPU of one transfer, and one closing line of JSON. Conditions: see `benchmarks.chain`."""

import argparse
import json
import shutil
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

from benchmarks import chain, report
from benchmarks.stages import stages


def main() -> None:
    """Prepare a store (or take one prepared before with --store), measure on copies of it, print."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    arguments.add_argument("--store", type=Path, help="keep the prepared store here, or take it from here")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepared = chosen.store or Path(folder) / "prepared.db"
        if not prepared.exists():
            _prepare(prepared)
        found = chain.measure(_copy(prepared, Path(folder), "chain"))
        steps = stages(_copy(prepared, Path(folder), "stages"))
        one, commit = chain.batch_of_one(_copy(prepared, Path(folder), "one"))
    print("\n".join(report.table(steps, found.parse)))
    figures = {"batch_one_p99_ms": one, "fsync_commit_p99_ms": commit, "batch_one_to_commit": one / commit}
    ratios = {"ratio_to_parse": round(found.ratio, 2), "ratio_of_totals": round(found.ratio_of_totals, 2)}
    closing = {**report.closing(found.parse, found.chain, figures), **ratios}
    print(json.dumps(closing))


def _prepare(store: Path) -> None:
    """In a process of its own: the measured one is as fresh as that of `interceptor score --store`."""
    child = get_context("spawn").Process(target=chain.prepare, args=(store,))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit("the store could not be prepared")


def _copy(prepared: Path, folder: Path, name: str) -> Path:
    copied = folder / f"{name}.db"
    shutil.copy(prepared, copied)
    return copied


if __name__ == "__main__":
    main()
