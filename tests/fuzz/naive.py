"""Slow and simple readings of messages, to hold the fast ones against."""

from decimal import Decimal

from lxml import etree

from interceptor.errors import MessageError
from interceptor.messages.names import BODIES, PAYMENTS
from interceptor.messages.xml import parse

_ORDERS = "local-name()='CdtTrfTxInf'"


def transactions_in(data: bytes, *, declared_encoding: bool = True) -> int:
    """How many `CdtTrfTxInf` stand where a payment message has them; 0 for what is no XML.

    A message inside another message, as in supplementary data, is what somebody says, and no payment.
    """
    try:
        root = parse(data, declared_encoding=declared_encoding)
    except MessageError:
        return 0
    return sum(_transactions(body) for body in _outermost(root))


def _outermost(root: etree._Element) -> list[etree._Element]:
    found, waiting = [], [root]
    while waiting:
        element = waiting.pop()
        if _local(element) in BODIES:
            found.append(element)
        else:
            waiting.extend(reversed(element))
    return found


def _transactions(body: etree._Element) -> int:
    kind = PAYMENTS.get(_local(body))
    if kind is None:
        return 0
    path = f"*[local-name()='PmtInf']/*[{_ORDERS}]" if kind == "pain.001" else f"*[{_ORDERS}]"
    return len(body.xpath(path))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def main_fields(data: bytes) -> dict[str, object]:
    """The main fields of a message with one transaction, each by one XPath over local names."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=False))
    return {
        "amount": Decimal(_text(root, "CdtTrfTxInf/IntrBkSttlmAmt") or "NaN"),
        "currency": _attribute(root, "CdtTrfTxInf/IntrBkSttlmAmt", "Ccy"),
        "settlement_date": _text(root, "CdtTrfTxInf/IntrBkSttlmDt") or _text(root, "GrpHdr/IntrBkSttlmDt"),
        "message_id": _text(root, "GrpHdr/MsgId"),
        "end_to_end_id": _text(root, "CdtTrfTxInf/PmtId/EndToEndId"),
        "instruction_id": _text(root, "CdtTrfTxInf/PmtId/InstrId"),
        "uetr": (_text(root, "CdtTrfTxInf/PmtId/UETR") or "").lower() or None,
        "debtor": _text(root, "CdtTrfTxInf/Dbtr/Nm"),
        "debtor_account": _either(root, "CdtTrfTxInf/DbtrAcct/Id/IBAN", "CdtTrfTxInf/DbtrAcct/Id/Othr/Id"),
        "debtor_agent": _text(root, "CdtTrfTxInf/DbtrAgt/FinInstnId/BICFI"),
        "creditor": _text(root, "CdtTrfTxInf/Cdtr/Nm"),
        "creditor_country": _text(root, "CdtTrfTxInf/Cdtr/PstlAdr/Ctry"),
        "creditor_account": _either(root, "CdtTrfTxInf/CdtrAcct/Id/IBAN", "CdtTrfTxInf/CdtrAcct/Id/Othr/Id"),
        "creditor_agent": _text(root, "CdtTrfTxInf/CdtrAgt/FinInstnId/BICFI"),
        "remittance": tuple(filter(None, map(_content, _all(root, "CdtTrfTxInf/RmtInf/Ustrd")))),
    }


def _all(root: etree._Element, path: str) -> list[etree._Element]:
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    found: list[etree._Element] = root.xpath(f"//*[local-name()='FIToFICstmrCdtTrf']/{steps}")
    return found


def _content(element: etree._Element) -> str | None:
    """All character data directly in the element, whatever comments stand between, on one line."""
    return " ".join("".join(element.xpath("text()")).split()) or None


def _text(root: etree._Element, path: str) -> str | None:
    found = _all(root, path)
    return _content(found[-1]) if found else None


def _either(root: etree._Element, one: str, other: str) -> str | None:
    return _text(root, one) or _text(root, other)


def _attribute(root: etree._Element, path: str, name: str) -> str | None:
    found = _all(root, path)
    return found[-1].get(name) if found else None
