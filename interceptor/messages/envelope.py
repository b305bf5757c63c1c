"""Where the payment is inside its envelope: header and body by local name, never by root (research/iso20022.md 2)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from lxml import etree

from interceptor.messages.elements import AGENT
from interceptor.messages.names import BODIES
from interceptor.messages.walk import Block, Found, collect, steps
from interceptor.messages.xml import local_name
from interceptor.transfers.transfer import Agent

_MAX_DEPTH: Final = 12
"""Envelopes seen are at most five deep; the rest is head-room, and bounds the search."""

_NAME = re.compile(r"[a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2}")

_NAMED = steps({"MsgDefIdr": "name"})
HEADER_ENDS = steps(
    {
        "Fr": Block("instructing_agent", steps({"FIId": AGENT}), Agent),
        "To": Block("instructed_agent", steps({"FIId": AGENT}), Agent),
    }
)
"""Sender and receiver in the business header."""


class Body(NamedTuple):
    """One message element, such as `FIToFICstmrCdtTrf`, and the business header before it."""

    element: etree._Element
    header: etree._Element | None


def bodies(root: etree._Element) -> Iterator[Body]:
    """Every message under `root`, in order: the child of each `Document`, or a known message element without one."""
    if local_name(root) == "Document" and len(root):
        yield Body(root[0], None)
        return
    yield from _search(root)


def _search(root: etree._Element) -> Iterator[Body]:
    header: etree._Element | None = None
    pending = [(root, 0)]
    while pending:
        element, depth = pending.pop()
        name = local_name(element)
        if name == "AppHdr":
            header = element
        elif name == "Document":
            if len(element):
                yield Body(element[0], header)
        elif name in BODIES:
            yield Body(element, header)
        elif depth < _MAX_DEPTH:
            pending.extend((child, depth + 1) for child in reversed(element))


def stated_name(header: etree._Element | None) -> str | None:
    """The message name that the business header states."""
    if header is None:
        return None
    found: Found = {}
    collect(header, _NAMED, found, [])
    return message_name(found.get("name", ""))


@lru_cache(maxsize=1_024)
def message_name(text: str) -> str | None:
    """The full name, such as `pacs.008.001.08`, in a namespace or a header; suffixes such as CORE are cut off."""
    match = _NAME.search(text)
    return match[0] if match else None
