"""A `Source` over a log in memory, with the rebalances that a test wants."""

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from streams.errors import OffsetOutOfRange, UnknownTopic
from streams.port import Changes, Identity, Partition, Record


class _Log(Protocol):
    cluster: str
    records: dict[Partition, list[Record]]
    begins: dict[Partition, int]

    def partitions(self, topic: str) -> list[Partition]: ...
    def end_offset(self, partition: Partition) -> int: ...


class MemorySource:
    """Reads a MemoryLog. `revoke` takes a partition away, as a rebalance would."""

    def __init__(self, log: _Log, names: Sequence[str]) -> None:
        self._log = log
        self._names = tuple(names)
        self._positions: dict[Partition, int | None] = {}
        self._paused: set[Partition] = set()
        self._assigned: list[Partition] = []
        self._revoked: list[Partition] = []
        self._taken: set[Partition] = set()
        self._scan()

    def _scan(self) -> None:
        for name in self._names:
            for partition in self._log.partitions(name):
                if partition not in self._positions and partition not in self._taken:
                    self._positions[partition] = None
                    self._assigned.append(partition)

    def revoke(self, partition: Partition) -> None:
        """Take a partition away; `give` brings it back."""
        del self._positions[partition]
        self._paused.discard(partition)
        self._taken.add(partition)
        self._revoked.append(partition)

    def give(self, partition: Partition) -> None:
        """Assign a revoked partition again."""
        self._taken.discard(partition)

    def identity(self, topic: str) -> Identity:
        """See `Source.identity`."""
        if not self._log.partitions(topic):
            raise UnknownTopic(topic)
        return Identity(self._log.cluster, topic)

    def changes(self) -> Changes:
        """See `Source.changes`."""
        self._scan()
        changes = Changes(tuple(self._assigned), tuple(self._revoked))
        self._assigned, self._revoked = [], []
        return changes

    def assigned(self) -> frozenset[Partition]:
        """See `Source.assigned`."""
        return frozenset(self._positions)

    def seek(self, partition: Partition, offset: int) -> None:
        """See `Source.seek`."""
        self._check(partition)
        self._positions[partition] = offset

    def poll(self, max_records: int, timeout: float) -> list[Record]:
        """See `Source.poll`."""
        records: list[Record] = []
        for partition, position in self._positions.items():
            if position is None or partition in self._paused:
                continue
            begin, end = self._log.begins[partition], self._log.end_offset(partition)
            if not begin <= position <= end:
                if records:
                    break  # these first; the error comes with the next poll
                self._positions[partition] = None
                raise OffsetOutOfRange(*partition, position, begin, end)
            first = position - begin
            more = self._log.records[partition][first : first + max_records - len(records)]
            self._positions[partition] = position + len(more)
            records += more
        if not records:
            time.sleep(timeout)
        return records

    def pause(self, partitions: Sequence[Partition]) -> None:
        """See `Source.pause`."""
        self._paused.update(partitions)

    def resume(self, partitions: Sequence[Partition]) -> None:
        """See `Source.resume`."""
        self._paused.difference_update(partitions)

    def begin_offset(self, partition: Partition) -> int:
        """See `Source.begin_offset`."""
        self._check(partition)
        return self._log.begins[partition]

    def end_offset(self, partition: Partition) -> int:
        """See `Source.end_offset`."""
        self._check(partition)
        return self._log.end_offset(partition)

    def lag(self, partition: Partition) -> int:
        """See `Source.lag`."""
        self._check(partition)
        return self._log.end_offset(partition) - (self._positions[partition] or 0)

    def worked(self, offsets: Mapping[Partition, int]) -> None:
        """See `Source.worked`: nobody else looks."""

    def _check(self, partition: Partition) -> None:
        if partition not in self._positions:
            raise UnknownTopic(f"{partition.topic}/{partition.number} is not assigned")

    def close(self) -> None:
        """See `Source.close`."""
        self._positions.clear()
