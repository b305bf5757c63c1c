"""Published batches with their marks, written before the partitions: a batch is there whole, or not at all.

One journal entry holds the batch, the offset at which it starts in each partition, and the marks of all streams after
it. The entry's sync is the moment of commitment. An entry is applied before the next is written, so after a crash
only the last can be unfinished, and doing it again at its offsets changes nothing that is already there.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from streams.embedded.frames import Row
from streams.embedded.partition import PartitionWriter, segment_bases, segment_path
from streams.embedded.segment import SegmentReader
from streams.port import Mark


class Part(msgspec.Struct, frozen=True, array_like=True):
    """The records of one partition in a batch, the first at offset `base`."""

    topic: str
    partition: int
    base: int
    rows: list[Row]


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One committed batch. `marks` holds every stream, so that the last entry alone is enough."""

    marks: dict[str, Mark]
    parts: list[Part]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Entry)


class Journal:
    """The last committed batch and the marks, durable."""

    def __init__(self, directory: Path, segment_bytes: int) -> None:
        self._writer = PartitionWriter(directory, segment_bytes)
        self._writer.settle()
        self.last = self._read_last()

    @property
    def marks(self) -> dict[str, Mark]:
        """Committed mark of each stream."""
        return self.last.marks

    def _read_last(self) -> Entry:
        directory = self._writer.directory
        for base in reversed(segment_bases(directory)):
            reader = SegmentReader(segment_path(directory, base))
            try:
                last = None
                while (frame := reader.next_frame()) is not None:
                    last = frame[1][-1]
            finally:
                reader.close()
            if last is not None:
                return _decoder.decode(last.value)
        return Entry({}, [])

    def commit(self, marks: Mapping[str, Mark], parts: list[Part]) -> None:
        """Write one entry, durable when it returns. Raises LogWriteFailed."""
        entry = Entry({**self.last.marks, **marks}, parts)
        self._writer.append([Row(None, _encoder.encode(entry))])
        self.last = entry
        self._drop_older_segments()

    def _drop_older_segments(self) -> None:
        """Only the last entry counts, so whole segments before it can go."""
        bases = segment_bases(self._writer.directory)
        for base in bases[:-1]:
            segment_path(self._writer.directory, base).unlink()

    def close(self) -> None:
        """Let go of the files; may be called twice."""
        self._writer.close()
