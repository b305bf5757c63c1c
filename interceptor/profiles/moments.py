"""Decayed count, sum and sum of squares: the form in which profiles keep a habit (see `statistics`)."""

import msgspec


class Moments(msgspec.Struct, array_like=True, gc=False):
    """Decayed count, sum and sum of squares of one quantity, all times the weight of their payment.

    Like all structs of this package it is no business of the garbage collector: none can be part of a cycle, and tens
    of thousands stay in memory.
    """

    count: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    def mean(self) -> float | None:
        """Weighted mean, or None without observations."""
        return self.total / self.count if self.count > 0.0 else None
