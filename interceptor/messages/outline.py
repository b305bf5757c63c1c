"""The markup of a frequent message as one pattern, by which its like are known and taken apart in one go.

Matching a message against it costs a third of a parse, where cutting it into pieces and following those costs most of
one. Making it costs more than 100 parses, so only a markup that comes often gets one.
"""

import re
from collections.abc import Container, Sequence
from typing import Any, Final

from interceptor.messages.frames import Cut
from interceptor.messages.parts import NOTHING, Part
from interceptor.messages.pieces import CURRENCY, usual
from interceptor.messages.recipe import joined

_TEXT: Final = "[^<>]{1,200}+"
_PLAIN: Final = "[ !#-%'-;=?-~\u00a1-\u00ac\u00ae-\u024f]{1,200}+"
"""Printable Latin text without markup, entities and quotes: most messages have no other, and it needs no cleaning."""
_LETTERS: Final = "[A-Za-z]{3}"

_Taken = tuple[Part, int, int]
"""A part, and which values are in it: from the one up to the other."""


class Outline:
    """What all messages with a certain markup have in common."""

    __slots__ = ("_every", "_match", "_plain", "_wanted", "name")

    def __init__(self, message: Cut, name: str | None) -> None:
        """`name` is the message name by the namespace."""
        self.name = name
        parts = [(passage.part, passage.first, passage.past) for passage in message.passages]
        parts = [taken for taken in parts if taken[0] is not NOTHING]
        wanted = [place for _, first, past in parts for place in range(first, past)]
        places = {place: number for number, place in enumerate(wanted)}
        every = range(len(message.values))
        self._match = re.compile(_pattern(message.chunks, every, _TEXT)).fullmatch
        self._every = _plan(parts, len(every))
        self._plain = re.compile(_pattern(message.chunks, places, _PLAIN)).fullmatch
        self._wanted = _plan([(part, places[first], places[past - 1] + 1) for part, first, past in parts], len(wanted))

    def parts(self, content: str) -> list[tuple[Part, list[Any]]] | None:
        """What `assemble` takes, of a message with this markup; None for any other."""
        match = self._plain(content)
        if match is not None:
            groups = match.groups()
            # A blank at an end, or two of them, would have to be cleaned away.
            if "  " in " ".join(["", *groups, ""]):
                return None
            values, plan = list(groups), self._wanted
        else:
            match = self._match(content)
            if match is None or (texts := usual(match.groups())) is None:
                return None
            values, plan = texts, self._every
        return [(part, values[first:past]) for part, first, past in plan]


def _plan(parts: Sequence[_Taken], count: int) -> list[_Taken]:
    """One part instead of all that are read at once; in a message of this markup none of them comes twice."""
    late = [taken for taken in parts if taken[0].late]
    whole = joined([(part.recipe, first, past) for part, first, past in parts if not part.late], count)
    return [(Part(whole, 0, False), 0, count), *late]


def _pattern(chunks: list[str], wanted: Container[int], text: str) -> str:
    found = []
    place = 0
    for number, chunk in enumerate(chunks):
        if number:
            found.append(f"({text})" if place in wanted else text)
            place += 1
        before, attribute, behind = chunk.partition(CURRENCY)
        found.append(re.escape(before + attribute))
        if attribute:
            found.append(f"({_LETTERS})" if place in wanted else _LETTERS)
            found.append(re.escape(behind))
            place += 1
    return "".join(found)
