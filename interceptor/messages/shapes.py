"""The shapes of messages seen lately. Most of a bank's wires differ in their texts alone, and are read by their shape.

A shape is learned when it is seen for the second time, and only while learning pays: see `_PURSE`. One that comes often
gets an outline, by which it is found at once.
"""

from collections.abc import Callable
from typing import Final

from interceptor.messages.outline import Outline
from interceptor.messages.pieces import Pieces
from interceptor.messages.shape import Shape
from interceptor.transfers.transfer import Item

_MAX_SHAPES: Final = 2_048
"""Each takes some 11 KB."""
_MAX_SEEN: Final = 16_384

_PURSE: Final = 20_000
"""What learning may cost at first and at most, in transfers read by shape, which saves some 40 us each. A match earns
one, so that traffic without repetition, or made to be without, stops paying for it."""
_PRICE: Final = 8
"""What learning one shape costs: 0.3 ms."""

_OFTEN: Final = 2_000
"""Uses after which a shape gets an outline. It saves half a parse where one shape rules; where many take turns it saves
next to nothing (each has to come into the processor's cache), so the rarer ones do without."""
_MAX_OUTLINES: Final = 16
"""Each takes some 40 KB."""
_MAX_ALIKE: Final = 4
"""Outlines with equally many tags that are tried one after the other."""

_Key = tuple[bool, tuple[str, ...]]


class Shapes:
    """A bounded memory of shapes. It changes how fast a message is read, and never what is read."""

    def __init__(self) -> None:
        self._shapes: dict[_Key, Shape] = {}
        self._seen: set[int] = set()
        self._purse = _PURSE
        self._outlines: dict[tuple[bool, int], list[tuple[Outline, Shape]]] = {}
        """By how the encoding is read and how many tags there are."""

    def find(self, body: bytes, declared_encoding: bool) -> list[Item] | None:
        """Items of a message whose shape comes often; None for others."""
        alike = self._outlines.get((declared_encoding, body.count(b"<")))
        if alike is None:
            return None
        try:
            content = body.decode()
        except UnicodeDecodeError:
            return None
        for outline, shape in alike:
            if (values := outline.values(content)) is not None:
                return self._earned(shape.read(values))
        return None

    def read(self, pieces: Pieces, declared_encoding: bool) -> list[Item] | None:
        """Items of the message in `pieces`, or None when its shape is not known."""
        shape = self._shapes.get((declared_encoding, pieces.markup))
        if shape is None:
            return None
        shape.uses += 1
        if shape.uses % _OFTEN == 0:
            self._outline(shape, pieces, declared_encoding)
        return self._earned(shape.read(pieces.texts + pieces.currencies))

    def _earned(self, items: list[Item] | None) -> list[Item] | None:
        if items is not None and self._purse < _PURSE:
            self._purse += 1
        return items

    def _outline(self, shape: Shape, pieces: Pieces, declared_encoding: bool) -> None:
        if sum(map(len, self._outlines.values())) >= _MAX_OUTLINES:
            self._outlines.clear()
        tags = sum(chunk.count("<") for chunk in pieces.markup) + len(pieces.texts)
        alike = self._outlines.setdefault((declared_encoding, tags), [])
        if len(alike) == _MAX_ALIKE:
            alike.pop(0)
        alike.append((Outline(pieces.markup, shape.asked), shape))

    def offer(
        self, pieces: Pieces, declared_encoding: bool, items: list[Item], learn: Callable[[], Shape | None]
    ) -> None:
        """Look at a message that the parser has read as `items`; `learn` its shape when it has been seen before."""
        if self._purse <= 0:
            return
        self._purse -= 1
        key = (declared_encoding, pieces.markup)
        if (markup := hash(key)) not in self._seen:
            if len(self._seen) >= _MAX_SEEN:
                self._seen.clear()
            self._seen.add(markup)
            return
        self._purse -= _PRICE
        shape = learn()
        if shape is None or shape.read(pieces.texts + pieces.currencies) != items:
            return
        if key not in self._shapes and len(self._shapes) >= _MAX_SHAPES:
            del self._shapes[next(iter(self._shapes))]
        self._shapes[key] = shape
