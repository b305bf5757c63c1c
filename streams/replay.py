"""Replay: records from files, folders and standard input, in order, with flat memory.

- `-` is standard input: NDJSON, each line an item;
- a file is NDJSON, plain, `.gz` or `.zst`, unless its ending is that of a message (`.xml`, `.fin`, also packed): then
  the file is one item. A `.txt` or `.json` file is NDJSON if its first line is a whole JSON object, else one message;
- a folder is read in sorted order, deeper folders included; files with other endings and hidden ones are left out.

Lines end with LF or CRLF; blank ones are left out; the last may lack its end. A line or message over the cap is given
as `Oversize` with its size and digest: it is never held, so it can be refused whatever its size.
"""

import hashlib
import io
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from streams.unpack import PACKED, PIECE_BYTES, pieces

MAX_ITEM_BYTES = 12 * 1024 * 1024
"""8 MB of message (DESIGN section 4) as base64 (4/3) or JSON-escaped text, with its envelope and context."""
STANDARD_INPUT = "-"
_LINES = (".ndjson", ".jsonl")
_MESSAGES = (".xml", ".fin")
_EITHER = (".txt", ".json")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of an NDJSON input, without its end; `number` counts from 1, blank lines too."""

    source: str
    number: int
    value: bytes


class Whole(msgspec.Struct, frozen=True, gc=False):
    """A file that is one message."""

    source: str
    value: bytes


class Oversize(msgspec.Struct, frozen=True, gc=False):
    """A line, or a file (number 0), over the cap: its size in bytes and its SHA-256 (hex), line end not counted."""

    source: str
    number: int
    size: int
    digest: str


Item = Line | Whole | Oversize


def replay(location: str, *, max_bytes: int = MAX_ITEM_BYTES) -> Iterator[Item]:
    """Every item of a file, a folder or `-`. Raises InputUnreadable at once, InputDamaged behind the good lines."""
    if location == STANDARD_INPUT:
        return _lines(_standard_input(), STANDARD_INPUT, max_bytes)
    path = Path(location)
    if path.is_dir():
        return _folder(path, max_bytes)
    return _file(pieces(path), _kind(path), str(path), max_bytes)


def _standard_input() -> Iterator[bytes]:
    """What is there, without waiting for a full piece: a live pipe is answered as it comes."""
    stream = sys.stdin.buffer
    read = stream.read1 if isinstance(stream, io.BufferedReader) else stream.read
    while piece := read(PIECE_BYTES):
        yield piece


def _folder(folder: Path, max_bytes: int) -> Iterator[Item]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        kind = _kind(path)
        if not hidden and path.is_file() and kind in _LINES + _MESSAGES + _EITHER:
            yield from _file(pieces(path), kind, str(path.relative_to(folder)), max_bytes)


def _kind(path: Path) -> str:
    """The ending that tells what is inside, lower-case."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _file(parts: Iterator[bytes], kind: str, source: str, max_bytes: int) -> Iterator[Item]:
    one_message = kind in _MESSAGES
    if kind in _EITHER:
        head = _head(parts, max_bytes)
        one_message = not _is_object(b"".join(head))
        parts = chain(head, parts)
    return _whole(parts, source, max_bytes) if one_message else _lines(parts, source, max_bytes)


def _head(parts: Iterator[bytes], max_bytes: int) -> list[bytes]:
    """The first pieces, through the end of the first line that is not blank."""
    head: list[bytes] = []
    size, begun = 0, False
    for piece in parts:
        head.append(piece)
        size += len(piece)
        text = piece if begun else piece.lstrip()
        begun = begun or bool(text)
        if (begun and b"\n" in text) or size > max_bytes:
            break
    return head


def _is_object(head: bytes) -> bool:
    first_line = head.removeprefix(_BYTE_ORDER_MARK).lstrip().partition(b"\n")[0]
    try:
        return isinstance(msgspec.json.decode(first_line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


class _Gathered:
    """Bytes that come in pieces: held up to a cap, beyond it only counted and digested."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._size = 0
        self._digest = hashlib.sha256()

    def add(self, part: bytes) -> None:
        was_held = self._size <= self._max_bytes
        self._size += len(part)
        if self._size <= self._max_bytes:
            self._parts.append(part)
            return
        if was_held:
            for held in self._parts:
                self._digest.update(held)
            self._parts.clear()
        self._digest.update(part)

    def held(self) -> bytes | None:
        """Everything, or None if it is over the cap."""
        return b"".join(self._parts) if self._size <= self._max_bytes else None

    def oversize(self, source: str, number: int) -> Oversize:
        return Oversize(source, number, self._size, self._digest.hexdigest())


def _whole(parts: Iterator[bytes], source: str, max_bytes: int) -> Iterator[Item]:
    gathered = _Gathered(max_bytes)
    for part in parts:
        gathered.add(part)
    value = gathered.held()
    yield gathered.oversize(source, 0) if value is None else Whole(source, value)


def _lines(parts: Iterator[bytes], source: str, max_bytes: int) -> Iterator[Item]:
    for number, gathered in enumerate(_split(parts, max_bytes), start=1):
        value = gathered.held()
        if value is None:
            yield gathered.oversize(source, number)
            continue
        if number == 1:
            value = value.removeprefix(_BYTE_ORDER_MARK)
        value = value.removesuffix(b"\r")
        if value and not value.isspace():
            yield Line(source, number, value)


def _split(parts: Iterator[bytes], max_bytes: int) -> Iterator[_Gathered]:
    """The lines, each without its LF. When the input turns out damaged, a line begun is not given."""
    gathered = _Gathered(max_bytes)
    open_line = False
    for part in parts:
        first, *others = part.split(b"\n")
        gathered.add(first)
        for other in others:
            yield gathered
            gathered = _Gathered(max_bytes)
            gathered.add(other)
        open_line = bool(others[-1]) if others else open_line or bool(first)
    if open_line:
        yield gathered
