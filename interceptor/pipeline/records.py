"""Wire records (DESIGN 5.1): from an NDJSON line or a log record to message bytes and what came along."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

import msgspec
from pydantic import ValidationError

from interceptor.errors import Fault, MessageError
from interceptor.pipeline.line_forms import ABSENT, decode_line, decode_text, decode_usual
from interceptor.pipeline.times import format_time, parse_time
from interceptor.transfers.context import EMPTY_CONTEXT, Context

MAX_MESSAGE: Final = 8 * 1024 * 1024
"""Size cap of one message in bytes (DESIGN 4)."""


@dataclass(init=False, slots=True)
class Incoming:
    """One record, whatever carried it."""

    body: bytes
    """The message's bytes."""
    format: str | None
    received_ms: int | None
    """`received_at` in milliseconds since 1970, or None when absent or unreadable."""
    context: bytes | None
    """JSON as received."""
    text: bool
    """True when the message came as text, so its own encoding declaration means nothing."""
    suspect_time: bool
    """True when a `received_at` was given that is no time."""

    def __init__(
        self,
        body: bytes,
        format: str | None = None,  # noqa: A002
        received_ms: int | None = None,
        context: bytes | None = None,
        text: bool = False,
        suspect_time: bool = False,
    ) -> None:
        self.body = body
        self.format = format
        self.received_ms = received_ms
        self.context = context
        self.text = text
        self.suspect_time = suspect_time


def read_line(line: bytes) -> Incoming:
    """The record in one NDJSON line. `tenant` in the record is ignored: it never comes from the record alone.

    A JSON transfer may also stand bare, without `message` around it: it is known by its amount.

    Raises `MessageError` (`bad_record`, `not_json`, `empty`, `too_large`).
    """
    try:
        usual = decode_usual(line)
        body = usual.message.encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _read_unusual(line)
    received = parse_time(usual.received_at)
    return _incoming(body, usual.format, received, received is None, usual.context, text=True)


def _read_unusual(line: bytes) -> Incoming:
    try:
        record = decode_line(line)
    except msgspec.ValidationError as error:
        raise MessageError(Fault.BAD_RECORD) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(Fault.NOT_JSON) from error
    text = record.message_base64 is None
    if text and record.message is ABSENT and not record.settlement_amount is record.amount is ABSENT:
        record.message, record.format = msgspec.Raw(line.strip()), "json"
    body = _message(record.message) if text else _base64(record.message_base64 or "")
    received, suspect = _received(record.received_at)
    return _incoming(body, record.format, received, suspect, record.context, text=text)


def _incoming(
    body: bytes, form: str | None, received: int | None, suspect: bool, raw: msgspec.Raw, *, text: bool
) -> Incoming:
    if not body:
        raise MessageError(Fault.EMPTY)
    if len(body) > MAX_MESSAGE:
        raise MessageError(Fault.TOO_LARGE, f"{len(body)} bytes")
    context = bytes(raw)
    return Incoming(body, form, received, None if context == b"null" else context, text, suspect)


def _message(raw: msgspec.Raw) -> bytes:
    view = bytes(raw)
    if view[:1] == b'"':
        try:
            return decode_text(raw).encode("utf-8")
        except (msgspec.DecodeError, UnicodeError) as error:
            raise MessageError(Fault.NOT_TEXT) from error
    if view[:1] == b"{":
        return view
    if view == b"null":
        return b""
    raise MessageError(Fault.BAD_RECORD, "message")


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MessageError(Fault.BAD_RECORD, "message_base64") from error


def _received(raw: msgspec.Raw) -> tuple[int | None, bool]:
    if bytes(raw) == b"null":
        return None, False
    try:
        received = parse_time(decode_text(raw))
    except (msgspec.DecodeError, UnicodeDecodeError):
        received = None
    return received, received is None


def from_headers(value: bytes, headers: tuple[tuple[str, bytes], ...]) -> Incoming:
    """The record in a log message: its bytes, and the headers `format`, `received-at` and `context`.

    Raises `MessageError` (`empty`, `too_large`).
    """
    if not value:
        raise MessageError(Fault.EMPTY)
    if len(value) > MAX_MESSAGE:
        raise MessageError(Fault.TOO_LARGE, f"{len(value)} bytes")
    found = dict(headers)
    received_header = found.get("received-at")
    received = parse_time(received_header.decode("ascii", "replace")) if received_header else None
    form = found["format"].decode("ascii", "replace") if "format" in found else None
    suspect = received_header is not None and received is None
    return Incoming(value, form, received, found.get("context"), found.get("text") == b"1", suspect)


def to_headers(record: Incoming) -> tuple[tuple[str, bytes], ...]:
    """The headers that `from_headers` reads back."""
    headers: list[tuple[str, bytes]] = []
    if record.format:
        headers.append(("format", record.format.encode()))
    if record.received_ms is not None:
        headers.append(("received-at", format_time(record.received_ms).encode()))
    elif record.suspect_time:
        headers.append(("received-at", b"unreadable"))
    if record.context is not None:
        headers.append(("context", record.context))
    if record.text:
        headers.append(("text", b"1"))
    return tuple(headers)


def read_context(raw: bytes | None) -> tuple[Context, tuple[str, ...]]:
    """The context, and the names of its fields that were not usable.

    A wire with a bad context is still a wire: a field that does not validate counts as unknown, never as safe.
    """
    if raw is None or raw in {b"null", b"{}"}:
        return EMPTY_CONTEXT, ()
    try:
        return Context.model_validate_json(raw), ()
    except ValidationError as error:
        bad = {str(entry["loc"][0]) for entry in error.errors() if entry["loc"]}
    try:
        fields = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        return EMPTY_CONTEXT, ("context",)
    kept = {name: value for name, value in fields.items() if name not in bad}
    try:
        return Context.model_validate(kept), tuple(sorted(bad & Context.model_fields.keys()) or ["context"])
    except ValidationError:
        return EMPTY_CONTEXT, ("context",)
