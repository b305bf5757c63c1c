"""Files as pieces of unpacked bytes: plain, gzip, Zstandard. Pieces are bounded, whatever the input claims to hold."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from streams.errors import InputDamaged, InputUnreadable

PIECE_BYTES = 256 * 1024
"""Bytes of one piece, roughly."""
_ZST_INPUT_BYTES = 512
"""Fed to zstd at once. A block takes 4 bytes at least and gives 128 KB at most, so one piece stays below 16 MB."""

PACKED = (".gz", ".zst")


def pieces(path: Path) -> Iterator[bytes]:
    """The unpacked bytes of a file, by its ending. Raises InputUnreadable at once, InputDamaged behind good bytes."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputUnreadable(f"{path}: {error.strerror}") from error
    match path.suffix.lower():
        case ".gz":
            return _gunzip(file, path)
        case ".zst":
            return _unzstd(file, path)
        case _:
            return _plain(file, path)


def _read(file: BinaryIO, path: Path, size: int) -> Iterator[bytes]:
    with file:
        try:
            while piece := file.read(size):
                yield piece
        except OSError as error:
            raise InputDamaged(f"{path}: {error.strerror}") from error


def _plain(file: BinaryIO, path: Path) -> Iterator[bytes]:
    return _read(file, path, PIECE_BYTES)


def _gunzip(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """Members one behind another, as gzip itself reads them; zero padding at the end is no member."""
    member = zlib.decompressobj(wbits=31)
    begun = False
    try:
        for packed in _read(file, path, PIECE_BYTES):
            rest = packed
            while rest:
                if member.eof:
                    rest = rest.lstrip(b"\0")
                    member, begun = zlib.decompressobj(wbits=31), False
                    continue
                begun = True
                yield member.decompress(rest, PIECE_BYTES)
                rest = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error as error:
        raise InputDamaged(f"{path}: {error}") from error
    if begun and not member.eof:
        raise InputDamaged(f"{path}: it ends too early")


def _unzstd(file: BinaryIO, path: Path) -> Iterator[bytes]:
    """Frames one behind another."""
    frame = zstandard.ZstdDecompressor().decompressobj()
    begun = False
    try:
        for packed in _read(file, path, _ZST_INPUT_BYTES):
            rest = packed
            while rest:
                if frame.eof:
                    frame, begun = zstandard.ZstdDecompressor().decompressobj(), False
                begun = True
                yield frame.decompress(rest)
                rest = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise InputDamaged(f"{path}: {error}") from error
    if begun and not frame.eof:
        raise InputDamaged(f"{path}: it ends too early")
