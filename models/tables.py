"""The run-time table model: a sum of looked-up numbers, each of which is a reason.

Plain Python, since one transfer is scored at a time and must see the transfer before it (research/hotpath.md 3 and
7). `itertools.compress` skips every feature that is None or 0.0 in C, so that the common transfer costs about a
microsecond however many indicators there are.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress, pairwise
from pathlib import Path
from typing import Final

from models.document import Document, check, digest, parse

BASE: Final = "base rate"
"""Name of the intercept among the contributions."""

TOGETHER: Final = " together with "
"""Joins the two names of a pair contribution."""

Value = float | None
"""None is unknown; not-a-number and infinity count as unknown too."""

_Pair = tuple[int, str, tuple[float, ...], tuple[float, ...], tuple[tuple[float, ...], ...]]
# Position of the first feature, name of the pair, edges of both, cells.


class TableModel:
    """A loaded model. Immutable; safe to share."""

    __slots__ = (
        "_ends",
        "_intercept",
        "_pairs",
        "_pieces",
        "_positions",
        "_tables",
        "_unknowns",
        "digest",
        "name",
        "names",
    )

    def __init__(self, document: Document) -> None:
        """Raises `ModelError` when the document breaks a rule of `models.document`."""
        check(document)
        self.name = document.name
        self.digest = digest(document)
        self.names = tuple(table.name for table in document.tables)
        """Features in the order that `score` expects their values."""
        self._intercept = document.intercept
        # What an unknown value adds stands last, where `_bin` points with -1.
        self._tables = tuple((table.edges, (*table.values, table.missing)) for table in document.tables)
        self._positions = range(len(self.names))
        self._pairs = _by_second(document, self.names)
        self._unknowns = _unknowns(document, self.names)
        self._ends = tuple(start for start, _ in document.calibration[1:-1])
        self._pieces = _pieces(document.calibration)

    @classmethod
    def load(cls, source: Path | bytes) -> "TableModel":
        """The model in a file or in its bytes. Raises `ModelError` when altered, damaged or of an unknown version."""
        return cls(parse(source if isinstance(source, bytes) else source.read_bytes()))

    def score(self, values: Sequence[Value]) -> float:
        """Log-odds before calibration. `values` are aligned with `names`."""
        total = self._intercept
        stirring = self._stirring(values)
        for position in stirring:
            edges, weights = self._tables[position]
            total += weights[_bin(edges, values[position])]
        for position in stirring:
            for first, _, first_edges, second_edges, cells in self._pairs[position]:
                if first in stirring:
                    total += cells[_bin(first_edges, values[first])][_bin(second_edges, values[position])]
        return total

    def probability(self, total: float) -> float:
        """The calibrated probability of a sum, in (0, 1) and strictly rising in it."""
        start, height, slope = self._pieces[bisect_left(self._ends, total)]
        odds = height + slope * (total - start)
        if odds >= 0.0:
            return 1.0 / (1.0 + math.exp(-odds))
        grown = math.exp(odds)
        return grown / (1.0 + grown)

    def contributions(self, values: Sequence[Value]) -> list[tuple[str, float]]:
        """What the sum is made of: `BASE` first, then features that add or take, then pairs `A together with B`.

        Added from left to right they are `score(values)` exactly, since both add in the same order and what is left
        out is zero.
        """
        stirring = self._stirring(values)
        found = [(BASE, self._intercept)]
        for position in stirring:
            edges, weights = self._tables[position]
            found.append((self.names[position], weights[_bin(edges, values[position])]))
        for position in stirring:
            for first, name, first_edges, second_edges, cells in self._pairs[position]:
                if first in stirring:
                    cell = cells[_bin(first_edges, values[first])][_bin(second_edges, values[position])]
                    found.append((name, cell))
        return found[:1] + [item for item in found[1:] if item[1]]

    @staticmethod
    def with_value(values: Sequence[Value], position: int, value: Value) -> list[Value]:
        """A copy of `values` with one of them changed, to ask what would have been."""
        changed = list(values)
        changed[position] = value
        return changed

    def _stirring(self, values: Sequence[Value]) -> list[int]:
        """Positions of the features that are not at rest, in order."""
        found = list(compress(self._positions, values))
        unknown = [position for position in self._unknowns if values[position] is None]
        return sorted(found + unknown) if unknown else found


def parts(name: str) -> tuple[str, ...]:
    """The features that a contribution is made of: one, or the two of a pair."""
    return tuple(name.split(TOGETHER))


def _bin(edges: tuple[float, ...], value: Value) -> int:
    """The bin of a value; -1, so the last entry, when unknown. `value - value` is 0.0 for finite numbers only."""
    if value is None or value - value != 0.0:
        return -1
    return bisect_right(edges, value)


def _by_second(document: Document, names: tuple[str, ...]) -> tuple[tuple[_Pair, ...], ...]:
    """Pairs filed under the feature that comes later, so that each is met once."""
    filed: list[list[_Pair]] = [[] for _ in names]
    for pair in document.pairs:
        first, second = names.index(pair.first), names.index(pair.second)
        name = f"{pair.first}{TOGETHER}{pair.second}"
        if first < second:
            filed[second].append((first, name, pair.first_edges, pair.second_edges, pair.values))
        else:
            turned = tuple(zip(*pair.values, strict=True))
            filed[first].append((second, name, pair.second_edges, pair.first_edges, turned))
    return tuple(tuple(sorted(entries)) for entries in filed)


def _unknowns(document: Document, names: tuple[str, ...]) -> tuple[int, ...]:
    """Features whose absence from the data itself says something, so that None may not be skipped."""
    telling = {table.name for table in document.tables if table.missing}
    for pair in document.pairs:
        if any(pair.values[-1]):
            telling.add(pair.first)
        if any(row[-1] for row in pair.values):
            telling.add(pair.second)
    return tuple(position for position, name in enumerate(names) if name in telling)


def _pieces(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float, float], ...]:
    """(start, height there, slope) of each straight piece."""
    return tuple((x0, y0, (y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(points))
