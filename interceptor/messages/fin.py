"""MT messages: from text to the items of every message in it."""

from collections.abc import Callable
from typing import Final, TypeGuard

from interceptor.errors import Fault, MessageError
from interceptor.messages import mt103, mt202
from interceptor.messages.mt import MtMessage, messages
from interceptor.messages.names import MT_PAYMENTS, MT_UNREAD
from interceptor.transfers.transfer import Item, Refusal, Skipped, Transfer

_READERS: Final[dict[str, Callable[[MtMessage], Item]]] = {"mt103": mt103.read, "mt202": mt202.read}

_REJECTED: Final = "1"


def decode_mt(text: str, format: str | None = None) -> list[Item]:  # noqa: A002
    """One item for each MT message in `text`, in order.

    An acknowledgement in front of a message belongs to its envelope and gives no item of its own; a negative one is
    noted on the message as `network_rejected`. `format` says what a message without block 2 is. Raises `MessageError`
    (`empty`, `not_mt`, `unknown_format`) when the only message is not one that we know.
    """
    found = list(messages(text.replace("\0", " ") if "\0" in text else text))
    if len(found) == 1 and isinstance(found[0], MessageError):
        raise found[0]
    items: list[Item] = []
    for position, message in enumerate(found):
        after = found[position + 1] if position + 1 < len(found) else None
        if _is_envelope(message, after):
            continue
        before = found[position - 1] if position else None
        try:
            item = _item(message, format)
        except MessageError as error:
            if len(found) == 1 and error.fault is Fault.UNKNOWN_FORMAT:
                raise
            item = Refusal(error.fault.code, error.detail, len(items))
        if isinstance(item, Transfer) and _is_service(before) and before.acknowledgement == _REJECTED:
            item.warnings += ("network_rejected",)
        elif isinstance(item, Skipped):
            item.index = len(items)
        if isinstance(item, Transfer) and isinstance(message, MtMessage) and message.damaged:
            item.warnings += ("damaged_after_text",)
        items.append(item)
    return items


def _is_envelope(message: MtMessage | MessageError, after: MtMessage | MessageError | None) -> bool:
    """True for an acknowledgement directly in front of the message that it acknowledges."""
    return _is_service(message) and after is not None and not _is_service(after)


def _is_service(message: MtMessage | MessageError | None) -> TypeGuard[MtMessage]:
    return isinstance(message, MtMessage) and message.service


def _item(message: MtMessage | MessageError, format: str | None) -> Item:  # noqa: A002
    if isinstance(message, MessageError):
        raise message
    if message.service:
        return Skipped("service_message")
    kind = MT_PAYMENTS.get(message.type) if message.type else _guess(message, format)
    if kind is not None:
        return _READERS[kind](message)
    if not message.type or message.type in MT_UNREAD:
        raise MessageError(Fault.UNKNOWN_FORMAT, f"MT{message.type}")
    return Skipped(f"not_a_payment:MT{message.type}", 0, message.block3.get("121"), message.first("21"))


def _guess(message: MtMessage, format: str | None) -> str | None:  # noqa: A002
    """What a message without block 2 is: as the record says, else by the fields that only one kind has."""
    if format in _READERS:
        return format
    numbers = {tag[:2] for tag, _ in message.tags}
    if "32" in numbers and "58" in numbers:
        return "mt202"
    return "mt103" if {"32", "59"} <= numbers else None
