"""The shapes of messages seen lately. Most of a bank's wires differ in their texts alone, and are read by their shape.

A shape is learned when it is seen for the second time, and only while learning pays: see `_PURSE`.
"""

from collections.abc import Callable
from typing import Final

from interceptor.messages.shape import FIND_TEXT, Shape
from interceptor.transfers.transfer import Item

_MAX_BYTES: Final = 65_536
"""Larger messages are batches, which hardly repeat."""
_MAX_SHAPES: Final = 512
"""Each takes some 60 KB."""
_MAX_SEEN: Final = 16_384
_MAX_TRIES: Final = 4
"""Shapes tried that have the same tree; each failure costs a part of what a match saves."""

_PURSE: Final = 20_000
"""What learning may cost at first and at most, in looks at a new shape (40 us each, so 0.8 s). A match earns one look
back, so that traffic without repetition, or made to be without, stops paying for it."""
_PRICE: Final = 200
"""Looks that learning one shape costs: 8 ms."""

_CLOSING: Final = b"\x01"
_NO_TAG: Final = bytes(set(range(256)) - {ord("<"), ord(_CLOSING)})

_Tags = tuple[int, bool]


class Shapes:
    """A bounded memory of shapes. It changes how fast a message is read, and never what is read."""

    def __init__(self) -> None:
        self._by_tags: dict[_Tags, dict[bytes, list[Shape]]] = {}
        self._count = 0
        self._seen: set[int] = set()
        self._purse = _PURSE

    def read(self, body: bytes, declared_encoding: bool) -> list[Item] | None:
        """Items of `body`, or None when its shape is not known."""
        by_tree = self._by_tags.get((body.count(b"<"), declared_encoding))
        if by_tree is None or (text := _text(body)) is None:
            return None
        shapes = next(iter(by_tree.values())) if len(by_tree) == 1 else by_tree.get(_tree(body), [])
        for position, shape in enumerate(shapes):
            items = shape.read(text)
            if items is not None:
                if position:
                    shapes.insert(0, shapes.pop(position))
                self._purse = min(_PURSE, self._purse + 1)
                return items
        return None

    def offer(self, body: bytes, declared_encoding: bool, learn: Callable[[str], Shape | None]) -> None:
        """Look at a message that the parser has read; `learn` its shape when it has been seen before."""
        if self._purse <= 0 or (text := _text(body)) is None:
            return
        self._purse -= 1
        markup = hash(FIND_TEXT.sub("", text))
        if markup not in self._seen:
            if len(self._seen) >= _MAX_SEEN:
                self._seen.clear()
            self._seen.add(markup)
            return
        self._purse -= _PRICE
        shape = learn(text)
        if shape is None:
            return
        while self._count >= _MAX_SHAPES:
            oldest = self._by_tags.pop(next(iter(self._by_tags)))
            self._count -= sum(map(len, oldest.values()))
        shapes = self._by_tags.setdefault((body.count(b"<"), declared_encoding), {}).setdefault(_tree(body), [])
        shapes.insert(0, shape)
        self._count += 1 - len(shapes[_MAX_TRIES:])
        del shapes[_MAX_TRIES:]


def _text(body: bytes) -> str | None:
    """`body` as text, when it may have a shape: short enough, and UTF-8."""
    if len(body) > _MAX_BYTES:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _tree(body: bytes) -> bytes:
    """Order of opening and closing tags, without their names: equal for equal shapes, and cheap."""
    return body.replace(b"</", _CLOSING).translate(None, _NO_TAG)
