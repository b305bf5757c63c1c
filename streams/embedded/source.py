"""The embedded log as a `Source`: all partitions of its topics, in this or any other process."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams.embedded import topics
from streams.embedded.reader import PartitionReader
from streams.errors import StreamError, UnknownTopic
from streams.port import Changes, Identity, Partition, Record

_MAX_BYTES = 32 * 1024 * 1024
"""One poll stops behind this, so that 500 records of 8 MB do not come at once."""
_FIRST_NAP, _LONGEST_NAP = 0.0005, 0.004
"""Seconds between two looks at an idle log; a nap costs one read of 12 bytes per partition."""
_RESCAN_EVERY = 1.0
"""Seconds between two looks for new topics and partitions."""


class EmbeddedSource:
    """Reads every partition of the given topics; topics and partitions made later are assigned when they appear."""

    def __init__(self, root: Path, names: Sequence[str]) -> None:
        self._root = root
        self._names = tuple(names)
        self._readers: dict[Partition, PartitionReader] = {}
        self._paused: set[Partition] = set()
        self._assigned: list[Partition] = []
        self._scanned = 0.0
        self._turn = 0
        self._error: StreamError | None = None
        self._scan()

    def _scan(self) -> None:
        """Assign partitions that are new."""
        self._scanned = time.monotonic()
        for name in self._names:
            try:
                count = topics.read_topic(self._root, name).partitions
            except UnknownTopic:
                continue
            for partition in (Partition(name, number) for number in range(count)):
                if partition not in self._readers:
                    directory = topics.partition_directory(self._root, partition)
                    self._readers[partition] = PartitionReader(directory, partition)
                    self._assigned.append(partition)

    def identity(self, topic: str) -> Identity:
        """See `Source.identity`."""
        return topics.identity(self._root, topic)

    def changes(self) -> Changes:
        """See `Source.changes`. Nothing is ever revoked here."""
        if time.monotonic() - self._scanned > _RESCAN_EVERY or not self._readers:
            self._scan()
        assigned, self._assigned = tuple(self._assigned), []
        return Changes(assigned=assigned)

    def assigned(self) -> frozenset[Partition]:
        """See `Source.assigned`."""
        return frozenset(self._readers)

    def seek(self, partition: Partition, offset: int) -> None:
        """See `Source.seek`."""
        self._reader(partition).seek(offset)

    def poll(self, max_records: int, timeout: float) -> list[Record]:
        """See `Source.poll`. Partitions take turns in coming first."""
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        deadline = time.monotonic() + timeout
        nap = _FIRST_NAP
        while True:
            records = self._read(max_records)
            remaining = deadline - time.monotonic()
            if records or remaining <= 0:
                return records
            time.sleep(min(nap, remaining))
            nap = min(2 * nap, _LONGEST_NAP)

    def _read(self, max_records: int) -> list[Record]:
        partitions = [partition for partition in self._readers if partition not in self._paused]
        records: list[Record] = []
        room = _MAX_BYTES
        self._turn += 1
        for index in range(len(partitions)):
            if len(records) >= max_records or room <= 0:
                break
            reader = self._readers[partitions[(self._turn + index) % len(partitions)]]
            try:
                more = reader.read(max_records - len(records), room)
            except StreamError as error:
                if not records:
                    raise
                self._error = error
                break
            room -= sum(len(record.value) for record in more)
            records += more
        return records

    def pause(self, partitions: Sequence[Partition]) -> None:
        """See `Source.pause`."""
        self._paused.update(partitions)

    def resume(self, partitions: Sequence[Partition]) -> None:
        """See `Source.resume`."""
        self._paused.difference_update(partitions)

    def begin_offset(self, partition: Partition) -> int:
        """See `Source.begin_offset`."""
        return self._reader(partition).begin_offset()

    def end_offset(self, partition: Partition) -> int:
        """See `Source.end_offset`."""
        return self._reader(partition).end_offset()

    def lag(self, partition: Partition) -> int:
        """See `Source.lag`."""
        reader = self._reader(partition)
        return max(0, reader.end_offset() - (reader.offset or 0))

    def worked(self, offsets: Mapping[Partition, int]) -> None:
        """See `Source.worked`: nobody else looks."""

    def _reader(self, partition: Partition) -> PartitionReader:
        reader = self._readers.get(partition)
        if reader is None:
            raise UnknownTopic(f"{partition.topic}/{partition.number} is not assigned")
        return reader

    def close(self) -> None:
        """See `Source.close`."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()
