"""How fresh the decisions are, as a desk can see it from any process: the worker leaves word in the store.

Each partition has one small setting, written every few seconds. What the store alone can say is not enough: it knows
how far it is, but not how far the log is. A word that is old tells as much as its numbers: nobody works the partition.
"""

from typing import NamedTuple

import msgspec

from interceptor.store.figures import Figures

_PREFIX = "freshness:"


class Word(msgspec.Struct, frozen=True):
    """What a worker last said of one partition. Times are milliseconds since 1970."""

    topic: str
    partition: int
    at_ms: int
    """When it was said."""
    behind: int
    """Records that waited then."""
    waited: float
    """Seconds that the first of them had waited, at most."""
    decided_ms: int | None
    """When the newest decision of this partition was committed; None when this worker has made none."""

    def setting(self) -> tuple[str, str]:
        """Name and value under which the store keeps it."""
        return f"{_PREFIX}{self.topic}:{self.partition}", msgspec.json.encode(self).decode()


class Freshness(NamedTuple):
    """All partitions of a tenant together."""

    words: tuple[Word, ...]
    behind: int
    waited: float
    """Seconds that the oldest undecided record has waited, at most, counting on from when that was said."""
    decided: float | None
    """Seconds since the newest decision; None when none was made since the workers began."""
    silent: float
    """Seconds since the partition that was heard of longest ago."""


SILENT_AFTER = 60.0
"""Seconds without a word after which an engine counts as silent; it speaks every few seconds."""


def words(figures: Figures) -> tuple[Word, ...]:
    """What workers last said, by topic and partition; a setting that cannot be read is left out."""
    found = []
    for value in figures.settings(_PREFIX).values():
        try:
            found.append(msgspec.json.decode(value, type=Word))
        except msgspec.DecodeError:
            continue
    return tuple(sorted(found, key=lambda word: (word.topic, word.partition)))


def freshness(said: tuple[Word, ...], now_ms: int) -> Freshness | None:
    """The words of a tenant's workers as one; None when none was ever said."""
    if not said:
        return None
    decided = [word.decided_ms for word in said if word.decided_ms is not None]
    waiting = [word.waited + max(now_ms - word.at_ms, 0) / 1000 for word in said if word.behind]
    return Freshness(
        said,
        sum(word.behind for word in said),
        max(waiting, default=0.0),
        max(now_ms - max(decided), 0) / 1000 if decided else None,
        max(now_ms - min(word.at_ms for word in said), 0) / 1000,
    )
