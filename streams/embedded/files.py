"""File habits of the embedded log: whole writes, syncs that reach the disk, and the acknowledged offset.

A reader in another process must not see what a power cut may take back, so the writer states after each sync how far
the log is acknowledged. The statement itself needs no sync: it never runs ahead of the data.
"""

import fcntl
import os
import struct
import sys
import zlib
from pathlib import Path

from streams.errors import LogBusy

_ACKNOWLEDGED = struct.Struct("<QI")
_FILE = "acknowledged"


def write_all(fd: int, data: bytes, position: int) -> None:
    """Write every byte at `position`. Raises OSError."""
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, position)
        view = view[written:]
        position += written


def sync(fd: int) -> None:
    """Return when what was written to a file, and its length, are on the disk."""
    if sys.platform == "darwin":
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)  # its fsync stops at the drive's cache
    else:
        os.fdatasync(fd)


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_durably(path: Path, data: bytes) -> None:
    """Put a small file in place whole or not at all."""
    draft = path.with_name(path.name + ".draft")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        write_all(fd, data, 0)
        os.fsync(fd)
    finally:
        os.close(fd)
    draft.replace(path)
    sync_directory(path.parent)


def take_lock(root: Path) -> int:
    """Become the one writer of the log; gives the descriptor that holds the lock. Raises LogBusy."""
    fd = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
        os.close(fd)
        raise LogBusy(f"{root}, process {holder or 'unknown'}") from error
    os.ftruncate(fd, 0)
    os.pwrite(fd, str(os.getpid()).encode("ascii"), 0)
    return fd


class Acknowledged:
    """The offset up to which a partition's records are durable (the first one that is not)."""

    def __init__(self, directory: Path, *, writable: bool) -> None:
        flags = os.O_RDWR | os.O_CREAT if writable else os.O_RDONLY
        self._fd = os.open(directory / _FILE, flags, 0o644)

    def read(self) -> int | None:
        """The offset, or None where it was never written or is being written at this moment."""
        data = os.pread(self._fd, _ACKNOWLEDGED.size, 0)
        if len(data) < _ACKNOWLEDGED.size:
            return None
        offset, crc = _ACKNOWLEDGED.unpack(data)
        return offset if crc == zlib.crc32(data[:8]) else None

    def write(self, offset: int) -> None:
        """State that everything before `offset` is durable. Call after the sync only."""
        data = struct.pack("<Q", offset)
        os.pwrite(self._fd, data + struct.pack("<I", zlib.crc32(data)), 0)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)
