"""The engine on the embedded log under `kill -9`: `python -m tests.faults.engine --transfers 30000 --kills 50`.

Prints its parameters, every count, and beside it what it has to be; exits with 1 when anything differs.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults import engine_checks, engine_input, engine_state
from tests.faults.engine_checks import Check
from tests.faults.engine_storm import Storm, run


def check(folder: Path, transfers: int, kills: int, seed: int) -> Iterator[Check]:
    """Do it all in an empty folder. Raises `WeatherError` when the command fails by itself."""
    source = folder / "wires.ndjson"
    expected = engine_input.write(source, transfers, seed)
    print(f"input: {_counts(expected)}", flush=True)
    batch_size = max(5, min(500, transfers // (kills * 8)))
    longest = 0.8 + 0.7 * transfers / kills / 1000
    quiet, stormy = (Storm(folder / name, seed, batch_size) for name in ("quiet", "stormy"))
    for storm, deaths in ((quiet, 0), (stormy, kills)):
        begun = time.monotonic()
        run(storm, source, expected, deaths, longest)
        print(f"{storm.folder.name}: {time.monotonic() - begun:.0f} s", flush=True)
    print(f"killed: {dict(sorted(stormy.killed.items()))}")
    print(f"un-synced tails cut: {stormy.cut_segments} of the log, {stormy.cut_stores} of the store", flush=True)
    left, calm = engine_state.read(stormy.data), engine_state.read(quiet.data)
    yield Check("kill -9 while work was under way", stormy.killed.total(), kills)
    yield Check("kills that came too late", stormy.finished_early, 0)
    yield Check("tails were cut by hand in log and store", bool(stormy.cut_segments and stormy.cut_stores), True)
    yield from engine_checks.of_input(left, expected)
    yield from engine_checks.of_topics(left)
    yield from engine_checks.of_cases(left, stormy.data / "store.db")
    yield from engine_checks.of_quiet_run(left, calm)


def _counts(expected: engine_input.Expected) -> str:
    names = ("records", "transfers", "stages", "repeats", "unreadable", "frauds")
    return ", ".join(f"{getattr(expected, name):,} {name}" for name in names)


def show(checks: Iterator[Check]) -> int:
    """Print every check; gives how many promises were broken."""
    broken = 0
    for each in checks:
        broken += not each.kept
        print(f"{'ok ' if each.kept else 'BAD'} {each.what}: {_short(each.found)}", end="")
        print("" if each.kept else f", expected {_short(each.expected)}", flush=True)
    return broken


def _short(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return text if len(text) < 400 else f"{text[:400]} …"


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.engine", description=__doc__)
    parser.add_argument("--transfers", type=int, default=30_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder to work in and to leave everything in")
    given = parser.parse_args()
    print(f"transfers {given.transfers:,}, kills {given.kills}, seed {given.seed}")
    with tempfile.TemporaryDirectory(prefix="interceptor-faults-") as folder:
        broken = show(check(given.keep or Path(folder), given.transfers, given.kills, given.seed))
    print("all kept" if not broken else f"{broken} broken")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
