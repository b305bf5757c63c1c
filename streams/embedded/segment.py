"""The reading side of one segment: frames by offset, found through a sparse index in memory."""

import os
from bisect import bisect_right
from pathlib import Path

import msgspec

from streams.embedded.frames import (
    FRAME_HEADER,
    SEGMENT_HEADER,
    FrameHeader,
    Row,
    decode_frame_header,
    decode_payload,
    decode_segment_header,
    payload_holds,
)
from streams.errors import LogDamaged

_INDEX_EVERY = 64 * 1024
"""Bytes between two entries of the index: 1,000 entries for a segment of 64 MB."""
_CHUNK = 256 * 1024
"""Bytes asked of the file at once."""


class SegmentReader:
    """Reads frames of one segment while a writer may append to it. Every checksum is verified."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDONLY)
        head = decode_segment_header(os.pread(self._fd, SEGMENT_HEADER.size, 0))
        if head is None:
            os.close(self._fd)
            raise LogDamaged(f"{path}: segment header")
        self._salt, self.base, self.previous_end = head
        self._offsets = [self.base]
        self._positions = [SEGMENT_HEADER.size]
        self._chunk = b""
        self._chunk_at = 0
        self.position = SEGMENT_HEADER.size

    def seek(self, offset: int) -> None:
        """Stand at the frame that holds `offset`, or at the first after it."""
        at = max(0, bisect_right(self._offsets, offset) - 1)
        self.position = self._positions[at]
        while (header := self._header()) is not None and header.next_offset <= offset:
            self._step(header)

    def next_frame(self) -> tuple[int, list[Row]] | None:
        """Base offset and rows of the frame here, then stand at the next; None at the end of the file.

        To be called only while acknowledged records are left: other bytes than theirs are LogDamaged.
        """
        header = self._header()
        if header is None:
            if self.position < os.fstat(self._fd).st_size:
                raise LogDamaged(f"{self.path}: byte {self.position}")
            return None
        payload = self._bytes(self.position + FRAME_HEADER.size, header.length)
        if not payload_holds(payload, header, self._salt):
            raise LogDamaged(f"{self.path}: byte {self.position}, offset {header.base}")
        try:
            rows = decode_payload(payload)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise LogDamaged(f"{self.path}: byte {self.position}: not written by this program") from error
        if len(rows) != header.records:
            raise LogDamaged(f"{self.path}: byte {self.position}: {len(rows)} records, {header.records} stated")
        self._step(header)
        return header.base, rows

    def _step(self, header: FrameHeader) -> None:
        self.position += header.size
        if self.position - self._positions[-1] >= _INDEX_EVERY:
            self._offsets.append(header.next_offset)
            self._positions.append(self.position)

    def _header(self) -> FrameHeader | None:
        data = self._bytes(self.position, FRAME_HEADER.size)
        return decode_frame_header(data, 0, self._salt)

    def _bytes(self, position: int, length: int) -> memoryview:
        """Bytes from the chunk in hand, else from the file; fewer where the file ends."""
        begin = position - self._chunk_at
        if begin < 0 or begin + length > len(self._chunk):
            self._chunk = os.pread(self._fd, max(length, _CHUNK), position)
            self._chunk_at, begin = position, 0
        return memoryview(self._chunk)[begin : begin + length]

    def forget(self) -> None:
        """Drop bytes that were read ahead of what was acknowledged."""
        self._chunk = b""

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)
