"""The one XML parser recipe of the project, and what it refuses (research/iso20022.md 4.5).

No network, no DTD, no entities; a document with a DOCTYPE is refused, because lxml reads one silently with empty
names. Well-formedness is never loosened, except for three habits of real gateways (research/iso20022.md 2): white space
before the declaration, a declaration after a licence comment, and header and document with no common root.
"""

import re
from typing import Final

from lxml import etree

from interceptor.errors import Fault, MessageError

MAX_BYTES: Final = 8 * 1024 * 1024
"""Default size cap of one message (DESIGN 4)."""

WRAPPER: Final = "Messages"
"""Local name of the root that is put around several roots."""


def new_parser(encoding: str | None = None) -> etree.XMLParser:
    """A parser by the recipe; `encoding` overrules the document's own declaration."""
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )


_PARSER: Final = new_parser()
_UTF8_PARSER: Final = new_parser("utf-8")

_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}\?>")
_UTF16: Final = {b"<\0": "utf-16-le", b"\0<": "utf-16-be", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_REPAIRED: Final = frozenset({5, 64})  # XML_ERR_DOCUMENT_END: two roots; XML_ERR_RESERVED_XML_NAME: late declaration
_ENCODING_FAULTS: Final = frozenset({6, 31, 32, 81})  # encoding unknown, unsupported, or broken by the bytes


def parse(body: bytes, *, declared_encoding: bool = True, max_bytes: int = MAX_BYTES) -> etree._Element:
    """Root element of `body`.

    `declared_encoding=False` reads the bytes as UTF-8 whatever the document says of itself, for text that was
    carried inside JSON. Raises `MessageError`: `empty`, `too_large`, `not_text`, `not_xml`, `doctype`.
    """
    if len(body) > max_bytes:
        raise MessageError(Fault.TOO_LARGE, f"{len(body)} bytes, cap {max_bytes}")
    parser = _PARSER if declared_encoding else _UTF8_PARSER
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        root = _repaired(body, parser, error)
    if root.getroottree().docinfo.internalDTD is not None:
        raise MessageError(Fault.DOCTYPE)
    return root


def local_name(element: etree._Element) -> str:
    """Tag of `element` without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """Namespace of `element`, or an empty string."""
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def _repaired(body: bytes, parser: etree.XMLParser, error: etree.XMLSyntaxError) -> etree._Element:
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise MessageError(Fault.EMPTY)
    utf8 = _from_utf16(body)
    if utf8 is not None:
        return parse(utf8, declared_encoding=False, max_bytes=len(utf8))
    if _code(error) not in _REPAIRED:
        raise _fault(error)
    body = body.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\0")
    for attempt in (body, _wrapped(body)):
        try:
            return etree.fromstring(attempt, parser)
        except etree.XMLSyntaxError as second:
            error = second
    raise _fault(error)


def _code(error: etree.XMLSyntaxError) -> int:
    return int(getattr(error, "code", 0))


def _fault(error: etree.XMLSyntaxError) -> MessageError:
    # The text of a syntax error may quote the document, so that only its position is told.
    line, column = error.position
    fault = Fault.NOT_TEXT if _code(error) in _ENCODING_FAULTS else Fault.NOT_XML
    return MessageError(fault, f"line {line}, column {column}, error {_code(error)}")


def _from_utf16(body: bytes) -> bytes | None:
    """UTF-16 with or without its mark, as UTF-8; None when `body` is something else."""
    codec = _UTF16.get(body[:2])
    if codec is None:
        return None
    try:
        return body.decode(codec).removeprefix("\ufeff").encode()
    except UnicodeError:
        raise MessageError(Fault.NOT_TEXT) from None


def _wrapped(body: bytes) -> bytes:
    first = _DECLARATION.search(body)
    rest = _DECLARATION.sub(b"", body)
    name = WRAPPER.encode()
    return b"%s<%s>%s</%s>" % (first[0] if first else b"", name, rest, name)
