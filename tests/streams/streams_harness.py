"""What the tests of `streams` share."""

import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from streams.port import Changes, Message, Partition, Publisher, Record, Sink, Source


class Log(Sink, Protocol):
    """What both logs offer beside the port."""

    def create_topic(self, name: str, partitions: int = 1) -> None: ...
    def source(self, names: Sequence[str]) -> Source: ...


def _crc32(key: bytes, partitions: int) -> int:
    return zlib.crc32(key) % partitions


@dataclass
class Harness:
    """A log under test. Kafka answers after a while, so what must come is waited for."""

    log: Log
    publisher: Callable[[], Publisher]
    patience: float = 0.0
    """Seconds to wait for what must come; 0 where it is there at once."""
    stamps: bool = False
    """Whether a record has a time where its writer gave none."""
    partition_of: Callable[[bytes, int], int] = _crc32
    """Where the sink puts a key."""

    def changes(self, source: Source) -> Changes:
        """The next changes there are."""
        deadline = time.monotonic() + self.patience
        while True:
            changes = source.changes()
            if changes != Changes() or time.monotonic() >= deadline:
                return changes
            source.poll(1, 0.05)

    def poll(self, source: Source, most: int = 10) -> list[Record]:
        """The next records there are."""
        deadline = time.monotonic() + self.patience
        while True:
            records = source.poll(most, min(self.patience, 0.1))
            if records or time.monotonic() >= deadline:
                return records

    def assigned(self, topics: Sequence[str], count: int = 1) -> Source:
        """A source of these topics that has told of all its `count` partitions."""
        source = self.log.source(topics)
        told: list[Partition] = []
        deadline = time.monotonic() + 10 * self.patience
        while len(told) < count:
            told += self.changes(source).assigned
            assert time.monotonic() <= deadline or len(told) >= count, f"only {told} were assigned"
        return source

    def sought(self, topic: str, offset: int = 0) -> Source:
        """A source that reads partition 0 of the topic from an offset on."""
        source = self.assigned([topic])
        source.seek(Partition(topic, 0), offset)
        return source

    def read_all(self, topic: str, start: int = 0) -> list[Record]:
        """Every record of a topic, partition by partition."""
        source = self.log.source([topic])
        partitions = self.changes(source).assigned
        for partition in partitions:
            source.seek(partition, start)
        records: list[Record] = []
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline and any(map(source.lag, partitions)):
            records += source.poll(7, 0.05)
        while batch := source.poll(7, 0):
            records += batch
        source.close()
        return sorted(records, key=lambda record: (record.partition, record.offset))

    def values(self, topic: str) -> list[bytes]:
        return [record.value for record in self.read_all(topic)]


def messages(count: int, topic: str = "wires", first: int = 0) -> list[Message]:
    """Distinct messages with keys, in order."""
    return [Message(topic, b"key-%d" % (i % 5), b"value-%d" % i) for i in range(first, first + count)]


WIRES = Partition("wires", 0)
