"""The model file: tables as plain data under a digest. Models are never unpickled.

A model is a sum of tables, one a feature and some for pairs of features, and a map from that sum to log-odds.
Tables are in *rest form*: a feature at 0.0 (known and absent) adds exactly nothing, alone or in a pair. So the
intercept is the log-odds of a transfer of which nothing remarkable is known, every contribution says how far one
finding moved it from there, and the run time looks only at features that are not at rest.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from models.errors import ModelError

SCHEMA: Final = "models.tables/1"
"""Name and version of the file; another version is refused, never guessed at."""

TOP_LOG_ODDS: Final = 16.0
"""The map may not reach higher at the largest sum that the tables can give. There the probability is 1 - 1.1e-7, and
with the least slope sums that differ by 1e-6 still differ by ten steps of a double (docs/decisions/tables.md)."""

LOWEST_LOG_ODDS: Final = -700.0
"""The map may not reach lower at the smallest sum: below -745 the probability would be 0."""

FARTHEST: Final = 1_000.0
"""Points of the map lie no farther from 0: what a double rounds away stays far below what the least slope adds."""

LEAST_SLOPE: Final = 0.01
"""Least slope of the map: it may flatten, but must rise everywhere."""


class Table(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Step function of one feature."""

    name: str
    edges: tuple[float, ...]
    """Rising. Bin i holds edges[i-1] <= value < edges[i]; the last bin is open."""
    values: tuple[float, ...]
    """One more than edges; log-odds."""
    missing: float = 0.0
    """What an unknown value adds."""


class PairTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Step function of two features together, on top of their own tables."""

    first: str
    second: str
    first_edges: tuple[float, ...]
    second_edges: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    """One row for each bin of the first and a last one for missing; in it the same for the second."""


class Document(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Everything in a model file but the digest."""

    schema: str
    name: str
    """Name and version that decisions carry, such as `expert@1`."""
    about: str
    """Where the numbers come from, in one sentence; the model card beside the file says it in full."""
    intercept: float
    tables: tuple[Table, ...]
    pairs: tuple[PairTable, ...] = ()
    calibration: tuple[tuple[float, float], ...]
    """(sum, log-odds), both strictly rising, at least two points; the end slopes go on for ever."""


def digest(document: Document) -> str:
    """SHA-256 over the canonical JSON of the content: sorted keys, no spaces, shortest float digits."""
    text = json.dumps(msgspec.to_builtins(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def dump(document: Document) -> bytes:
    """The file's bytes, digest included: one table a line, so that a change of one weight is a change of one line."""
    content: dict[str, Any] = {"digest": digest(document), **msgspec.to_builtins(document)}
    lines = []
    for key, value in content.items():
        if key in {"tables", "pairs"} and value:
            rows = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in value)
            lines.append(f'"{key}": [\n{rows}\n]')
        else:
            lines.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def parse(body: bytes) -> Document:
    """The document in `body`. Raises `ModelError` when it is damaged, altered, of another version or inconsistent."""
    try:
        content = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError("the model file is not JSON") from error
    if not isinstance(content, dict):
        raise ModelError("the model file is not a JSON object")
    if content.get("schema") != SCHEMA:
        raise ModelError(f"the model file is not of schema {SCHEMA}")
    stated = content.pop("digest", None)
    try:
        document = msgspec.convert(content, Document)
    except msgspec.ValidationError as error:
        raise ModelError(f"the model file is not as it must be: {error}") from error
    if stated != digest(document):
        raise ModelError("the model file does not match its digest")
    check(document)
    return document


def check(document: Document) -> None:
    """Raises `ModelError` naming the table that breaks a rule of this module."""
    names = [table.name for table in document.tables]
    if len(set(names)) != len(names):
        raise ModelError("two tables share a name")
    for table in document.tables:
        _check_table(table)
    seen = set()
    for pair in document.pairs:
        if pair.first not in names or pair.second not in names or pair.first == pair.second:
            raise ModelError(f"pair {pair.first}, {pair.second} does not name two features")
        if frozenset((pair.first, pair.second)) in seen:
            raise ModelError(f"pair {pair.first}, {pair.second} is given twice")
        seen.add(frozenset((pair.first, pair.second)))
        _check_pair(pair)
    _check_calibration(document)


def rest_bin(edges: Sequence[float]) -> int:
    """The bin of 0.0: known and absent."""
    return bisect_right(edges, 0.0)


def _rising(numbers: Sequence[float]) -> bool:
    return all(low < high for low, high in pairwise(numbers))


def _check_table(table: Table) -> None:
    if not _rising(table.edges) or len(table.values) != len(table.edges) + 1:
        raise ModelError(f"table {table.name}: edges must rise, with one value more than edges")
    if table.values[rest_bin(table.edges)] != 0.0:
        raise ModelError(f"table {table.name}: a value of 0 must add nothing")


def _check_pair(pair: PairTable) -> None:
    name = f"pair {pair.first}, {pair.second}"
    if not _rising(pair.first_edges) or not _rising(pair.second_edges):
        raise ModelError(f"{name}: edges must rise")
    width = len(pair.second_edges) + 2
    if len(pair.values) != len(pair.first_edges) + 2 or any(len(row) != width for row in pair.values):
        raise ModelError(f"{name}: a row for each bin and for missing, and the same within a row")
    column = rest_bin(pair.second_edges)
    if any(pair.values[rest_bin(pair.first_edges)]) or any(row[column] for row in pair.values):
        raise ModelError(f"{name}: a feature at 0 must add nothing")


def _check_calibration(document: Document) -> None:
    points = document.calibration
    if len(points) < 2:
        raise ModelError("calibration: at least two points")
    if any(abs(number) > FARTHEST for point in points for number in point):
        raise ModelError(f"calibration: numbers must lie within {FARTHEST:g} of 0")
    for (x0, y0), (x1, y1) in pairwise(points):
        if not x1 > x0 or not (y1 - y0) / (x1 - x0) >= LEAST_SLOPE:
            raise ModelError("calibration: must rise everywhere")
    (x0, y0), (x1, y1) = points[-2:]
    if not y1 + (largest_sum(document) - x1) * (y1 - y0) / (x1 - x0) <= TOP_LOG_ODDS:
        raise ModelError("calibration: the largest sum would give a probability that no longer rises")
    (x0, y0), (x1, y1) = points[:2]
    if not y0 + (smallest_sum(document) - x0) * (y1 - y0) / (x1 - x0) >= LOWEST_LOG_ODDS:
        raise ModelError("calibration: the smallest sum would give a probability of 0")


def largest_sum(document: Document) -> float:
    """An upper bound of the sum: every table and pair at its largest value."""
    total = document.intercept + sum(max(*table.values, table.missing) for table in document.tables)
    return total + sum(max(max(row) for row in pair.values) for pair in document.pairs)


def smallest_sum(document: Document) -> float:
    """A lower bound of the sum: every table and pair at its smallest value."""
    total = document.intercept + sum(min(*table.values, table.missing) for table in document.tables)
    return total + sum(min(min(row) for row in pair.values) for pair in document.pairs)
