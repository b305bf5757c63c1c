"""The elements of a message that a parser took, by its pieces alone: markup of the plainest kind needs no more.

It has start tags, end tags, blanks between them, and texts between a start tag and its end tag. Comments, CDATA,
processing instructions, a DOCTYPE, entities in attributes, mixed content and another encoding are not of that kind.
"""

import re
from typing import Final, NamedTuple

from interceptor.messages.names import BODIES
from interceptor.messages.pieces import Pieces, apart

_PROLOG: Final = re.compile(
    "\ufeff?[ \t\r\n]*"
    r"(?:<\?xml[ \t\r\n]+version=[\"']1\.0[\"'](?:[ \t\r\n]+encoding=[\"'][Uu][Tt][Ff]-8[\"'])?"
    r"(?:[ \t\r\n]+standalone=[\"'](?:yes|no)[\"'])?[ \t\r\n]*\?>)?"
)
# No value looks like attributes: what is told of them by their letters alone is true.
_VALUE: Final = r"[^<>&=\"']*"
_ATTRIBUTE: Final = rf"[ \t\r\n]+[^\s<>/=&\"']+=(?:\"{_VALUE}\"|'{_VALUE}')"
_TAG: Final = re.compile(rf"[ \t\r\n]*(<(/?)([^\s<>/=&\"'!?]+)((?:{_ATTRIBUTE})*)[ \t\r\n]*(/?)>)")

_FOREIGN: Final = re.compile(r"\s(?!xmlns:)[^\s=]*:[^\s=]*=")
_MAX_DEPTH: Final = 100
"""Less than half of what libxml2 takes, so that no part is too deep wherever it stands."""

MARKED: Final = {**dict.fromkeys(BODIES, "body"), "Document": "document", "AppHdr": "header"}
"""Elements that the search for messages looks at (see `envelope`)."""
_NOTHING: Final[frozenset[str]] = frozenset()


class Element:
    """One element, where it stands, and where its values are among all texts and currencies, in the message's order."""

    __slots__ = (
        "children",
        "currency",
        "end",
        "first",
        "foreign",
        "holds",
        "last",
        "past",
        "start",
        "tag",
        "text",
        "values",
        "written",
    )

    def __init__(self, tag: str, written: str, chunk: int, start: int, values: int) -> None:
        self.tag = tag
        """Local name."""
        self.written = written
        """The whole start tag."""
        self.children: list[Element] = []
        self.foreign = False
        """True when an attribute here or below has a prefix: two of them may be one if the prefixes mean the same."""
        self.holds = _NOTHING
        """Which of `MARKED` are here or below."""
        self.text: int | None = None
        self.currency: int | None = None
        self.first, self.start = chunk, start
        """Chunk, and offset in it, where it begins."""
        self.last, self.end = chunk, start
        """The same for its end."""
        self.values, self.past = values, values
        """The values in it are those from the one up to the other."""


class Scanned(NamedTuple):
    """What is found in a message."""

    chunks: list[str]
    """The markup with the `<` and `>` at the ends of its chunks, and without the letters of currencies."""
    values: list[str]
    """Texts and currencies as they stand in the message."""
    roots: list[Element]
    """One, or the two that some gateways send."""


def scan(pieces: Pieces) -> Scanned | None:
    """The elements of `pieces`; None for markup that is not of the plainest kind."""
    chunks: list[str] = []
    values: list[str] = []
    outer = Element("", "", 0, 0, 0)
    stack = [outer]
    last = len(pieces.markup) - 1
    for number, piece in enumerate(pieces.markup):
        plain = apart(piece)
        if plain is None:
            return None
        chunk = f"{'<' if number else ''}{plain[0]}{'>' if number < last else ''}"
        chunks.append(chunk)
        if not _tags(chunk, number, stack, len(values)):
            return None
        if number == last:
            break
        element = stack[-1]
        if not chunk.endswith(element.written) or element.children or element.text is not None:
            return None
        if plain[1] is not None:
            element.currency = len(values)
            values.append(plain[1])
        element.text = len(values)
        values.append(pieces.texts[number])
    return Scanned(chunks, values, outer.children) if len(stack) == 1 else None


def _tags(chunk: str, number: int, stack: list[Element], values: int) -> bool:
    """Follow the tags of `chunk` on the `stack` of open elements; False for what is not as usual."""
    prolog = None if number else _PROLOG.match(chunk)
    position = 0 if prolog is None else prolog.end()
    while (tag := _TAG.match(chunk, position)) is not None:
        written, closes, name, attributes, empty = tag.groups()
        if "xml:" in attributes or attributes.count("Ccy") != attributes.count('Ccy=""'):
            return False
        position = tag.end()
        if closes:
            element = stack.pop()
        else:
            if (number and tag.start() == 0) or len(stack) > _MAX_DEPTH:
                return False  # a text before it: mixed content
            element = Element(name.rpartition(":")[2], written, number, tag.start(1), values)
            stack[-1].children.append(element)
            if _FOREIGN.search(attributes):
                element.foreign = True
            if (mark := MARKED.get(element.tag)) is not None:
                element.holds = frozenset({mark})
            if not empty:
                stack.append(element)
                continue
        element.last, element.end, element.past = number, position, values
        if not stack:
            return False
        stack[-1].foreign |= element.foreign
        stack[-1].holds |= element.holds
    return not chunk[position:].strip(" \t\r\n")
