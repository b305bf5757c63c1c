"""Write a world's wires as NDJSON to standard output: `python -m models.worlds --seed 7 --days 90 > wires.ndjson`.

The truth goes to a file of its own, one line a transaction that is fraud or a look-alike.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from models.worlds.payment import Labelled
from models.worlds.simulation import Plan, simulate
from models.worlds.wire import DEFAULT_MIX, Mix

_ENCODER = msgspec.json.Encoder()
_USUAL = Plan()


def mix(text: str) -> Mix:
    """`pacs.008=0.6,mt103=0.3,json=0.1` as shares. Raises `argparse.ArgumentTypeError` for anything else."""
    try:
        found = {name: float(share) for name, share in (pair.split("=") for pair in text.split(","))}
    except ValueError:
        raise argparse.ArgumentTypeError(f"not of the form format=share,…: {text}") from None
    if not found.keys() <= DEFAULT_MIX.keys() or min(found.values()) < 0 or not sum(found.values()):
        raise argparse.ArgumentTypeError(f"shares of {', '.join(DEFAULT_MIX)}, none negative, not all zero")
    return found


def truth_lines(line: int, found: Labelled) -> list[dict[str, Any]]:
    """What is true of the transactions of record number `line` (from 1) that are not plain."""
    rows = []
    for index, truth in enumerate(found.truths):
        row: dict[str, Any] = {"line": line, "transaction": index}
        if truth.label:
            rows.append(row | truth.label._asdict())
        elif truth.situation:
            rows.append(row | {"lookalike": truth.situation})
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.worlds", description=__doc__)
    parser.add_argument("--seed", type=int, default=_USUAL.seed)
    parser.add_argument("--days", type=int, default=_USUAL.days)
    parser.add_argument("--debtors", type=int, default=_USUAL.debtors)
    parser.add_argument("--wires", type=int, help="records; without it, what the payers send in the days")
    parser.add_argument("--mix", type=mix, default=DEFAULT_MIX, help="default: pacs.008=0.6,mt103=0.3,json=0.1")
    parser.add_argument("--fraud-rate", type=float, default=_USUAL.fraud_rate, help="share of wires")
    parser.add_argument("--lookalike-rate", type=float, default=_USUAL.lookalike_rate, help="share of wires")
    parser.add_argument("--labels", type=Path, help="where the truth goes, as NDJSON")
    given = parser.parse_args()
    if min(given.days, given.debtors) < 1 or not 0 <= given.fraud_rate < 1 or not 0 <= given.lookalike_rate < 1:
        parser.error("days and debtors are at least 1, rates at least 0 and below 1")
    return given


def main() -> None:
    """Run it. A closed pipe ends it quietly."""
    given = _arguments()
    plan = Plan(
        seed=given.seed, days=given.days, debtors=given.debtors, wires=given.wires, mix=given.mix,
        fraud_rate=given.fraud_rate, lookalike_rate=given.lookalike_rate,
    )  # fmt: skip
    with ExitStack() as open_files:
        labels: BinaryIO | None = open_files.enter_context(given.labels.open("wb")) if given.labels else None
        try:
            for line, found in enumerate(simulate(plan), 1):
                sys.stdout.buffer.write(_ENCODER.encode(found.record) + b"\n")
                if labels:
                    labels.writelines(_ENCODER.encode(row) + b"\n" for row in truth_lines(line, found))
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            sys.stderr.close()


if __name__ == "__main__":
    main()
