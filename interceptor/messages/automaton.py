"""An automaton over the chunks of messages: it knows the parts that the parser has taken, and the ways between them.

See `frames` for what parts and frames are, and docs/decisions/known-markup.md for why what it takes is well-formed.
"""

from collections.abc import Iterator
from typing import Any, Final

from interceptor.messages.frames import BODY, Cut, Frame, Passage, Spot
from interceptor.messages.parts import NOTHING, Part
from interceptor.messages.pieces import CURRENCY, Pieces, apart

_MAX_SIZE: Final = 16_384
"""Entries of all tables, each of some 500 bytes. When there are more, all is forgotten and learned again. A simulated
bank with seven envelopes, several versions and five ways to use prefixes takes 3,500."""


class _Node:
    """A value in a part: all markup of the part before it is known."""

    __slots__ = ("closings", "inner", "steps")

    def __init__(self) -> None:
        self.steps: dict[str, _Step] = {}
        """By chunk."""
        self.inner: dict[str, _Node] = {}
        """The next node in the same part, by a chunk with a currency, without its letters."""
        self.closings: dict[str, Part | None] = {}
        """The part, by the markup that ends it here; more than one where empty elements follow the value."""


class _Step:
    """Where a chunk leads: to the next node in the part, or out of it."""

    __slots__ = ("currency", "node", "part", "rest")

    def __init__(self, node: _Node | None, currency: str | None, part: Part | None = None, rest: str = "") -> None:
        self.node = node
        self.currency = currency
        """The letters in the last tag of the chunk."""
        self.part = part
        """The part that ends in the chunk, when there is no node; None for the start of the message."""
        self.rest = rest
        """What the chunk holds behind the end of the part, without the letters."""


class _Frame:
    """The parts that are known in one kind of frame (see `frames`)."""

    __slots__ = ("begins", "opens")

    def __init__(self) -> None:
        self.opens: dict[str, _Node] = {}
        """By the markup from the part before to the first value."""
        self.begins: dict[str, _Node] = {}
        """The same by the markup of the part itself."""


class _Spot:
    """Where a frame stands."""

    __slots__ = ("frame", "leads", "name", "ways")

    def __init__(self, frame: _Frame, name: str | None) -> None:
        self.frame = frame
        self.name = name
        """The message name by the namespace."""
        self.ways: dict[str, _Spot] = {}
        """By the markup from the last part here to the edge of the next frame."""
        self.leads: dict[str, tuple[_Spot, _Node]] = {}
        """Where the markup behind a part leads out of the frame."""


class Automaton:
    """What is known of the markup of messages with one transaction."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._frames: dict[Frame, _Frame] = {}
        self._spots: dict[tuple[Spot, str | None], _Spot] = {}
        self._starts = {declared: _Spot(_Frame(), None) for declared in (False, True)}
        """By how the encoding is read."""
        self._start, self._end = _Node(), _Node()
        self._start.closings[""] = None
        self.size = 0
        """How many entries the tables have."""

    def run(self, pieces: Pieces, declared_encoding: bool) -> tuple[list[tuple[Part, list[Any]]], str | None] | None:
        """The parts of a message, with their values, and its name by the namespace; None when not all is known."""
        spot, node = self._starts[declared_encoding], self._start
        texts = pieces.texts
        last = len(texts)
        parts: list[tuple[Part, list[Any]]] = []
        values: list[Any] = []
        for number, chunk in enumerate(pieces.markup):
            step = node.steps.get(chunk)
            if step is None and (step := self._step(spot, node, chunk)) is None:
                return None
            following = step.node
            if following is None:
                if step.part is not None and step.part is not NOTHING:
                    parts.append((step.part, values))
                values = []
                following = spot.frame.opens.get(step.rest)
                if following is None:
                    lead = self._lead(spot, step.rest)
                    if lead is None:
                        return None
                    spot, following = lead
            node = following
            if step.currency is not None:
                values.append(step.currency)
            if number < last:
                values.append(texts[number])
        return (parts, spot.name) if node is self._end else None

    def _step(self, spot: _Spot, node: _Node, chunk: str) -> _Step | None:
        """Where `chunk` leads, for one that comes here for the first time; remembered when it leads anywhere."""
        plain = apart(chunk)
        if plain is None:
            return None
        markup, currency = plain
        if currency is not None and markup in node.inner:
            step = _Step(node.inner[markup], currency)
        else:
            closing = next((before for before in _beginnings(markup) if before in node.closings), None)
            if closing is None:
                return None
            rest = markup[len(closing) :]
            if rest not in spot.frame.opens and self._lead(spot, rest) is None:
                return None
            step = _Step(None, currency, node.closings[closing], rest)
        if self.size <= _MAX_SIZE:
            self.size += 1
            node.steps[chunk] = step
        return step

    def _lead(self, spot: _Spot, rest: str) -> tuple[_Spot, _Node] | None:
        """Where `rest` leads from a part in `spot` to one in another frame."""
        if (known := spot.leads.get(rest)) is not None:
            return known
        for way in _beginnings(rest):
            if (target := spot.ways.get(way)) is None:
                continue
            if (node := target.frame.opens.get(rest[len(way) :])) is not None:
                if self.size <= _MAX_SIZE:
                    self.size += 1
                    spot.leads[rest] = (target, node)
                return target, node
        return None

    def learn(self, message: Cut, declared_encoding: bool, name: str | None) -> None:
        """Learn the parts of a message that the parser has taken, and the ways between them."""
        if self.size > _MAX_SIZE:
            self._forget()
        spot = self._starts[declared_encoding]
        for passage in message.passages:
            before, spot = spot, self._spot(passage, name)
            if (node := spot.frame.begins.get(passage.begin)) is None:
                node = spot.frame.begins[passage.begin] = self._new_node()
            if passage.opening not in spot.frame.opens:
                self.size += 1
                spot.frame.opens[passage.opening] = node
            if spot is not before:
                before.ways[passage.way] = spot
            for chunk in passage.inner:
                node = self._inner(node, chunk)
            if passage.closing not in node.closings:
                self.size += 1
                node.closings[passage.closing] = passage.part
        if message.rest not in spot.leads:
            self.size += 1
            spot.leads[message.rest] = (spot, self._end)

    def _new_node(self) -> _Node:
        self.size += 1
        return _Node()

    def _inner(self, node: _Node, chunk: str) -> _Node:
        """The node behind `node` in the same part, by a chunk without the letters of a currency."""
        if CURRENCY in chunk:
            if chunk not in node.inner:
                node.inner[chunk] = self._new_node()
            return node.inner[chunk]
        step = node.steps.get(chunk)
        if step is None or step.node is None:
            step = node.steps[chunk] = _Step(self._new_node(), None)
        assert step.node is not None
        return step.node

    def _spot(self, passage: Passage, name: str | None) -> _Spot:
        key = (passage.spot, name if BODY in passage.spot else None)
        if (known := self._spots.get(key)) is None:
            frame = self._frames.setdefault(passage.frame, _Frame())
            known = self._spots[key] = _Spot(frame, key[1])
            self.size += 1
        return known


def _beginnings(markup: str) -> Iterator[str]:
    """What of `markup` ends with a tag, the longest first and nothing at last."""
    end = len(markup)
    while end > 0:
        end = markup.rfind(">", 0, end) + 1
        yield markup[:end]
        end -= 1
