"""Reads elements of answers leniently: by local name whatever the namespace, cleaned and bounded, never trusted."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeVar

from lxml import etree

from interceptor.errors import MessageError
from interceptor.messages.outgoing_text import clean, valid_bic, valid_date, valid_uetr
from interceptor.transfers.money import parse_amount, parse_currency
from interceptor.transfers.transfer import Charge

_UETR = re.compile(r"/UETR/\s*([0-9A-Fa-f-]{36})")
_ID_LIMIT: Final = 256
_TEXT_LIMIT: Final = 500
_TEXT_LINES: Final = 40
_SIBLINGS: Final = 4
"""Elements looked at for a business header at each level: envelopes put it right before the document."""


T = TypeVar("T")


class Once:
    """Looks into elements that many transactions share, each time only once, so that reading a message of n
    transactions costs n, not n times n."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Any] = {}

    def __call__(self, look: Callable[..., T], element: etree._Element, *arguments: object) -> T:
        """`look(element, *arguments)`."""
        key = (look, element, *arguments)
        if key not in self._known:
            self._known[key] = look(element, *arguments)
        found: T = self._known[key]
        return found


def _path(path: str) -> str:
    return "/".join("{*}" + step for step in path.split("/"))


def find(element: etree._Element, path: str) -> etree._Element | None:
    """First descendant at `path` of local names such as `Sts/Conf`."""
    return element.find(_path(path))


def find_all(element: etree._Element, path: str) -> list[etree._Element]:
    """All descendants at `path` of local names."""
    return element.findall(_path(path))


def text(element: etree._Element, *paths: str) -> str | None:
    """Text of the first of `paths` that has any, without unprintable characters, at most 256 characters."""
    for path in paths:
        if (found := clean(element.findtext(_path(path)), _ID_LIMIT)) is not None:
            return found
    return None


def texts(element: etree._Element, path: str, limit: int = _TEXT_LIMIT) -> tuple[str, ...]:
    """All texts at `path`, cleaned; at most 40."""
    found = (clean(each.text, limit) for each in find_all(element, path)[:_TEXT_LINES])
    return tuple(each for each in found if each is not None)


def uetr(element: etree._Element, *paths: str) -> str | None:
    """The UETR at the first of `paths` that has text, in lower case."""
    return as_uetr(text(element, *paths))


def as_uetr(value: str | None) -> str | None:
    """`value` in lower case when it is a UETR, else None."""
    return valid_uetr((value or "").lower())


def uetr_in(narrative: str) -> str | None:
    """`/UETR/` of an MT text; its 36 characters may run on over two lines with `//` (research/iso20022.md 4.7)."""
    found = _UETR.search(narrative.replace("\n//", ""))
    return as_uetr(found[1]) if found else None


def date_at(element: etree._Element, *paths: str) -> str | None:
    """The day at the first of `paths` that has text."""
    return valid_date((text(element, *paths) or "")[:10])


def amount(element: etree._Element | None) -> tuple[Decimal | None, str | None, str | None]:
    """Amount, currency, and the code of the fault when the element is there and cannot be read."""
    if element is None:
        return None, None, None
    try:
        return parse_amount(element.text), parse_currency(element.get("Ccy")), None
    except MessageError as error:
        return None, None, error.fault.code


def charges(element: etree._Element, *paths: str) -> tuple[tuple[Charge, ...], tuple[str, ...]]:
    """The charges at `paths`, and the fault codes of those that cannot be read; charges of zero are left out."""
    found: list[Charge] = []
    faults: list[str] = []
    for each in (each for path in paths for each in find_all(element, path)):
        node = find(each, "Amt")
        if node is not None and not (node.text or "").strip("0. \n\t"):
            continue
        value, currency, fault = amount(node)
        if value is not None and currency is not None:
            found.append(Charge(value, currency, agent_bic(each, "Agt")))
        elif fault:
            faults.append(fault)
    return tuple(found), tuple(faults)


def agent_bic(element: etree._Element, path: str) -> str | None:
    """BIC of the agent at `path`, in upper case."""
    value = text(element, f"{path}/FinInstnId/BICFI", f"{path}/FinInstnId/BIC")
    return valid_bic((value or "").upper())


def _header(body: etree._Element) -> etree._Element | None:
    """The nearest business header before `body`: a near sibling of it or of what it stands in, or within such."""
    level: etree._Element | None = body
    while level is not None:
        for sibling in islice(level.itersiblings(preceding=True), _SIBLINGS):
            for candidate in (sibling, *islice(sibling, _SIBLINGS)):
                if etree.QName(candidate).localname == "AppHdr":
                    return candidate
        level = level.getparent()
    return None


def header_sender(body: etree._Element) -> str | None:
    """BIC in `Fr` of the business header that stands before `body`."""
    header = _header(body)
    return None if header is None else agent_bic(header, "Fr/FIId")


def header_flag(body: etree._Element, name: str) -> bool:
    """True when the business header that stands before `body` says so under `name`."""
    header = _header(body)
    return header is not None and text(header, name) in ("true", "1")


def message_name(body: etree._Element) -> str | None:
    """Name of the message from the namespace of `body`, such as `camt.029.001.09`."""
    namespace = etree.QName(body).namespace or ""
    return clean(namespace.rpartition(":")[2], 35)
