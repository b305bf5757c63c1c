"""What a message is written in, by its first bytes alone: XML, MT or JSON; and MT and JSON bytes as text."""

from typing import Final, Literal

from interceptor.errors import Fault, MessageError

Syntax = Literal["xml", "mt", "json"]

_HEAD: Final = 512
"""Bytes looked at; white space in front of a message is longer only in hostile ones, which are then copied once."""
_SKIPPED: Final = b" \t\r\n\0\x01\x02\x03$"
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def syntax(body: bytes) -> Syntax:
    """The syntax of `body`. Raises `MessageError` (`empty`, `unknown_format`).

    A brace opens JSON when a quote or another brace end follows, and an MT block otherwise.
    """
    for mark, _ in _MARKS:
        if body.startswith(mark):
            body = body[len(mark) :]
            break
    head = body[:_HEAD].lstrip(_SKIPPED) or body.lstrip(_SKIPPED)[:_HEAD]
    first = head[:1]
    if first == b"<":
        return "xml"
    if first == b"{":
        return "json" if head[1:].lstrip(b" \t\r\n\0")[:1] in {b'"', b"}"} else "mt"
    if first == b"[":
        return "json"
    if first == b":":
        return "mt"
    raise MessageError(Fault.UNKNOWN_FORMAT if head else Fault.EMPTY)


def text(body: bytes, *, declared_encoding: bool = True) -> tuple[str, bool]:
    """`body` as text, and whether it was read as Latin-1 because it is not UTF-8.

    UTF-16 is known by its mark or by the NUL beside its first character. With `declared_encoding=False` only UTF-8 is
    tried. Raises `MessageError` (`not_text`).
    """
    try:
        if declared_encoding:
            for mark, codec in _MARKS:
                if body.startswith(mark):
                    return body[len(mark) :].decode(codec), False
            if body[:1] == b"\0" and body[1:2] not in {b"", b"\0"}:
                return body.decode("utf-16-be"), False
            if body[1:2] == b"\0":
                return body.decode("utf-16-le"), False
        return body.decode(), False
    except UnicodeError:
        if declared_encoding and b"\0" not in body:
            return body.decode("iso-8859-1"), True
        raise MessageError(Fault.NOT_TEXT) from None
