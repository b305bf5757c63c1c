"""The bytes of the embedded log: segments of frames, one frame for each append.

    segment = header frame*
    header  = magic "ISEG" | salt u32 | base offset u64 | end u64 | crc32 of those
    frame   = magic "IFRM" | crc32 of the rest of the header | base offset u64 | records u32 | length u32
              | crc32 of the payload | payload (MessagePack list of [key, value, headers, timestamp])

Little-endian. A segment's `end` is the offset at which the segments before it end: lower than the base where records
were lost; higher than what a reader has come to where a segment is missing.

The checksums start from the segment's random salt, so that bytes which a sender put into a message can never pass for
a frame. Because each frame is synced before the next is written, only the last can be torn.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from streams.port import Headers, Message

SEGMENT_HEADER = struct.Struct("<4sIQQI")
FRAME_HEADER = struct.Struct("<4sIQIII")
_AFTER_CRC = struct.Struct("<QIII")
SEGMENT_MAGIC = b"ISEG"
FRAME_MAGIC = b"IFRM"
MAX_PAYLOAD = 1 << 30
"""Bytes. No frame is larger; keeps a broken length field from asking for memory."""

Buffer = bytes | memoryview


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record inside a frame; topic, partition and offset follow from where the frame lies."""

    key: bytes | None
    value: bytes
    headers: Headers = ()
    timestamp: int | None = None


class FrameHeader(NamedTuple):
    """A frame header whose checksum holds. `length` is that of the payload, in bytes."""

    base: int
    records: int
    length: int
    crc: int

    @property
    def size(self) -> int:
        """Bytes of the whole frame."""
        return FRAME_HEADER.size + self.length

    @property
    def next_offset(self) -> int:
        """The offset after the frame's last record."""
        return self.base + self.records


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Row])


def row_of(message: Message) -> Row:
    """The part of a message that a frame keeps."""
    return Row(message.key, message.value, message.headers, message.timestamp)


class SegmentHeader(NamedTuple):
    """How a segment begins: see the top of this module."""

    salt: int
    base: int
    end: int


_SEGMENT_FIELDS = struct.Struct("<IQQ")


def encode_segment_header(header: SegmentHeader) -> bytes:
    """The first bytes of a segment."""
    return SEGMENT_HEADER.pack(SEGMENT_MAGIC, *header, zlib.crc32(_SEGMENT_FIELDS.pack(*header)))


def decode_segment_header(data: Buffer) -> SegmentHeader | None:
    """The header, or None where the bytes are none that holds."""
    if len(data) < SEGMENT_HEADER.size:
        return None
    magic, salt, base, end, crc = SEGMENT_HEADER.unpack_from(data)
    header = SegmentHeader(salt, base, end)
    if magic != SEGMENT_MAGIC or crc != zlib.crc32(_SEGMENT_FIELDS.pack(*header)):
        return None
    return header


def encode_frame(rows: Sequence[Row], base: int, salt: int) -> bytes:
    """One frame with all rows, the first at offset `base`."""
    payload = _encoder.encode(rows)
    rest = _AFTER_CRC.pack(base, len(rows), len(payload), zlib.crc32(payload, salt))
    return FRAME_MAGIC + struct.pack("<I", zlib.crc32(rest, salt)) + rest + payload


def decode_frame_header(data: Buffer, position: int, salt: int) -> FrameHeader | None:
    """The header at `position`, or None where there is none that holds."""
    if len(data) - position < FRAME_HEADER.size:
        return None
    magic, header_crc, base, records, length, crc = FRAME_HEADER.unpack_from(data, position)
    if magic != FRAME_MAGIC or length > MAX_PAYLOAD:
        return None
    if header_crc != zlib.crc32(_AFTER_CRC.pack(base, records, length, crc), salt):
        return None
    return FrameHeader(base, records, length, crc)


def payload_holds(payload: Buffer, header: FrameHeader, salt: int) -> bool:
    """Whether the payload is whole and unchanged."""
    return len(payload) == header.length and zlib.crc32(payload, salt) == header.crc


def decode_payload(payload: Buffer) -> list[Row]:
    """The rows of a payload whose checksum holds."""
    return _decoder.decode(payload)
