"""The expert model: tables written down from the catalogue's strengths, until a learned model replaces them.

Nothing here is fitted to data. An indicator's weight is the logarithm of how much more often it is seen in business
e-mail compromise than in ordinary wires, as far as the research tells; where it does not, the strength letter decides.
Weights add up from the log-odds of the base rate. `docs/decisions/expert-model.md` has the arithmetic.

An unknown value adds nothing: it is neither evidence nor a reason to feel safe, so no weight is ever taken off because
something could not be looked up.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

from models.document import SCHEMA, Document, PairTable, Table, check
from models.errors import ModelError
from models.expert_weights import OVERRIDES, PAIRS, Pair

NAME: Final = "expert@1"

BASE_RATE: Final = 1e-4
"""One wire in 10,000 (research/indicators.md 3.7: 21,442 complaints to 209.9 million Fedwire transfers in 2024)."""

STRENGTHS: Final[Mapping[str, float]] = {"S": 4.0, "M": 1.8, "W": 0.3}
"""Log-odds by strength (research/indicators.md 1.1). S: 55 times as likely, so that one alone lifts the base rate to
0.5 % and one corroborator to 3 %. M: 6 times. W: 1.35 times, so that all of them together stay below a review."""

CALIBRATION: Final = ((-30.0, -30.0), (3.0, 3.0), (28.0, 8.0), (128.0, 12.0))
"""Above log-odds 3 (95 %) the sum counts a fifth, above 28 a twenty-fifth: indicators are not independent, and a sum of
twenty of them is no certainty. Below it the sum is the log-odds."""


class Declaration(TypedDict):
    """What the model needs to know of an indicator; the caller's catalogue has more."""

    id: str
    strength: str
    """`S`, `M` or `W`."""
    lowers: bool
    steps: Sequence[tuple[float, float]]
    """(value, share of the full weight), rising values above 0."""


def build(declarations: Sequence[Declaration]) -> Document:
    """The expert tables for a catalogue, in its order.

    Raises `ModelError` when a weight names an indicator that is not declared, or when the weights would let a finding
    lower the score that should raise it, or the reverse.
    """
    declared = {item["id"]: item for item in declarations}
    named = {*OVERRIDES, *(name for pair in PAIRS for name in (pair.first, pair.second))}
    if unknown := sorted(named - declared.keys()):
        raise ModelError(f"weights for indicators that are not declared: {', '.join(unknown)}")
    _check_direction(declared)
    document = Document(
        schema=SCHEMA,
        name=NAME,
        about="Expert weights from the strengths in research/indicators.md; fitted to no data. See expert.md.",
        intercept=round(math.log(BASE_RATE / (1 - BASE_RATE)), 6),
        tables=tuple(_table(item) for item in declarations),
        pairs=tuple(_pair(pair, declared) for pair in PAIRS),
        calibration=CALIBRATION,
    )
    check(document)
    return document


def weight(item: Declaration) -> float:
    """Full weight of an indicator on its own, in log-odds; negative for one that lowers."""
    if item["id"] in OVERRIDES:
        return OVERRIDES[item["id"]].weight
    try:
        size = STRENGTHS[item["strength"]]
    except KeyError:
        raise ModelError(f"{item['id']}: strength must be S, M or W") from None
    return -size if item["lowers"] else size


def _shares(item: Declaration) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Edges, and the share of the weight in each bin, with none in the first."""
    edges = tuple(value for value, _ in item["steps"])
    shares = tuple(share for _, share in item["steps"])
    if not edges or edges[0] <= 0.0 or list(edges) != sorted(set(edges)) or not all(0 < share <= 1 for share in shares):
        raise ModelError(f"{item['id']}: steps must rise from above 0, each with a share in (0, 1]")
    return edges, (0.0, *shares)


def _table(item: Declaration) -> Table:
    edges, shares = _shares(item)
    full = weight(item)
    return Table(item["id"], edges, tuple(round(share * full, 6) + 0.0 for share in shares))


def _pair(pair: Pair, declared: Mapping[str, Declaration]) -> PairTable:
    first_edges, first = _shares(declared[pair.first])
    second_edges, second = _shares(declared[pair.second])
    # The last row and column stand for unknown: a pair with an unknown member says nothing.
    cells = tuple(tuple(round(pair.weight * one * other, 6) + 0.0 for other in (*second, 0.0)) for one in (*first, 0.0))
    return PairTable(pair.first, pair.second, first_edges, second_edges, cells)


def _check_direction(declared: Mapping[str, Declaration]) -> None:
    """An indicator's pairs against its direction must not outweigh its own weight, whatever else has fired."""
    for name, item in declared.items():
        sign = -1.0 if item["lowers"] else 1.0
        against = sum(min(0.0, sign * pair.weight) for pair in PAIRS if name in (pair.first, pair.second))
        if sign * weight(item) + against < -1e-9:
            raise ModelError(f"{name}: its pairs outweigh it by {-(sign * weight(item) + against):.2f}")
