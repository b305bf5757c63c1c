"""The shapes of messages seen lately. Most of a bank's wires differ in their texts alone, and are read by their shape.

A shape is learned when it is seen for the second time, and only while learning pays: see `_PURSE`.
"""

from collections.abc import Callable
from typing import Final

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

_Key = tuple[bool, tuple[str, ...]]


class Shapes:
    """A bounded memory of shapes. It changes how fast a message is read, and never what is read."""

    def __init__(self) -> None:
        self._shapes: dict[_Key, Shape] = {}
        self._seen: set[int] = set()
        self._purse = _PURSE

    def read(self, pieces: Pieces, declared_encoding: bool) -> list[Item] | None:
        """Items of the message in `pieces`, or None when its shape is not known."""
        shape = self._shapes.get((declared_encoding, pieces.markup))
        items = None if shape is None else shape.read(pieces)
        if items is not None and self._purse < _PURSE:
            self._purse += 1
        return items

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
        if shape is None or shape.read(pieces) != items:
            return
        if key not in self._shapes and len(self._shapes) >= _MAX_SHAPES:
            del self._shapes[next(iter(self._shapes))]
        self._shapes[key] = shape
