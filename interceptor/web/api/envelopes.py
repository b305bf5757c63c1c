"""From a body to wire records. A bad envelope refuses the request; what a good one holds is kept, readable or not.

The envelope is the caller's program and can be told at once; the message is a wire, and an unread wire is an unscored
wire (docs/decisions/http.md).
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import msgspec

from interceptor.errors import Fault, MessageError
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import MAX_MESSAGE, Incoming, from_headers, read_line
from interceptor.web.api.problems import BadRecord, Refused

JSON, NDJSON, XML, TEXT = "application/json", "application/x-ndjson", "application/xml", "text/plain"
LINES = (NDJSON, "application/ndjson", "application/jsonl")
MESSAGES = (XML, "text/xml", TEXT)
FORMAT, RECEIVED_AT, CONTEXT = "interceptor-format", "interceptor-received-at", "interceptor-context"
"""Headers of a request whose body is a message."""

Format = Literal["pacs.008", "pacs.009", "pain.001", "mt103", "mt202", "json"]
MAX_CONTEXT = 256 * 1024
"""Bytes; the fields of a context are short, and its one text has 20,000 characters at most."""

FORMATS = frozenset(get_args(Format))

_ABSENT = msgspec.Raw(b"null")


class _Envelope(msgspec.Struct):
    """The fields around a message, held to their types; the message and the context are looked at later."""

    message: msgspec.Raw = _ABSENT
    context: msgspec.Raw = _ABSENT
    message_base64: str | msgspec.UnsetType = msgspec.UNSET
    format: Format | None = None
    received_at: str | None = None
    tenant: str | None = None


_envelope = msgspec.json.Decoder(_Envelope)
_array = msgspec.json.Decoder(list[msgspec.Raw])
_UNPARSABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def read(tenant: str, media_type: str, headers: Mapping[str, str], body: bytes, most: int) -> list[Numbered]:
    """The records of a body, counted from 1. Raises `Refused`."""
    beside = _beside(headers)
    if media_type in MESSAGES:
        return [_of_message(beside, body)]
    if media_type in LINES:
        parts: Iterable[bytes] = (line for line in body.split(b"\n") if line.strip())
    elif media_type == JSON:
        parts = _parts(body)
    else:
        raise Refused(Fault.MEDIA_TYPE, "content-type", headers={"Accept-Post": ", ".join((JSON, *LINES, *MESSAGES))})
    return _checked(tenant, list(parts), most)


def _parts(body: bytes) -> list[bytes]:
    if body.lstrip(b" \t\r\n")[:1] != b"[":
        return [body]
    try:
        return [bytes(part) for part in _array.decode(body)]
    except _UNPARSABLE:
        raise Refused(Fault.NOT_JSON) from None


def _checked(tenant: str, parts: list[bytes], most: int) -> list[Numbered]:
    if not parts:
        raise Refused(Fault.EMPTY)
    if len(parts) > most:
        raise Refused(Fault.TOO_MANY, f"{len(parts)} records, at most {most}")
    records: list[Numbered] = []
    refusals: list[tuple[int, MessageError]] = []
    for number, part in enumerate(parts, start=1):
        try:
            records.append(_record(tenant, number, part))
        except MessageError as error:
            refusals.append((number, error))
    if refusals:
        raise _refusal(refusals)
    return records


def _refusal(refusals: list[tuple[int, MessageError]]) -> Refused:
    """The gravest fault gives the status: another's tenant, then size, then shape."""
    order = (Fault.OTHER_TENANT, Fault.TOO_LARGE, Fault.NOT_JSON)
    faults = [error.fault for _, error in refusals]
    worst = next((fault for fault in order if fault in faults), faults[0])
    errors = [BadRecord(number, error.fault.code, str(error)) for number, error in refusals]
    return Refused(worst, f"record {next(n for n, error in refusals if error.fault is worst)}", errors=errors)


def _record(tenant: str, number: int, part: bytes) -> Numbered:
    """Raises `MessageError` where the envelope is at fault."""
    if part.lstrip(b" \t\r\n")[:1] != b"{":
        _parse(part)
        raise MessageError(Fault.BAD_RECORD, "not an object")
    envelope = _parse(part)
    if envelope.tenant is not None and envelope.tenant != tenant:
        raise MessageError(Fault.OTHER_TENANT)
    _check_context(bytes(envelope.context))
    if envelope.message is not _ABSENT:
        _check_message(bytes(envelope.message))
    try:
        return Numbered(number, 0, read_line(part))
    except MessageError as error:
        if error.fault is not Fault.NOT_TEXT:
            raise
        return Numbered(number, 0, Incoming(part), error)  # half a surrogate pair in the message: kept as it came


def _parse(part: bytes) -> _Envelope:
    try:
        return _envelope.decode(part)
    except msgspec.ValidationError as error:
        place = str(error).partition(" - at `$")[2].strip("`.")
        raise MessageError(Fault.BAD_RECORD, place) from None
    except _UNPARSABLE:
        raise MessageError(Fault.NOT_JSON) from None


def _check_message(message: bytes) -> None:
    if message[:1] not in {b'"', b"{"}:
        raise MessageError(Fault.BAD_RECORD, "message")
    if message == b'""':
        raise MessageError(Fault.EMPTY)


def _check_context(context: bytes) -> None:
    if context[:1] not in {b"{", b"n"}:
        raise MessageError(Fault.BAD_RECORD, "context")
    if len(context) > MAX_CONTEXT:
        raise MessageError(Fault.TOO_LARGE, f"context of {len(context)} bytes, at most {MAX_CONTEXT}")


def _beside(headers: Mapping[str, str]) -> tuple[tuple[str, bytes], ...]:
    """Format, time and context from headers, as a log record has them. Raises `Refused` (`bad_parameter`)."""
    found: list[tuple[str, bytes]] = []
    form, received, context = (headers.get(name) for name in (FORMAT, RECEIVED_AT, CONTEXT))
    if form is not None:
        if form not in FORMATS:
            raise Refused(Fault.BAD_PARAMETER, FORMAT)
        found.append(("format", form.encode()))
    if received is not None:
        found.append(("received-at", received.encode("latin-1", "replace") or b"unreadable"))
    if context is not None:
        found.append(("context", _context_header(context)))
    return tuple(found)


def _of_message(beside: tuple[tuple[str, bytes], ...], body: bytes) -> Numbered:
    """A body that is a message, its exact bytes, with what came along in headers."""
    if len(body) > MAX_MESSAGE:
        raise Refused(Fault.TOO_LARGE, f"message of {len(body)} bytes, at most {MAX_MESSAGE}")
    try:
        return Numbered(1, 0, from_headers(body, beside))
    except MessageError as error:
        raise Refused(error.fault, error.detail) from None


def _context_header(value: str) -> bytes:
    raw = value.encode("latin-1", "replace")
    try:
        parsed = msgspec.json.decode(raw)
    except _UNPARSABLE:
        parsed = None
    if not isinstance(parsed, dict):
        raise Refused(Fault.BAD_PARAMETER, CONTEXT)
    return raw
