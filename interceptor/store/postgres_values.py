"""How our values travel to PostgreSQL: whole columns as binary arrays, built here because a batch has thousands.

psycopg's own list adapter asks about every element in turn; these know the type and join bytes.
"""

from collections.abc import Sequence
from struct import Struct, pack
from typing import Any

from psycopg import Connection
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format
from psycopg.types.numeric import Int8BinaryDumper

_HEAD = Struct(">iiIii").pack  # dimensions, has nulls, element type, length, first index
_SIZE = Struct(">i").pack
_NULL = _SIZE(-1)
_BYTEA, _INT8, _TEXT = 17, 20, 25
_BYTEAS, _INT8S, _TEXTS = 1001, 1016, 1009
"""Types by their numbers in PostgreSQL's catalogue (pg_type.dat), which never change."""


class Column(list[Any]):
    """One column of many rows."""


class Bytes(Column):
    """A column of bytes."""


class Ints(Column):
    """A column of whole numbers."""


class Texts(Column):
    """A column of text."""


COLUMNS: dict[str, type[Column]] = {"bytea": Bytes, "bigint": Ints, "text": Texts}


def column_of(values: Sequence[Any]) -> Column:
    """The column of these values, none of which is None, by the type of the first."""
    first = values[0]
    kind = Bytes if isinstance(first, bytes) else Texts if isinstance(first, str) else Ints
    return kind(values)


def clean(text: str) -> bytes:
    """UTF-8 that PostgreSQL takes: it has no NUL and no half of a surrogate pair in text; hostile input has both."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace")


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def _array(self, kind: int, parts: list[bytes], nulls: bool) -> bytes:
        return _HEAD(1, nulls, kind, len(parts), 1) + b"".join(parts)


class _BytesDumper(_ArrayDumper):
    oid = _BYTEAS

    def dump(self, obj: Bytes) -> Buffer:
        size = _SIZE
        parts = [_NULL if value is None else size(len(value)) + value for value in obj]
        return self._array(_BYTEA, parts, None in obj)


class _TextsDumper(_ArrayDumper):
    oid = _TEXTS

    def dump(self, obj: Texts) -> Buffer:
        size = _SIZE
        encoded = [None if value is None else clean(value) for value in obj]
        parts = [_NULL if value is None else size(len(value)) + value for value in encoded]
        return self._array(_TEXT, parts, None in encoded)


class _IntsDumper(_ArrayDumper):
    oid = _INT8S

    def dump(self, obj: Ints) -> Buffer:
        if None in obj:
            parts = [_NULL if value is None else pack(">iq", 8, value) for value in obj]
            return self._array(_INT8, parts, True)
        fields = [8] * (2 * len(obj))
        fields[1::2] = obj
        return _HEAD(1, 0, _INT8, len(obj), 1) + pack(f">{'iq' * len(obj)}", *fields)


class _TextDumper(Dumper):
    def dump(self, obj: str) -> Buffer:
        return clean(obj)


def register(connection: Connection[Any]) -> None:
    """Teach a connection our values. Whole numbers are always bigint, so that a statement is prepared once."""
    adapters = connection.adapters
    adapters.register_dumper(Bytes, _BytesDumper)
    adapters.register_dumper(Ints, _IntsDumper)
    adapters.register_dumper(Texts, _TextsDumper)
    adapters.register_dumper(int, Int8BinaryDumper)
    adapters.register_dumper(str, _TextDumper)
