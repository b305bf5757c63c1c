"""Changes to valid inputs that keep most of their grammar, so that a parser is entered deeply before it meets them."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

Change = Callable[[bytes, random.Random], bytes]

NUMBERS = (
    "0", "-1", "1e999999999", "1e-99999999999999999999", "9" * 5_000, "0." + "0" * 400 + "1", "NaN", "Infinity",
    "18446744073709551616", "1.7976931348623157e309", "00", "+1", "1_000", "١٢", "0x10", "-0.0",
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "\x1b[2J", "\u202e", "\ufeff", "\ud800", "\U0010ffff", "é" * 300, "A" * 3_000, "]]>", "-}", "{1:",
    "\n:32A:260302CAD1,\n", "&amp;&#0;", "%s{0}", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
    "0194-01-01T00:00:00Z", "2026-02-30", "P1Y", "GB29NWBK60161331926819", "NOTPROVIDED", "XXX", "\u2028",
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1", "cp037", "utf-7")
_ELEMENT = re.compile(rb"<([A-Za-z0-9:.]+)[^<>]*>[^<>]*</\1>|<[^<>]*>")
_FIELD = re.compile(rb"\n:[0-9]{2}[A-Z]?:[^:{}]*|\{[1-5S]:[^{}]*\}|\n[^\n]*")
_MEMBER = re.compile(rb"\"[a-z_]+\": ?(?:\"[^\"]*\"|[0-9.]+|true|false|null|\{[^{}]*\}|\[[^\[\]]*\])(?:, ?)?")
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)|(?<=: \")[^\"]*(?=\")|(?<=\n)[^:\n]+|[0-9]+")


def _place(data: bytes, rng: random.Random) -> int:
    return rng.randrange(len(data) + 1)


def _flipped(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _bit(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + bytes(byte ^ (1 << rng.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: _place(data, rng)]


def _without(data: bytes, rng: random.Random) -> bytes:
    at = _place(data, rng)
    return data[:at] + data[at + rng.choice((1, 2, 8, 64, 512)) :]


def _moved(data: bytes, rng: random.Random) -> bytes:
    one, other = sorted((_place(data, rng), _place(data, rng)))
    at = _place(data, rng)
    return data[:at] + data[one:other] + data[at:]


def _again(data: bytes, rng: random.Random) -> bytes:
    """A part of the grammar said twice, or some hundred times."""
    found = _parts(data)
    if not found:
        return data + data
    start, end = rng.choice(found)
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 300)) + data[end:]


def _absent(data: bytes, rng: random.Random) -> bytes:
    found = _parts(data)
    if not found:
        return b""
    start, end = rng.choice(found)
    return data[:start] + data[end:]


def _parts(data: bytes) -> list[tuple[int, int]]:
    pattern = _ELEMENT if b"</" in data else _MEMBER if b'":' in data else _FIELD
    return [match.span() for match in pattern.finditer(data)]


def _value(data: bytes, rng: random.Random) -> bytes:
    """One text or number replaced by one that no sane sender writes."""
    found = [match.span() for match in _TEXT.finditer(data)]
    if not found:
        return data
    start, end = rng.choice(found)
    new = rng.choice(NUMBERS + TEXTS).encode("utf-8", rng.choice(("surrogatepass", "replace")))
    return data[:start] + new + data[end:]


def _nested(data: bytes, rng: random.Random) -> bytes:
    at, depth = _place(data, rng), rng.choice((10, 200, 1_000))
    opening, closing = rng.choice(((b"<a>", b"</a>"), (b"[", b"]"), (b'{"a":', b"}"), (b"{1:", b"}"), (b"\x91", b"")))
    return data[:at] + opening * depth + rng.choice((b"", data[at:])) + closing * depth + data[at:]


def _recoded(data: bytes, rng: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(_ENCODINGS), "replace")


def _declared(data: bytes, rng: random.Random) -> bytes:
    name = rng.choice((b"UTF-16", b"ISO-8859-1", b"EBCDIC-CP-US", b"UTF-7", b"nonsense", b"UTF-8"))
    head = rng.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\n", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///'>]>"))
    return head + b'<?xml version="1.0" encoding="' + name + b'"?>' + data


def _leaf(data: bytes, rng: random.Random) -> bytes:
    """One value of a JSON document replaced by another kind of value."""
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return _value(data, rng)
    places: list[tuple[Any, Any]] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in entries:
            places.append((node, key))
            waiting.append(value)
    if not places:
        return data
    holder, key = rng.choice(places)
    number = rng.choice((0, -1, 10**30, 1e308, 5e-324, True, None, [], {}, [[]], {"a": None}, 1.5, 2**63, -(2**63)))
    other_holder, other_key = rng.choice(places)
    holder[key] = rng.choice((number, rng.choice(TEXTS), rng.choice(NUMBERS), other_holder[other_key]))
    try:
        return json.dumps(root).encode()
    except (ValueError, RecursionError):  # an element was put into itself
        return data


CHANGES: tuple[Change, ...] = (
    _flipped, _bit, _cut, _without, _moved, _again, _absent, _value, _value, _nested, _recoded, _declared, _leaf, _leaf,
)  # fmt: skip


def mutated(data: bytes, seed: int, changes: int) -> bytes:
    """`data` after so many changes; the same seed gives the same."""
    rng = random.Random(seed)
    for _ in range(changes):
        data = rng.choice(CHANGES)(data, rng)
    return data


def pumped(data: bytes, seed: int, size: int) -> bytes:
    """`data` in which one part of its grammar, or any run of bytes, is repeated up to about `size` bytes."""
    rng = random.Random(seed)
    found = _parts(data)
    if found and rng.random() < 0.7:
        first, last = sorted((rng.randrange(len(found)), rng.randrange(len(found))))
        start, end = found[first][0], found[rng.choice((first, first, last))][1]
    else:
        start = _place(data, rng)
        end = start + rng.choice((1, 2, 3, 7, 40, 400))
    part = data[start:end] or b"a"
    return data[:start] + part * (size // len(part)) + data[end:]
