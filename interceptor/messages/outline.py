"""The markup of a frequent shape as one pattern, by which its messages are known and taken apart in one go.

Matching a message against it costs a third of a parse, where cutting it into pieces and finding those costs most of
one. Making it costs more than 100 parses, so only a shape that comes often gets one.
"""

import re
from collections.abc import Callable, Container, Sequence
from operator import itemgetter
from typing import Final

from interceptor.messages.pieces import CURRENCY, usual

_TEXT: Final = "[^<>]{1,200}+"
_PLAIN: Final = "[ !#-%'-;=?-~\u00a1-\u00ac\u00ae-\u024f]{1,200}+"
"""Printable Latin text without markup, entities and quotes: most messages have no other, and it needs no cleaning."""
_LETTERS: Final = "[A-Za-z]{3}"
_UNWANTED: Final = ("",)


class Outline:
    """What all messages with a certain markup have in common."""

    __slots__ = ("_every", "_match", "_plain", "_wanted")

    def __init__(self, markup: Sequence[str], wanted: Container[int]) -> None:
        """`markup` as `Pieces` has it, with two values or more; `wanted` are the places of those that are asked for."""
        places = _places(markup)
        every = range(len(places))
        self._match = re.compile(_pattern(markup, places, every, _TEXT)).fullmatch
        self._every = _picker(places, every)
        self._plain = re.compile(_pattern(markup, places, wanted, _PLAIN)).fullmatch
        self._wanted = _picker(places, wanted)

    def values(self, content: str) -> Sequence[str] | None:
        """Texts and then currencies of a message with this markup, as `Pieces` has them; None for any other.

        Those that nobody wants are empty.
        """
        match = self._plain(content)
        if match is not None:
            groups = match.groups()
            # A blank at an end, or two of them, would have to be cleaned away.
            return None if "  " in " ".join(["", *groups, ""]) else self._wanted(groups + _UNWANTED)
        match = self._match(content)
        if match is None or (texts := usual(match.groups())) is None:
            return None
        return self._every(texts)


def _places(markup: Sequence[str]) -> list[int]:
    """The place of each value in the order in which they stand in the message."""
    kinds = "t".join("c" * chunk.count(CURRENCY) for chunk in markup)
    texts, currencies = iter(range(len(kinds))), iter(range(kinds.count("t"), len(kinds)))
    return [next(texts if kind == "t" else currencies) for kind in kinds]


def _pattern(markup: Sequence[str], places: Sequence[int], wanted: Container[int], text: str) -> str:
    values = iter([place in wanted for place in places])
    found = []
    for number, chunk in enumerate(markup):
        if number:
            found.append(f">{_taken(text, next(values))}<")
        first, *others = chunk.split(CURRENCY)
        found.append(re.escape(first))
        found += [CURRENCY + _taken(_LETTERS, next(values)) + re.escape(other) for other in others]
    return "".join(found)


def _picker(places: Sequence[int], wanted: Container[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    """Puts the groups of a match, with `_UNWANTED` behind them, into the order of the places."""
    taken = [place for place in places if place in wanted]
    groups = {place: group for group, place in enumerate(taken)}
    return itemgetter(*[groups.get(place, len(taken)) for place in sorted(places)])


def _taken(pattern: str, wanted: bool) -> str:
    return f"({pattern})" if wanted else pattern
