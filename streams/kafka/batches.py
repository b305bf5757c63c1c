"""How the consumer reads batches of records: whoever may write to a topic must not be able to stop its readers.

A header's name may be no UTF-8. Brokers take such names, since Kafka's own client reads them with replacements;
kafka-python raises, for a whole partition and for ever. Here the bytes that are no text are written out in the name
(`\\xff`), which no program looks for: the header counts as one that nobody knows.

A compressed batch of some kilobytes may unpack to many gigabytes; kafka-python unpacks it whole, and the process dies
of it. Here a batch has a largest size. Its partition stops, and the others go on.
"""

import gzip
import io
import logging
from typing import Any

import zstandard
from kafka.codec import snappy_decode
from kafka.errors import CorruptRecordError
from kafka.record.default_records import DefaultRecordBatch
from kafka.record.memory_records import MemoryRecords
from lz4.frame import LZ4FrameDecompressor

_log = logging.getLogger(__name__)

MAX_UNPACKED_BYTES = 128 * 1024 * 1024
"""Of one batch: 14 times the largest that a topic of wires takes packed (9 MB)."""


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

    def _maybe_uncompress(self: Any) -> None:
        codec = self.compression_type
        if not self._decompressed and codec != self.CODEC_NONE:
            unpacked = _unpacked(codec, memoryview(self._buffer)[self._pos :])
            if len(unpacked) > MAX_UNPACKED_BYTES:
                _log.error("a batch of %d bytes unpacks to more than %d", len(self._buffer), MAX_UNPACKED_BYTES)
                raise CorruptRecordError("a batch unpacks to more than it may")
            self._buffer, self._pos = bytearray(unpacked), 0
        self._decompressed = True


def _unpacked(codec: int, packed: memoryview) -> bytes:
    """What is packed, or the first part of it, one byte longer than the largest that may be."""
    most = MAX_UNPACKED_BYTES + 1
    if codec == DefaultRecordBatch.CODEC_GZIP:
        return gzip.GzipFile(fileobj=io.BytesIO(packed)).read(most)
    if codec == DefaultRecordBatch.CODEC_ZSTD:
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed), read_across_frames=True) as reader:
            return reader.read(most)
    if codec == DefaultRecordBatch.CODEC_LZ4:
        found: bytes = LZ4FrameDecompressor().decompress(packed.tobytes(), max_length=most)
        return found
    whole: bytes = snappy_decode(packed.tobytes())  # at most 22 times what is packed: 3 bytes stand for 64 at most
    return whole


class _Records(MemoryRecords):  # type: ignore[misc]
    """Batches that are read so; those of the old message format have no headers."""

    __slots__ = ()

    def next_batch(self) -> Any:
        batch = super().next_batch()
        if type(batch) is DefaultRecordBatch:
            batch.__class__ = _Batch
        return batch


def read_with_care(consumer: Any) -> None:
    """Let this `KafkaConsumer` read its batches so."""
    fetcher = consumer._fetcher
    records_of_partition = fetcher.PartitionRecords

    def opened(offset: int, place: Any, records: Any, **options: Any) -> Any:
        records.__class__ = _Records
        return records_of_partition(offset, place, records, **options)

    fetcher.PartitionRecords = opened
