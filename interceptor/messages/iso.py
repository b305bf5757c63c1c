"""ISO 20022 messages: from bytes to the items of every message in their envelope."""

from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages import pacs008, pacs009, pain001
from interceptor.messages.envelope import Body, bodies, header_facts, message_name
from interceptor.messages.names import OTHERS, PAYMENTS
from interceptor.messages.walk import Found, warn
from interceptor.messages.xml import local_name, namespace, parse
from interceptor.transfers.transfer import Item, Skipped

Reader = Callable[[etree._Element, Found, Sequence[str]], list[Item]]

_READERS: Final[dict[str, Reader]] = {"pacs.008": pacs008.read, "pacs.009": pacs009.read, "pain.001": pain001.read}


def decode_xml(body: bytes, *, declared_encoding: bool = True, max_bytes: int) -> list[Item]:
    """Items of every ISO 20022 message in `body`, in order.

    Raises `MessageError` when the XML is refused (see `xml.parse`) or none of its messages is known.
    """
    root = parse(body, declared_encoding=declared_encoding, max_bytes=max_bytes)
    items = [item for found in bodies(root) for item in _read(found)]
    if not items:
        raise MessageError(Fault.UNKNOWN_FORMAT, "no message element")
    return items


def _read(body: Body) -> list[Item]:
    element = body.element
    local = local_name(element)
    name = message_name(namespace(element))
    kind = PAYMENTS.get(local)
    if kind is None:
        return [_skipped(local, name)]
    warnings: list[str] = []
    common = header_facts(body.header, warnings)
    stated = message_name(common.pop("name", ""))
    if name is None or not name.startswith(kind):
        name = stated if stated and stated.startswith(kind) else kind
    elif stated is not None and stated != name:
        warn(warnings, "header_version_differs")
    if name not in _KNOWN:
        warn(warnings, "unknown_version")
    common["format"] = kind
    common["message_name"] = name
    return _READERS[kind](element, common, warnings)


def _skipped(local: str, name: str | None) -> Skipped:
    known = OTHERS.get(local) or (name[:8] if name else None)
    if known is None:
        raise MessageError(Fault.UNKNOWN_FORMAT, "message element")
    return Skipped(f"not_a_payment:{known}")


_KNOWN: Final = frozenset(
    f"{kind}.001.{version:02}"
    for kind, versions in {"pacs.008": range(1, 14), "pacs.009": range(1, 13), "pain.001": range(2, 13)}.items()
    for version in versions
)
"""Versions whose paths are known; others are read by the same paths with a warning."""
