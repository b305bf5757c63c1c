"""The shapes of messages seen lately. Most of a bank's wires differ in their texts alone, and are read by their shape.

A shape is learned when it is seen for the second time, and only while learning pays: see `_PURSE`.
"""

from collections.abc import Callable
from typing import Final

from interceptor.messages.shape import FIND_TEXT, Shape
from interceptor.transfers.transfer import Item

_MAX_BYTES: Final = 65_536
"""Larger messages are batches, which hardly repeat."""
_MAX_SHAPES: Final = 256
_MAX_SEEN: Final = 4_096
_MAX_TRIES: Final = 4
"""Shapes tried that have the same number of tags; each failure costs a part of what a match saves."""

_PURSE: Final = 2_000
"""What learning may cost at first and at most, in looks at a new shape (40 us each). A match earns one look back, so
that traffic without repetition, or made to be without, soon stops paying for it."""
_PRICE: Final = 200
"""Looks that learning one shape costs: 8 ms."""

_Key = tuple[int, bool]


class Shapes:
    """A bounded memory of shapes. It changes how fast a message is read, and never what is read."""

    def __init__(self) -> None:
        self._shapes: dict[_Key, list[Shape]] = {}
        self._seen: set[int] = set()
        self._purse = _PURSE

    def text(self, body: bytes) -> str | None:
        """`body` as text, when it may have a shape: short enough, and UTF-8."""
        if len(body) > _MAX_BYTES:
            return None
        try:
            return body.decode()
        except UnicodeDecodeError:
            return None

    def read(self, text: str, declared_encoding: bool) -> list[Item] | None:
        """Items of `text`, or None when its shape is not known."""
        shapes = self._shapes.get((text.count("<"), declared_encoding))
        if shapes is None:
            return None
        for position, shape in enumerate(shapes):
            items = shape.read(text)
            if items is not None:
                if position:
                    shapes.insert(0, shapes.pop(position))
                self._purse = min(_PURSE, self._purse + 1)
                return items
        return None

    def offer(self, text: str, declared_encoding: bool, learn: Callable[[], Shape | None]) -> None:
        """Look at a message that the parser has read; learn its shape when it has been seen before."""
        if self._purse <= 0:
            return
        self._purse -= 1
        markup = hash(FIND_TEXT.sub("", text))
        if markup not in self._seen:
            if len(self._seen) >= _MAX_SEEN:
                self._seen.clear()
            self._seen.add(markup)
            return
        self._purse -= _PRICE
        shape = learn()
        if shape is None:
            return
        key = (text.count("<"), declared_encoding)
        if sum(map(len, self._shapes.values())) >= _MAX_SHAPES:
            del self._shapes[next(iter(self._shapes))]
        shapes = self._shapes.setdefault(key, [])
        shapes.insert(0, shape)
        del shapes[_MAX_TRIES:]
