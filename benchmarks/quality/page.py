"""How the tally is shown: tables for people, one closing line of JSON for programs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from benchmarks.quality.tally import BASE_RATE, Tally

_DECISIONS = ("intercept", "review", "release")
_MOST = 15


def lines(tally: Tally) -> Iterator[str]:
    """The tables."""
    yield _row("fraud", *_DECISIONS)
    for name, counts in (*sorted(tally.fraud.items()), *sorted(tally.typologies.items()), ("all", tally.frauds)):
        yield _row(name, *(counts[decision] for decision in _DECISIONS))
    best = Counter(tally.campaigns.values())
    yield _row("campaigns, best of", *(best[decision] for decision in _DECISIONS))
    yield _row("by value, USD", *(f"{tally.usd[decision]:,}" for decision in _DECISIONS))
    yield ""
    yield _row("honest", *_DECISIONS)
    yield _row("transfers", *(tally.honest[decision] for decision in _DECISIONS))
    yield _row("per 10,000", *(f"{tally.per_10_000(decision):.1f}" for decision in _DECISIONS))
    yield f"intercepted without a person: {tally.alone}; accounts of honest payees in intercepts: {len(tally.frozen)}"
    for decision in _DECISIONS[:2]:
        yield ""
        yield f"honest, {decision}: the look-alikes"
        yield from _most(tally.situations[decision])
        yield f"honest, {decision}: numbers of the indicators behind it"
        yield from _most(Counter({" + ".join(map(str, key)) or "-": n for key, n in tally.behind[decision].items()}))
    yield ""


def closing(tally: Tally) -> dict[str, Any]:
    """The figures of a run in one record."""
    return {
        "fraud": tally.frauds.total(),
        "caught": {name: round(tally.recall(name), 4) for name in _DECISIONS[:2]},
        "honest": tally.honest.total(),
        "per_10_000": {name: round(tally.per_10_000(name), 1) for name in _DECISIONS[:2]},
        "honest_alone": tally.alone,
        "false_for_true": {
            "intercept": _ratio(tally.false_for_true("intercept")),
            "intercept_and_review": _ratio(tally.false_for_true("intercept", "review")),
            "intercept_at_1_in_10_000": _ratio(tally.false_for_true("intercept", base_rate=BASE_RATE)),
        },
    }


def _ratio(value: float) -> float | None:
    return round(value, 2) if value != float("inf") else None


def _row(name: str, *cells: object) -> str:
    return f"{name:24s}" + "".join(f"{cell!s:>16s}" for cell in cells)


def _most(counts: Counter[str]) -> Iterator[str]:
    for name, number in counts.most_common(_MOST):
        yield f"  {number:6d}  {name}"
