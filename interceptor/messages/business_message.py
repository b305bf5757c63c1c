"""The business application header (head.001), and header and document in one well-formed envelope."""

from datetime import datetime
from typing import Final

import msgspec
from lxml import etree

from interceptor.errors import Fault, MessageError
from interceptor.messages.blocks import write_institution
from interceptor.messages.outgoing_text import identifier, moment
from interceptor.messages.validation import validate
from interceptor.messages.writer import Writer
from interceptor.transfers.transfer import Agent

HEADER_VERSIONS: Final = ("01", "02", "03", "04")
_NAMESPACE: Final = "urn:swift:xsd:envelope"


class Header(msgspec.Struct, kw_only=True, frozen=True):
    """What the header says; `message_name` such as `camt.056.001.08`, `created_at` in UTC."""

    sender: Agent
    receiver: Agent
    message_id: str
    message_name: str
    created_at: datetime
    business_service: str | None = None
    possible_duplicate: bool = False
    member_only: bool = False
    version: str = "02"
    """Of head.001."""


def enclose(header: Header, document: etree._Element) -> bytes:
    """Header and document, each checked against its schema, in one envelope as UTF-8.

    Raises `MessageError`: `bad_field` for a header version that is not known, `not_valid_out`.
    """
    validate(document, header.message_name)
    envelope = etree.Element(f"{{{_NAMESPACE}}}Envelope", nsmap={None: _NAMESPACE})  # type: ignore[dict-item]
    envelope.append(_header(header))
    envelope.append(document)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _header(header: Header) -> etree._Element:
    if header.version not in HEADER_VERSIONS:
        raise MessageError(Fault.BAD_FIELD, "header version")
    name = f"head.001.001.{header.version}"
    root = Writer.root("AppHdr", name)
    write_institution(root.path("Fr", "FIId"), header.sender, header.member_only)
    write_institution(root.path("To", "FIId"), header.receiver, header.member_only)
    root.text("BizMsgIdr", header.message_id)
    root.text("MsgDefIdr", header.message_name)
    root.text("BizSvc", identifier(header.business_service, 35))
    created = moment(header.created_at)
    # Version 01 has ISONormalisedDateTime, which ends in Z.
    root.text("CreDt", created.replace("+00:00", "Z") if header.version == "01" else created)
    if header.possible_duplicate:
        root.text("PssblDplct", "true")
    root.text("Prty", "HIGH")
    validate(root.element, name)
    return root.element
