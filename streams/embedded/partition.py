"""The writing side of one partition: a directory of segments, appended to by one writer."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from streams import crashpoints
from streams.embedded.files import Acknowledged, sync, sync_directory, write_all
from streams.embedded.frames import SEGMENT_HEADER, Row, SegmentHeader, encode_frame, encode_segment_header
from streams.embedded.recovery import Contents, Cut, cut, inspect
from streams.errors import Closed, LogDamaged, LogWriteFailed

SUFFIX = ".log"


def segment_path(directory: Path, base: int) -> Path:
    """Name of the segment whose first record has offset `base`; names sort by offset."""
    return directory / f"{base:020d}{SUFFIX}"


def segment_bases(directory: Path) -> list[int]:
    """Base offsets of a partition's segments, rising."""
    with os.scandir(directory) as entries:
        return sorted(int(entry.name[: -len(SUFFIX)]) for entry in entries if entry.name.endswith(SUFFIX))


class PartitionWriter:
    """Appends frames; each is synced before `append` returns, and acknowledged only then."""

    def __init__(self, directory: Path, segment_bytes: int) -> None:
        """Open or create. The last segment is checked whole; its torn tail is cut. Raises LogDamaged."""
        self.directory = directory
        self.cuts: list[Cut] = []
        self.lost = range(0)
        """Acknowledged offsets that are gone because a file was shortened; they are never given out again."""
        self._segment_bytes = segment_bytes
        self._fd = -1
        self._failed = False
        self.written_end = 0
        """Offset after the last record that is here."""
        if not directory.exists():
            directory.mkdir(parents=True)
            sync_directory(directory.parent)
        self._acknowledged = Acknowledged(directory, writable=True)
        stated = self._acknowledged.read() or 0
        contents = self._recover(stated)
        if contents is None:
            self._create_segment(self.written_end)
        else:
            self._open_segment(contents)
        self.next_offset = max(stated, self.written_end)

    def _recover(self, stated: int) -> Contents | None:
        """What the last segment holds; None if there is none yet. Raises LogDamaged."""
        bases = segment_bases(self.directory)
        if stated and not bases:
            raise LogDamaged(f"{self.directory}: all segments are gone, {stated} offsets were acknowledged")
        for base in reversed(bases):
            path = segment_path(self.directory, base)
            contents = inspect(path, stated)
            if contents is None:
                path.unlink()  # not even its header is whole: its creation was torn
                self.written_end = base
                continue
            if contents.torn:
                self.cuts.append(cut(path, contents))
            return contents
        return None

    def _open_segment(self, contents: Contents) -> None:
        self._fd = os.open(segment_path(self.directory, contents.base), os.O_RDWR)
        os.fsync(self._fd)  # a frame that a killed writer left unsynced becomes durable before it is counted
        self._salt, self._size, self.written_end = contents.salt, contents.size, contents.end

    def _create_segment(self, base: int) -> None:
        """A durable empty segment, which becomes the one that is appended to."""
        if self._fd >= 0:
            os.close(self._fd)
        header = SegmentHeader(secrets.randbits(32), base, self.written_end)
        self._fd = os.open(segment_path(self.directory, base), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
        write_all(self._fd, encode_segment_header(header), 0)
        os.fsync(self._fd)
        sync_directory(self.directory)
        self._salt, self._size, self.written_end = header.salt, SEGMENT_HEADER.size, base

    def settle(self) -> None:
        """Make readers see what is here: a new segment over offsets that were lost, then the acknowledged end."""
        if self.next_offset > self.written_end:
            self.lost = range(self.written_end, self.next_offset)
            self._create_segment(self.next_offset)
        self._acknowledged.write(self.next_offset)

    def append(self, rows: Sequence[Row], base: int | None = None) -> int:
        """Write rows as one frame, durable when it returns; gives the first offset.

        `base` (default the next offset) is given when a journaled batch is done again: it may fill offsets that a
        shortened file lost, never overwrite. Raises LogWriteFailed; the writer then takes no more.
        """
        if self._failed:
            raise LogWriteFailed(f"{self.directory}: an earlier write failed")
        if self._fd < 0:
            raise Closed(str(self.directory))
        base = self.next_offset if base is None else base
        assert base >= self.written_end, "an append never overwrites"
        try:
            self._write(rows, base)
        except OSError as error:
            self._failed = True
            raise LogWriteFailed(f"{self.directory}: {error.strerror}") from error
        self.written_end = base + len(rows)
        self.next_offset = max(self.next_offset, self.written_end)
        self._acknowledged.write(self.next_offset)
        return base

    def _write(self, rows: Sequence[Row], base: int) -> None:
        if base > self.written_end or self._size >= self._segment_bytes:
            self._create_segment(base)
        frame = encode_frame(rows, base, self._salt)
        write_all(self._fd, frame, self._size)
        crashpoints.reach("in_append")
        sync(self._fd)
        self._size += len(frame)

    def close(self) -> None:
        """Let go of the files; may be called twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._acknowledged.close()
            self._fd = -1
