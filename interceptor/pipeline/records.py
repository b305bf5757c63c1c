"""Wire records (DESIGN 5.1): from an NDJSON line or a log record to message bytes and what came along."""

import base64
import binascii
from datetime import UTC, date, datetime
from functools import lru_cache

import msgspec
from pydantic import ValidationError

from interceptor.errors import Fault, MessageError
from interceptor.transfers.context import EMPTY_CONTEXT, Context

MAX_MESSAGE = 8 * 1024 * 1024
"""Size cap of one message in bytes (DESIGN 4)."""


_EPOCH_DAY = date(1970, 1, 1).toordinal()


class Incoming(msgspec.Struct, gc=False):
    """One record, whatever carried it."""

    body: bytes
    """The message's bytes."""
    format: str | None = None
    received_ms: int | None = None
    """`received_at` in milliseconds since 1970, or None when absent or unreadable."""
    context: bytes | None = None
    """JSON as received."""
    text: bool = False
    """True when the message came as text, so its own encoding declaration means nothing."""
    suspect_time: bool = False
    """True when a `received_at` was given that is no time."""


_ABSENT = msgspec.Raw(b"null")


class _Line(msgspec.Struct, gc=False):
    received_at: msgspec.Raw = _ABSENT
    format: str | None = None
    message: msgspec.Raw = _ABSENT
    message_base64: str | None = None
    context: msgspec.Raw = _ABSENT
    settlement_amount: msgspec.Raw = _ABSENT
    """Of a transfer that stands bare, without a record around it; `amount` is its other name."""
    amount: msgspec.Raw = _ABSENT


_line = msgspec.json.Decoder(_Line)
_string = msgspec.json.Decoder(str)


def read_line(line: bytes) -> Incoming:
    """The record in one NDJSON line. `tenant` in the record is ignored: it never comes from the record alone.

    A JSON transfer may also stand bare, without `message` around it: it is known by its amount.

    Raises `MessageError` (`bad_record`, `not_json`, `empty`, `too_large`).
    """
    try:
        record = _line.decode(line)
    except msgspec.ValidationError as error:
        raise MessageError(Fault.BAD_RECORD) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(Fault.NOT_JSON) from error
    text = record.message_base64 is None
    if text and record.message is _ABSENT and not record.settlement_amount is record.amount is _ABSENT:
        record.message, record.format = msgspec.Raw(line.strip()), "json"
    body = _message(record.message) if text else _base64(record.message_base64 or "")
    if not body:
        raise MessageError(Fault.EMPTY)
    if len(body) > MAX_MESSAGE:
        raise MessageError(Fault.TOO_LARGE, f"{len(body)} bytes")
    received, suspect = _received(record.received_at)
    context: bytes | None = bytes(record.context)
    if context == b"null":
        context = None
    return Incoming(body, record.format, received, context, text, suspect)


def _message(raw: msgspec.Raw) -> bytes:
    view = bytes(raw)
    if view[:1] == b'"':
        try:
            return _string.decode(raw).encode("utf-8")
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
        received = parse_time(_string.decode(raw))
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


_FIRST_MS = -62_135_596_800_000
"""0001-01-01T00:00:00Z."""
_END_MS = 253_402_300_800_000
"""10000-01-01T00:00:00Z."""


def parse_time(text: str) -> int | None:
    """Milliseconds since 1970 of an ISO 8601 time (UTC when it names no offset), or None.

    None also where only the offset leaves the years 1 to 9999, since such a time cannot be written in UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        milliseconds = round(moment.timestamp() * 1000)
        return milliseconds if _FIRST_MS <= milliseconds < _END_MS else None
    except (ValueError, OverflowError):
        return None


def format_time(milliseconds: int) -> str:
    """ISO 8601 UTC with milliseconds."""
    minute, rest = divmod(milliseconds, 60_000)
    second, thousandths = divmod(rest, 1000)
    return f"{_minute(minute)}:{second:02d}.{thousandths:03d}Z"


@lru_cache(maxsize=4_096)
def _minute(since: int) -> str:
    day, minutes = divmod(since, 1440)
    hour, minute = divmod(minutes, 60)
    return f"{date.fromordinal(_EPOCH_DAY + day).isoformat()}T{hour:02d}:{minute:02d}"


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
