"""A message cut into its parts: the elements around them, and the markup that leads from each to the next.

Frames are the elements that hold parts: the business header, the group header, the transaction, and what is around
them. As far as XML goes, parts that are well-formed in themselves may follow each other in any frame where the same
prefixes are declared, and a way from frame to frame may be taken wherever the same start tags are open.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from interceptor.messages.markup import Element, scan
from interceptor.messages.names import BODIES, PAYMENTS
from interceptor.messages.parts import HEADER, NOTHING, TABLES, Part, part
from interceptor.messages.pieces import Pieces
from interceptor.messages.transactions import GROUP, TRANSACTION

Frame = tuple[str, frozenset[str]]
"""What parts stand in: `AppHdr`, `GrpHdr`, `CdtTrfTxInf`, `BODY` or `_AROUND`, and the prefixes that are declared."""

Spot = tuple[str, ...]
"""Where a frame stands: the start tags that are open, an empty text, and which frames but `_AROUND` have begun."""

BODY: Final = "pacs.008"
"""The element of the message itself."""
_AROUND: Final = ""
_PREFIX: Final = re.compile(r"\sxmlns:([^\s=]+)=")
_UNUSUAL: Final = "?"


class Passage(NamedTuple):
    """One part with values, and the way to it."""

    way: str
    """The markup from the end of the part before it to where another frame begins or goes on; empty in the same one."""
    opening: str
    """The markup from there to its first value."""
    spot: Spot
    frame: Frame
    begin: str
    """The end of `opening`, from where the part itself begins."""
    inner: list[str]
    """The chunks between its values."""
    closing: str
    """The markup from its last value to its end."""
    part: Part
    first: int
    past: int
    """The values in it are those from the one up to the other."""


class Cut(NamedTuple):
    """One message with one transaction, cut into parts."""

    chunks: list[str]
    """As `Scanned` has them."""
    passages: list[Passage]
    rest: str
    """The markup behind the last part."""
    values: list[str]

    def parts(self) -> list[tuple[Part, list[Any]]]:
        """What `assemble` makes a transfer of."""
        return [(passage.part, self.values[passage.first : passage.past]) for passage in self.passages]


def cut(pieces: Pieces) -> Cut | None:
    """The parts of a message that the parser has taken; None for one that is not as usual."""
    scanned = scan(pieces)
    if scanned is None:
        return None
    cutter = _Cutter(scanned.chunks)
    rest = cutter.cut(scanned.roots)
    return None if rest is None else Cut(scanned.chunks, cutter.passages, rest, scanned.values)


class _Cutter:
    def __init__(self, chunks: Sequence[str]) -> None:
        self.passages: list[Passage] = []
        self._chunks = chunks
        self._stack: list[str] = []
        self._prefixes: frozenset[str] = frozenset()
        self._seen: list[str] = []
        self._chunk = self._offset = self._edge = 0
        """Where the last part ended, and where its frame, or one around it, was left or another one entered."""

    def cut(self, roots: Sequence[Element]) -> str | None:
        """Fill `passages`; the markup behind the last of them. None for a message that is not as usual."""
        usual = self._frame(roots, _AROUND) and TRANSACTION in self._seen and self._chunk == len(self._chunks) - 1
        return self._chunks[-1][self._offset :] if usual else None

    def _frame(self, elements: Sequence[Element], parent: str) -> bool:
        """Cut the children of a frame; False when something is not as usual."""
        for element in elements:
            name = _frame_name(element, parent)
            if name is None:
                if not self._passage(element, parent):
                    return False
                continue
            if not self._may_come(name) or element.text is not None:
                return False
            if name != _AROUND:
                self._seen.append(name)
            prefixes = self._prefixes
            self._prefixes = prefixes.union(_PREFIX.findall(element.written))
            self._stack.append(element.written)
            self._edge = element.start + len(element.written)
            if not self._frame(element.children, name):
                return False
            self._stack.pop()
            self._prefixes = prefixes
            self._edge = element.end
        return True

    def _may_come(self, name: str) -> bool:
        """False for a frame that comes twice, and for one that the parser's side would read before others."""
        if name in self._seen or name == _UNUSUAL:
            return False
        late = {HEADER: BODY, GROUP: TRANSACTION}.get(name)
        return late not in self._seen

    def _passage(self, element: Element, parent: str) -> bool:
        """Note a part; False when it is not as usual."""
        if element.foreign or not self._stack:
            return False
        known = part(element, parent) if parent in TABLES else NOTHING
        if element.first == element.last:
            return known is NOTHING  # without values: it belongs to the way to the next one
        if known is None or self._chunk != element.first:
            return False
        first = self._chunks[element.first]
        self.passages.append(
            Passage(
                first[self._offset : self._edge],
                first[self._edge : -1],
                (*self._stack, "", *self._seen),
                (parent, self._prefixes),
                first[element.start : -1],
                [chunk[1:-1] for chunk in self._chunks[element.first + 1 : element.last]],
                self._chunks[element.last][1 : element.end],
                known,
                element.values,
                element.past,
            )
        )
        self._chunk, self._offset, self._edge = element.last, element.end, element.end
        return True


def _frame_name(element: Element, parent: str) -> str | None:
    """Which frame `element` is, a child of another one; None for a part."""
    tag = element.tag
    if parent == BODY:
        return tag if tag in {GROUP, TRANSACTION} else None
    if parent != _AROUND:
        return None
    if tag == HEADER:
        return HEADER
    if tag in BODIES:
        return BODY if PAYMENTS.get(tag) == BODY else _UNUSUAL
    if "body" in element.holds:
        return _AROUND
    if "document" in element.holds:
        return _UNUSUAL  # a `Document` that holds no known message is a message itself
    return _AROUND if "header" in element.holds else None
