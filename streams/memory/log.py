"""A log in memory: the port without files."""

import zlib
from collections.abc import Sequence

from streams.errors import UnknownTopic
from streams.memory.source import MemorySource
from streams.port import Mark, Message, Partition, Record


class MemoryLog:
    """Topics as lists. Appending to an unknown topic makes it with one partition. For one thread."""

    def __init__(self, cluster: str = "memory") -> None:
        self.cluster = cluster
        self.records: dict[Partition, list[Record]] = {}
        self.begins: dict[Partition, int] = {}
        self.marks: dict[str, Mark] = {}
        self.owners: dict[str, object] = {}

    def create_topic(self, name: str, partitions: int = 1) -> None:
        """Make a topic or add partitions to it."""
        for number in range(partitions):
            self.records.setdefault(Partition(name, number), [])
            self.begins.setdefault(Partition(name, number), 0)

    def partitions(self, topic: str) -> list[Partition]:
        """Partitions of a topic in order, none if it does not exist."""
        return sorted(partition for partition in self.records if partition.topic == topic)

    def append(self, messages: Sequence[Message]) -> list[tuple[Partition, int]]:
        """See `Sink.append`."""
        places = []
        for message in messages:
            if not self.partitions(message.topic):
                self.create_topic(message.topic)
            spread = message.value if message.key is None else message.key
            partition = Partition(message.topic, zlib.crc32(spread) % len(self.partitions(message.topic)))
            offset = self.end_offset(partition)
            record = Record(*partition, offset, message.key, message.value, message.headers, message.timestamp)
            self.records[partition].append(record)
            places.append((partition, offset))
        return places

    def end_offset(self, partition: Partition) -> int:
        """Offset of the next record. Raises UnknownTopic."""
        if partition not in self.records:
            raise UnknownTopic(f"{partition.topic}/{partition.number}")
        return self.begins[partition] + len(self.records[partition])

    def drop_before(self, partition: Partition, offset: int) -> None:
        """Retention: forget the records before `offset`."""
        count = offset - self.begins[partition]
        del self.records[partition][:count]
        self.begins[partition] = offset

    def source(self, names: Sequence[str]) -> MemorySource:
        """A source over all partitions of these topics."""
        return MemorySource(self, names)

    def close(self) -> None:
        """See `Sink.close`."""
