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
    """Every message under `root`, in order, at any depth: known message elements, and the first child of a `Document`
    that holds none. A message inside another, as in supplementary data, is only what somebody says."""
    if len(root) == 1 and local_name(root) == "Document" and local_name(root[0]) in BODIES:
        yield Body(root[0], None)
        return
    yield from _search(root)


def _search(root: etree._Element) -> Iterator[Body]:
    header: etree._Element | None = None
    given = 0
    pending: list[tuple[etree._Element, int | None]] = [(root, None)]
    while pending:
        element, before = pending.pop()
        name = local_name(element)
        if before is not None:
            # A `Document` that has been searched: when nothing was found in it, what it holds is unknown.
            if given == before:
                given += 1
                yield Body(element[0], header)
        elif name == "AppHdr":
            header = element
        elif name in BODIES:
            given += 1
            yield Body(element, header)
        else:
            if name == "Document" and len(element):
                pending.append((element, given))
            pending.extend((child, None) for child in reversed(element))


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


@lru_cache(maxsize=1_024)
def identify(kind: str, name: str | None, stated: str | None) -> tuple[str, tuple[str, ...]]:
    """Name of a payment message of the format `kind`, and what is odd about it.

    `name` is by its namespace, `stated` by its header: the body decides over the header.
    """
    warnings: list[str] = []
    if name is None or not name.startswith(kind):
        name = stated if stated and stated.startswith(kind) else kind
    elif stated is not None and stated != name:
        warnings.append(_DIFFERS)
    if name not in _KNOWN:
        warnings.append(_UNKNOWN)
    return name, tuple(warnings)


_DIFFERS: Final = "header_version_differs"
_UNKNOWN: Final = "unknown_version"
VERSION_WARNINGS: Final = frozenset({_DIFFERS, _UNKNOWN})
"""What `identify` may find odd."""


_KNOWN: Final = frozenset(
    f"{kind}.001.{version:02}"
    for kind, versions in {"pacs.008": range(1, 14), "pacs.009": range(1, 13), "pain.001": range(2, 13)}.items()
    for version in versions
)
"""Versions whose paths are known; others are read by the same paths with a warning."""
