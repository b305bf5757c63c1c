"""Commits for the tests of the store."""

from typing import Any

from interceptor.store.batch import Batch
from interceptor.store.tenant import Position


def batch_at(position: Position, **rows: Any) -> Batch:
    """A commit at this position."""
    return Batch(
        position.stream,
        position.epoch,
        position.next_offset,
        position.register_count,
        position.outbox_count,
        position.rejected_count,
        position.watermark,
        **rows,
    )
