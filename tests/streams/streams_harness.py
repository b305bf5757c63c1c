"""What the tests of `streams` share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from streams.port import Message, Partition, Publisher, Record, Sink, Source


class Log(Sink, Protocol):
    """What both logs offer beside the port."""

    def create_topic(self, name: str, partitions: int = 1) -> None: ...
    def source(self, names: Sequence[str]) -> Source: ...


@dataclass
class Harness:
    """A log under test."""

    log: Log
    publisher: Callable[[], Publisher]

    def read_all(self, topic: str, start: int = 0) -> list[Record]:
        """Every record of a topic, partition by partition."""
        source = self.log.source([topic])
        for partition in source.changes().assigned:
            source.seek(partition, start)
        records: list[Record] = []
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
