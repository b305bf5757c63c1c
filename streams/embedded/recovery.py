"""What a segment holds, where its torn tail begins, and the line between a torn tail and damage.

Each frame is synced before the next is written, so a crash can tear the last frame only, and only one that was not
acknowledged. Anything else is damage and is refused:

- a frame that holds behind one that does not;
- a whole frame that does not hold although it was acknowledged.

A file that just ends too early is cut whatever was acknowledged (somebody or a file system shortened it); the caller
learns of it through `Cut` and never gives the lost offsets out again.
"""

import mmap
import os
from pathlib import Path
from typing import NamedTuple

from streams.embedded.files import sync_directory
from streams.embedded.frames import (
    FRAME_HEADER,
    FRAME_MAGIC,
    SEGMENT_HEADER,
    FrameHeader,
    decode_frame_header,
    decode_segment_header,
    payload_holds,
)
from streams.errors import LogDamaged


class Contents(NamedTuple):
    """What holds in a segment: up to byte `size`, with records before offset `end`; `torn` bytes follow."""

    salt: int
    base: int
    end: int
    size: int
    torn: int


class Cut(NamedTuple):
    """A torn tail that was cut at open. The bytes are kept in `kept`."""

    segment: Path
    position: int
    torn: int
    kept: Path


def inspect(path: Path, acknowledged: int) -> Contents | None:
    """Check every frame of a segment; None where its creation was torn. Raises LogDamaged."""
    if path.stat().st_size <= SEGMENT_HEADER.size and decode_segment_header(path.read_bytes()) is None:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        data = memoryview(mapped)
        try:
            return _inspect(path, data, acknowledged)
        finally:
            data.release()


def _inspect(path: Path, data: memoryview, acknowledged: int) -> Contents:
    head = decode_segment_header(data)
    if head is None:
        raise LogDamaged(f"{path}: segment header")
    salt, base, _ = head
    position, offset = SEGMENT_HEADER.size, base
    while position < len(data):
        header = decode_frame_header(data, position, salt)
        cut_short = len(data) - position < (FRAME_HEADER.size if header is None else header.size)
        if cut_short:
            break
        if header is None or header.base < offset or not _payload_at_holds(data, position, header, salt):
            if offset < acknowledged or _frame_follows(data, position + 1, salt):
                raise LogDamaged(f"{path}: byte {position}, offset {offset}")
            break
        position += header.size
        offset = header.next_offset
    return Contents(salt, base, offset, position, len(data) - position)


def _payload_at_holds(data: memoryview, position: int, header: FrameHeader, salt: int) -> bool:
    with data[position + FRAME_HEADER.size : position + header.size] as payload:
        return payload_holds(payload, header, salt)


def _frame_follows(data: memoryview, position: int, salt: int) -> bool:
    """Whether any frame that holds begins at or after `position`."""
    mapped = data.obj
    assert isinstance(mapped, mmap.mmap)
    while (position := mapped.find(FRAME_MAGIC, position)) >= 0:
        if decode_frame_header(data, position, salt) is not None:
            return True
        position += 1
    return False


def cut(path: Path, contents: Contents) -> Cut:
    """Take the torn tail off a segment, keeping its bytes beside it, durable when it returns."""
    kept = path.with_name(f"{path.stem}-{contents.size}.torn")
    with path.open("r+b") as file:
        file.seek(contents.size)
        kept.write_bytes(file.read())
        file.truncate(contents.size)
        os.fsync(file.fileno())
    sync_directory(path.parent)
    return Cut(path, contents.size, contents.torn, kept)
