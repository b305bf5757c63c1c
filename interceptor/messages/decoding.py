"""The way in: `decode` turns the bytes of one record into transfers, refusals and skipped messages."""

from typing import Final

from interceptor.errors import Fault, MessageError
from interceptor.messages.detect import syntax, text
from interceptor.messages.fin import decode_mt
from interceptor.messages.iso import decode_xml
from interceptor.messages.wire_json import decode_json
from interceptor.messages.xml import MAX_BYTES
from interceptor.transfers.transfer import Item, Transfer

FORMATS: Final = frozenset({"pacs.008", "pacs.009", "pain.001", "mt103", "mt202", "json"})
"""Values of the header `format` (DESIGN 5.1)."""


def decode(
    body: bytes,
    format: str | None = None,  # noqa: A002
    *,
    declared_encoding: bool = True,
    max_bytes: int = MAX_BYTES,
) -> list[Item]:
    """Every transaction in `body`, in message order: a transfer, a refusal, or what it is instead of a payment.

    The content decides what the message is; a `format` that says otherwise is noted as `format_differs`. Text that came
    inside JSON is passed as UTF-8 with `declared_encoding=False`. The list is never empty: raises `MessageError` when
    the whole message cannot be read, or is larger than `max_bytes`.
    """
    if len(body) > max_bytes:
        raise MessageError(Fault.TOO_LARGE, f"{len(body)} bytes, cap {max_bytes}")
    written_in = syntax(body)
    if written_in == "xml":
        items = decode_xml(body, declared_encoding=declared_encoding, max_bytes=max_bytes)
    else:
        content, guessed = text(body, declared_encoding=declared_encoding)
        items = decode_mt(content, format) if written_in == "mt" else decode_json(content)
        if guessed:
            _note(items, "not_utf8")
    if format is not None:
        for item in items:
            if isinstance(item, Transfer) and item.format != format:
                item.warnings += ("format_differs",)
    return items


def _note(items: list[Item], warning: str) -> None:
    for item in items:
        if isinstance(item, Transfer):
            item.warnings += (warning,)
