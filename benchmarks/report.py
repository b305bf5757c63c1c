"""How figures are shown: the machine, one line a stage, and one closing line of JSON for programs."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from benchmarks.machine import machine


class Stage(NamedTuple):
    """CPU time of one step of the chain, for one transfer."""

    name: str
    microseconds: float


def table(stages: Iterable[Stage], parse_us: float) -> list[str]:
    """One line a stage: its cost, and how many bare parses of the same message that is; then the sum.

    Raises `ValueError` for a bare parse that costs nothing.
    """
    if parse_us <= 0:
        raise ValueError("parse_us must be positive")
    rows = list(stages)
    total = Stage("sum of the stages", sum(stage.microseconds for stage in rows))
    width = max(len(stage.name) for stage in (*rows, total))
    head = f"{'stage':{width}s} {'us':>9s} {'x parse':>9s}"
    return [head, *(f"{name:{width}s} {cost:9.1f} {cost / parse_us:9.2f}" for name, cost in (*rows, total))]


def closing(parse_us: float, chain_us: float, others: Mapping[str, float]) -> dict[str, object]:
    """The closing record: what the chain costs, absolutely and in bare parses, beside `others` and the machine.

    Raises `ValueError` for times that are not positive.
    """
    if min(parse_us, chain_us) <= 0:
        raise ValueError("times must be positive")
    return {
        "chain_us": round(chain_us, 1),
        "parse_us": round(parse_us, 1),
        "ratio_to_parse": round(chain_us / parse_us, 2),
        "per_second": round(1e6 / chain_us),
        **{name: round(figure, 3) for name, figure in others.items()},
        "machine": machine(),
    }


def show(stages: Iterable[Stage], parse_us: float, chain_us: float, others: Mapping[str, float]) -> None:
    """Print table and closing line."""
    print("\n".join(table(stages, parse_us)))
    print(json.dumps(closing(parse_us, chain_us, others)))
