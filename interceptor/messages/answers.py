"""Answers to recalls, in whatever message they come: ISO 20022 and FIN."""

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages import admi002, camt029, mt196, mt_returns, pacs002, pacs004, xml
from interceptor.messages.answer import Answer, Meaning
from interceptor.messages.mt import MtMessage, parse
from interceptor.messages.outgoing_text import clean

_XML_READERS: Final[dict[str, Callable[[etree._Element], list[Answer]]]] = {
    camt029.BODY: camt029.read,
    pacs004.BODY: pacs004.read,
    pacs002.BODY: pacs002.read,
    **dict.fromkeys(admi002.BODIES_REJECT, admi002.read_reject),
    admi002.BODY_RECEIPT: admi002.read_receipt,
}
_MT_FORMATS: Final = ("mt", "fin")


def read(body: bytes, format: str | None = None) -> list[Answer]:  # noqa: A002 (the header's name, DESIGN 5.1)
    """All answers in `body`, in order; at least one.

    `format` is the record's header; absent, the bytes decide. Raises `MessageError` when nothing can be read
    (`empty`, `too_large`, `not_text`, `not_xml`, `doctype`, `not_mt`), when it is no answer (`unknown_format`), and
    when its text asks to move money (`instruction`).
    """
    if not body.strip():
        raise MessageError(Fault.EMPTY)
    if len(body) > xml.MAX_BYTES:
        raise MessageError(Fault.TOO_LARGE, f"{len(body)} bytes, cap {xml.MAX_BYTES}")
    found = _read_mt(body) if _is_mt(body, format) else _read_xml(body)
    if not found:
        raise MessageError(Fault.UNKNOWN_FORMAT, "no answer in it")
    return found


def _is_mt(body: bytes, named: str | None) -> bool:
    if named is not None and named.casefold().startswith(_MT_FORMATS):
        return True
    return body.lstrip(b"\xef\xbb\xbf \t\r\n\0\x01$").startswith((b"{1:", b":20:"))


def _read_xml(body: bytes) -> list[Answer]:
    root = xml.parse(body)
    return [answer for body in _bodies(root) for answer in _XML_READERS[xml.local_name(body)](body)]


def _bodies(root: etree._Element) -> Iterator[etree._Element]:
    """The bodies in document order, wherever they are in their envelope, but none that is inside another: what a
    sender puts into supplementary data is not an answer."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if xml.local_name(element) in _XML_READERS:
            yield element
        else:
            waiting.extend(reversed(element))


def _read_mt(body: bytes) -> list[Answer]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    found: list[Answer] = []
    known = False
    before: MtMessage | None = None
    messages = parse(text)
    for message, following in zip(messages, [*messages[1:], None], strict=True):
        if message.acknowledgement is not None:
            found.append(_acknowledged(message, following))
        elif message.type in mt196.TYPES:
            found += mt196.read(message)
        elif mt_returns.is_return(message):
            found += mt_returns.read(message)
        elif before is None or before.acknowledgement is None:  # else the copy of what was acknowledged
            found.append(Answer(kind=f"mt{message.type}", meaning=Meaning.HUMAN, readings=("no answer that we know",)))
            before = message
            continue
        known, before = True, message
    return found if known else []


def _acknowledged(service: MtMessage, copy: MtMessage | None) -> Answer:
    """What the network says of our own message, a copy of which may follow: `1` is a rejection."""
    rejected = service.acknowledgement != "0"
    codes = tuple(code for tag, value in service.tags if tag == "405" and (code := clean(value, 35)))
    return Answer(
        kind="nak" if rejected else "ack",
        meaning=Meaning.UNDELIVERED if rejected else Meaning.RECEIPT,
        readings=("the network rejected our message",) if rejected else ("the network took our message",),
        request_id=clean(copy.first("20"), 35) if copy else None,
        status=service.acknowledgement,
        reasons=codes,
    )
