"""What replay and the embedded log promise; see `tests.fuzz.targets`."""

import gzip
import os
import struct
import tempfile
import zlib
from functools import cache
from pathlib import Path

import zstandard

from streams.embedded.frames import FRAME_MAGIC, SEGMENT_HEADER, Row, SegmentHeader, encode_frame, encode_segment_header
from streams.embedded.recovery import inspect
from streams.embedded.segment import SegmentReader
from streams.errors import InputDamaged, LogDamaged
from streams.replay import Item, Oversize, Whole, replay
from tests.fuzz.promises import expect

ENDINGS = (".ndjson", ".ndjson.gz", ".ndjson.zst", ".xml", ".fin.gz", ".txt", ".json", ".xml.zst")
SALT = 0x5EED
_CAP = 4096
_LINE_ENDINGS = (".ndjson",)


@cache
def folder() -> Path:
    """One folder a process, in memory where the machine has such a place."""
    shared = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="fuzz-", dir=shared if os.access(shared, os.W_OK) else None))


def replayed(data: bytes) -> None:
    """`streams.replay`: the first byte chooses the ending; every line that is not blank is an item."""
    ending = ENDINGS[data[0] % len(ENDINGS)] if data else ENDINGS[0]
    content = data[1:]
    items = _read(ending, content)
    if items is not None and ending in _LINE_ENDINGS:
        expect(len(items) == _lines(content), "every line is an item")
    elif items is not None and ending == ".xml":
        expect(len(items) == 1 and isinstance(items[0], Whole | Oversize), "a message file is one item")
    plain = _read(".ndjson", content)
    for packed_as, packed in ((".gz", gzip.compress(content, 1)), (".zst", zstandard.compress(content, 1))):
        expect(_read(f".ndjson{packed_as}", packed) == plain, f"{packed_as} holds what was packed")


def _lines(content: bytes) -> int:
    lines = content.split(b"\n")
    lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
    return sum(bool(line.strip(b" \t\r\v\f")) for line in lines)


def _read(ending: str, content: bytes) -> list[Item] | None:
    path = folder() / "input"
    named = path.with_suffix(ending)
    named.write_bytes(content)
    path.unlink(missing_ok=True)
    try:
        # The name is part of every item: the same for all endings.
        return [_unnamed(item) for item in replay(str(named), max_bytes=_CAP)]
    except InputDamaged:
        return None


def _unnamed(item: Item) -> Item:
    if isinstance(item, Whole):
        return Whole("", item.value)
    if isinstance(item, Oversize):
        return Oversize("", item.number, item.size, item.digest)
    return type(item)("", item.number, item.value)


@cache
def whole_segment() -> bytes:
    """A segment of four frames."""
    frames, base = [], 0
    for count in (3, 1, 2, 4):
        rows = [Row(b"key", b"value %d" % (base + i), (("format", b"mt103"),), 5) for i in range(count)]
        frames.append(encode_frame(rows, base, SALT))
        base += count
    return encode_segment_header(SegmentHeader(SALT, 0, 0)) + b"".join(frames)


ROWS = 10
"""Records in `whole_segment`."""


def segment(data: bytes) -> None:
    """Recovery of a segment in which bytes were put, changed or cut; the first four bytes say where and how.

    Whatever it holds, records are given as they were written or not at all, and none behind one that is lost.
    """
    if len(data) < 4:
        return
    at, how, acknowledged = struct.unpack_from("<HBB", data)
    content, rest = whole_segment(), data[4:]
    at %= len(content) + 1
    changed = (
        content + rest,
        content[:at] + rest,
        content[:at] + rest + content[at:],
        content[:at] + rest + content[at + len(rest) :],
        rest,
    )[how % 5]
    path = folder() / "00000000000000000000.log"
    path.write_bytes(changed)
    try:
        contents = inspect(path, acknowledged % (ROWS + 2))
    except LogDamaged:
        return
    if contents is None:
        return
    expect(contents.size + contents.torn == len(changed), "every byte is whole or torn")
    expect(contents.end <= ROWS, "no record was invented")
    values = _values(path, contents.size)
    expect(values == [b"value %d" % i for i in range(contents.end)], "records are as they were written, in order")


def _values(path: Path, size: int) -> list[bytes]:
    reader = SegmentReader(path)
    values: list[bytes] = []
    try:
        while reader.position < size and (found := reader.next_frame()) is not None:
            values += [row.value for row in found[1]]
    finally:
        reader.close()
    return values


def frame(data: bytes) -> None:
    """A frame with right checksums around any payload, as only a foreign program would write: rows, or damage."""
    for records in (0, 1, len(data)):
        rest = struct.pack("<QIII", 0, records, len(data), zlib.crc32(data, SALT))
        whole = FRAME_MAGIC + struct.pack("<I", zlib.crc32(rest, SALT)) + rest + data
        path = folder() / "00000000000000000001.log"
        path.write_bytes(encode_segment_header(SegmentHeader(SALT, 0, 0)) + whole)
        reader = SegmentReader(path)
        try:
            found = reader.next_frame()
            expect(found is not None and len(found[1]) == records, "as many rows as the header says")
        except LogDamaged:
            pass
        finally:
            reader.close()


HEADER_SIZE = SEGMENT_HEADER.size
