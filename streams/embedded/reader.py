"""The reading side of one partition. Needs no lock: it sees acknowledged records only, while the writer appends."""

from collections import deque
from pathlib import Path

from streams.embedded.files import Acknowledged
from streams.embedded.frames import Row
from streams.embedded.partition import segment_bases, segment_path
from streams.embedded.segment import SegmentReader
from streams.errors import LogDamaged, OffsetOutOfRange, StreamError
from streams.port import Partition, Record


class PartitionReader:
    """Reads one partition from any offset on."""

    def __init__(self, directory: Path, partition: Partition) -> None:
        self.partition = partition
        self.offset: int | None = None
        """Offset of the next record, None before the first seek and after a failed one."""
        self._directory = directory
        self._acknowledged: Acknowledged | None = None
        self._end = 0
        self._segment: SegmentReader | None = None
        self._error: StreamError | None = None
        self._rows: deque[tuple[int, Row]] = deque()

    def begin_offset(self) -> int:
        """The first offset kept."""
        bases = segment_bases(self._directory) if self._directory.exists() else []
        return bases[0] if bases else 0

    def end_offset(self) -> int:
        """The first offset that is not acknowledged yet."""
        if self._acknowledged is None:
            try:
                self._acknowledged = Acknowledged(self._directory, writable=False)
            except FileNotFoundError:
                return 0
        stated = self._acknowledged.read()
        return self._end if stated is None else stated

    def seek(self, offset: int) -> None:
        """Read from `offset` on; checked by the next `read`."""
        self.offset = offset
        self._error = None
        self._rows.clear()
        self._leave_segment()

    def read(self, max_records: int, max_bytes: int) -> list[Record]:
        """At most so many records; at least one if there is any.

        Raises OffsetOutOfRange, LogDamaged once, behind the last good record; then gives nothing until `seek`.
        """
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        records: list[Record] = []
        try:
            self._read_into(records, max_records, max_bytes)
        except StreamError as error:
            self.offset = None
            if not records:
                raise
            self._error = error
        return records

    def _read_into(self, records: list[Record], max_records: int, max_bytes: int) -> None:
        topic, number = self.partition
        size = 0
        while len(records) < max_records and size < max_bytes and (self._rows or self._fill()):
            offset, row = self._rows.popleft()
            records.append(Record(topic, number, offset, row.key, row.value, row.headers, row.timestamp))
            size += len(row.value)
            self.offset = offset + 1

    def _fill(self) -> bool:
        """Take the next frame in hand; False at the end."""
        if self.offset is None:
            return False
        if self._segment is None:
            self._enter()
        if self.offset >= self._end:
            self._refresh()
        while self.offset < self._end:
            assert self._segment is not None
            frame = self._segment.next_frame()
            if frame is not None:
                base, rows = frame
                self._rows.extend((base + i, row) for i, row in enumerate(rows) if base + i >= self.offset)
                if self._rows:
                    return True
            else:
                self._next_segment()
        return False

    def _refresh(self) -> None:
        """Learn how far the log is acknowledged now; bytes that were read ahead may have changed."""
        end = self.end_offset()
        if end != self._end and self._segment is not None:
            self._segment.forget()
        self._end = end

    def _enter(self) -> None:
        """Open the segment that holds the offset."""
        assert self.offset is not None
        self._refresh()
        bases = segment_bases(self._directory) if self._directory.exists() else []
        begin = bases[0] if bases else self._end
        if not begin <= self.offset <= self._end:
            raise self._out_of_range(begin)
        if bases:
            base = max(base for base in bases if base <= self.offset)
            self._segment = self._open(base)
            self._segment.seek(self.offset)
        else:
            self._end = self.offset  # the partition is being created

    def _next_segment(self) -> None:
        """Move to the following segment, over offsets that were lost. Raises OffsetOutOfRange, LogDamaged."""
        assert self._segment is not None
        assert self.offset is not None
        bases = segment_bases(self._directory)
        if bases and bases[0] > self.offset:
            raise self._out_of_range(bases[0])
        later = [base for base in bases if base > self._segment.base]
        if not later:
            raise LogDamaged(f"{self._segment.path}: acknowledged records from offset {self.offset} are missing")
        ended = self._segment.path
        self._leave_segment()
        self._segment = self._open(later[0])
        if self._segment.previous_end > self.offset:
            raise LogDamaged(f"{ended}: the segment after it is missing")
        self.offset = max(self.offset, later[0])

    def _open(self, base: int) -> SegmentReader:
        try:
            return SegmentReader(segment_path(self._directory, base))
        except FileNotFoundError as error:  # retention was quicker
            raise self._out_of_range(self.begin_offset()) from error

    def _out_of_range(self, begin: int) -> OffsetOutOfRange:
        assert self.offset is not None
        return OffsetOutOfRange(*self.partition, self.offset, begin, self.end_offset())

    def _leave_segment(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None

    def close(self) -> None:
        """Let go of the files; may be called twice."""
        self._leave_segment()
        if self._acknowledged is not None:
            self._acknowledged.close()
            self._acknowledged = None
