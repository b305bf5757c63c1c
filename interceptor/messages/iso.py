"""ISO 20022 messages: from bytes to the items of every message in their envelope."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages import pacs008, pacs009, pain001
from interceptor.messages.envelope import HEADER_ENDS, Body, bodies, identify, message_name, stated_name
from interceptor.messages.names import OTHERS, PAYMENTS
from interceptor.messages.pieces import pieces
from interceptor.messages.shapes import Shapes
from interceptor.messages.transactions import complete
from interceptor.messages.walk import Found, collect
from interceptor.messages.xml import MAX_BYTES, local_name, namespace, parse
from interceptor.transfers.transfer import Item, Refusal, Skipped

Reader = Callable[[etree._Element, Found, Sequence[str]], list[Item]]

_READERS: Final[dict[str, Reader]] = {"pacs.008": pacs008.read, "pacs.009": pacs009.read, "pain.001": pain001.read}


_DEFAULT_NAMESPACE: Final = (b' xmlns="urn:iso:std:iso:20022:', b' xmlns_="urn:iso:std:iso:20022:')
_NAMESPACE: Final = "xmlns_"
"""The default namespace as an ordinary attribute: elements then have short tags, and a quarter of the time that a walk
takes is the making of long ones. Nothing is lost, since we match by local name and read the message name from here."""


_SHAPES: Final = Shapes()


def decode_xml(body: bytes, *, declared_encoding: bool = True, max_bytes: int) -> list[Item]:
    """Items of every ISO 20022 message in `body`, in order; where there are several, a refusal for each unreadable one.

    Raises `MessageError` when the XML is refused (see `xml.parse`) or none of its messages can be read.
    """
    if (known := _SHAPES.find(body, declared_encoding)) is not None:
        return known
    parts = pieces(body)
    if parts is not None and (known := _SHAPES.read(parts, declared_encoding)) is not None:
        return known
    root = parse_plain(body, declared_encoding=declared_encoding, max_bytes=max_bytes)
    found = list(bodies(root))
    items = read_body(found[0]) if len(found) == 1 else _read_each(found)
    if parts is not None and len(found) == 1:
        _SHAPES.offer(parts, declared_encoding, items, name_of(found[0].element))
    return items


def _read_each(found: Sequence[Body]) -> list[Item]:
    items: list[Item] = []
    error: MessageError | None = None
    readable = False
    for body in found:
        try:
            items += read_body(body)
            readable = True
        except MessageError as raised:
            error = error or raised
            items.append(Refusal(raised.fault.code, raised.detail))
    if not readable:
        raise error or MessageError(Fault.UNKNOWN_FORMAT, "no message element")
    return items


def parse_plain(body: bytes, *, declared_encoding: bool = True, max_bytes: int = MAX_BYTES) -> etree._Element:
    """Root of `body` with the default namespace as an attribute. Raises what `xml.parse` raises."""
    plain = body.replace(*_DEFAULT_NAMESPACE)
    return parse(plain, declared_encoding=declared_encoding, max_bytes=max_bytes + len(plain) - len(body))


def read_body(body: Body) -> list[Item]:
    """Items of one message of the tree."""
    local = local_name(body.element)
    kind = PAYMENTS.get(local)
    if kind is None:
        return [_skipped(local, name_of(body.element))]
    common, warnings = identified(body)
    items = _READERS[kind](body.element, common, warnings)
    if body.header is not None:
        complete(items, partial(collect, body.header, HEADER_ENDS))
    return items


def identified(body: Body) -> tuple[Found, list[str]]:
    """Format and name of a payment message, and what is odd about them."""
    kind = PAYMENTS[local_name(body.element)]
    name, warnings = identify(kind, name_of(body.element), stated_name(body.header))
    return {"format": kind, "message_name": name}, list(warnings)


def name_of(element: etree._Element) -> str | None:
    """Message name in the namespace of `element`, its own or the one that it inherits."""
    if element.tag.startswith("{"):
        return message_name(namespace(element))
    bearer: etree._Element | None = element
    while bearer is not None:
        if (own := bearer.get(_NAMESPACE)) is not None:
            return message_name(own)
        bearer = bearer.getparent()
    return None


def _skipped(local: str, name: str | None) -> Skipped:
    known = OTHERS.get(local) or (name[:8] if name else None)
    if known is None or known in _READERS:  # a payment's namespace around something else may hide a payment
        raise MessageError(Fault.UNKNOWN_FORMAT, "message element")
    return Skipped(f"not_a_payment:{known}")
