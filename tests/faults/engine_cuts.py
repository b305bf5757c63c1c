"""What a power cut does to files beyond a kill: bytes that were written but not synced are gone, by half or whole."""

import os
import random
import struct
from pathlib import Path

from streams.embedded.files import Acknowledged
from streams.embedded.frames import SEGMENT_HEADER, decode_frame_header, decode_segment_header
from streams.embedded.partition import segment_bases, segment_path

_WAL_HEADER, _WAL_FRAME = 32, 24
"""Bytes, as SQLite documents the format of its write-ahead log."""


def cut_log(root: Path, chance: random.Random) -> int:
    """Cut every partition's newest segment somewhere behind what is acknowledged; gives how many lost bytes."""
    directories = {path.parent for path in root.rglob("*.log")}
    return sum(_cut_partition(directory, chance) for directory in sorted(directories))


def _cut_partition(directory: Path, chance: random.Random) -> bool:
    path = segment_path(directory, segment_bases(directory)[-1])
    kept, size = _acknowledged_size(path), path.stat().st_size
    if kept is None or kept >= size:
        return False
    os.truncate(path, chance.randrange(kept, size))
    return True


def _acknowledged_size(path: Path) -> int | None:
    """The byte behind the last acknowledged frame; None where that is not known."""
    statement = Acknowledged(path.parent, writable=False)
    acknowledged = statement.read()
    statement.close()
    data = path.read_bytes()
    head = decode_segment_header(data)
    if acknowledged is None or head is None:
        return None
    position = SEGMENT_HEADER.size
    while (frame := decode_frame_header(data, position, head.salt)) is not None and frame.base < acknowledged:
        position += frame.size
    return position


def cut_store(path: Path, chance: random.Random) -> bool:
    """Tear the last transaction of a SQLite store out of its write-ahead log, as if it had never been synced."""
    log = path.with_name(path.name + "-wal")
    data = log.read_bytes() if log.exists() else b""
    commits = _commits(data)
    if len(commits) < 2:
        return False
    os.truncate(log, chance.randrange(commits[-2], commits[-1]))
    return True


def _commits(data: bytes) -> list[int]:
    """Where each transaction ends that the log now holds; frames of an earlier round have other salts."""
    if len(data) < _WAL_HEADER:
        return []
    page = struct.unpack_from(">I", data, 8)[0]
    salts = data[16:24]
    ends = []
    position = _WAL_HEADER
    while position + _WAL_FRAME + page <= len(data) and data[position + 8 : position + 16] == salts:
        pages_after_commit = struct.unpack_from(">I", data, position + 4)[0]
        position += _WAL_FRAME + page
        if pages_after_commit:
            ends.append(position)
    return ends
