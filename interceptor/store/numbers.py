"""Row numbers: `stream << 40 | n`. A trillion rows a stream, and every stream counts on its own."""

from struct import Struct
from typing import Final

_SHIFT: Final = 40

_first_eight: Final = Struct(">q").unpack_from


def row_number(stream: int, count: int) -> int:
    """The number of the `count`-th row (from 1) of `stream`."""
    return stream << _SHIFT | count


def bounds(stream: int) -> tuple[int, int]:
    """The number before the first row of a stream, and the one after its last possible row."""
    return stream << _SHIFT, (stream + 1) << _SHIFT


def stream_of(number: int) -> int:
    """The stream that a row belongs to."""
    return number >> _SHIFT


def key_of(digest: bytes) -> int:
    """The signed 64-bit key of a digest's first eight bytes."""
    key: int = _first_eight(digest)[0]
    return key
