"""The outline of a shape: its whole markup as one regular expression, with a group for each text and currency.

Matching a message against it costs a third of a parse, where cutting it into pieces and finding those costs most of
one. Making it costs more than 100 parses, so only a shape that comes often gets one.
"""

import re
from collections.abc import Sequence
from typing import Final

from interceptor.messages.pieces import CURRENCY, usual

_TEXT: Final = ">([^<>]{1,200}+)<"
_LETTERS: Final = "([A-Za-z]{3})"


class Outline:
    """What all messages with a certain markup have in common."""

    __slots__ = ("_match", "_order")

    def __init__(self, markup: Sequence[str]) -> None:
        """`markup` as `Pieces` has it."""
        chunks = [(CURRENCY + _LETTERS).join(map(re.escape, chunk.split(CURRENCY))) for chunk in markup]
        self._match = re.compile(_TEXT.join(chunks)).fullmatch
        groups = "t".join("c" * chunk.count(CURRENCY) for chunk in markup)
        numbered = list(enumerate(groups, 1))
        self._order = [number for wanted in "tc" for number, kind in numbered if kind == wanted]

    def values(self, content: str) -> list[str] | None:
        """Texts and then currencies of a message with this markup, as `Pieces` has them; None for any other."""
        match = self._match(content)
        return None if match is None else usual(match.group(*self._order))
