"""Record headers as they come: a name that is not UTF-8 is read all the same.

Brokers take such names, since Kafka's own client reads them with replacements. kafka-python raises instead, for a whole
partition and for ever, so anybody who may write to a topic could stop it. Here the bytes that are no text are written
out in the name (`\\xff`), which no program looks for: the header counts as one that nobody knows.
"""

from typing import Any

from kafka.record.default_records import DefaultRecordBatch
from kafka.record.memory_records import MemoryRecords


class _Name(bytearray):
    """Bytes that are text whatever they hold."""

    def decode(self, *_: object) -> str:
        return super().decode("utf-8", "backslashreplace")


class _Bytes(bytearray):
    """What a batch holds; parts of it can be decoded."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        return _Name(found) if isinstance(place, slice) else found


class _Batch(DefaultRecordBatch):  # type: ignore[misc]  # kafka-python has no types
    """Reads as ever until a name is no UTF-8, and from there on slower. The bytes are copied once, not once a name."""

    __slots__ = ()

    def _read_msg(self: Any) -> Any:
        try:
            return DefaultRecordBatch._read_msg(self)
        except UnicodeDecodeError:
            self._buffer = _Bytes(self._buffer)
            return DefaultRecordBatch._read_msg(self)


class _Records(MemoryRecords):  # type: ignore[misc]
    """Batches that are read so; those of the old message format have no headers."""

    __slots__ = ()

    def next_batch(self) -> Any:
        batch = super().next_batch()
        if type(batch) is DefaultRecordBatch:
            batch.__class__ = _Batch
        return batch


def read_any_name(consumer: Any) -> None:
    """Let this `KafkaConsumer` read headers of any name."""
    fetcher = consumer._fetcher
    records_of_partition = fetcher.PartitionRecords

    def opened(offset: int, place: Any, records: Any, **options: Any) -> Any:
        records.__class__ = _Records
        return records_of_partition(offset, place, records, **options)

    fetcher.PartitionRecords = opened
