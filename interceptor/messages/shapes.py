"""The memory of the markup of messages seen lately: what is learned, and what that may cost.

Most of a bank's wires differ in their texts, and in which parts they have. What is known of their parts is kept in an
automaton; it is learned from messages that the parser has taken, while learning pays: see `_PURSE`. A markup that comes
often as a whole gets an outline, by which its messages are found at once.
"""

from typing import Final

from interceptor.messages.automaton import Automaton
from interceptor.messages.envelope import VERSION_WARNINGS
from interceptor.messages.frames import cut
from interceptor.messages.outline import Outline
from interceptor.messages.parts import assemble
from interceptor.messages.pieces import Pieces
from interceptor.messages.walk import MAX_REPEATS
from interceptor.transfers.transfer import Item, Transfer

_MAX_SEEN: Final = 16_384
_MAX_TRIES: Final = 3
"""It may be the texts that are not as usual, and others of the same markup are."""

_PURSE: Final = 20_000
"""What learning may cost at first and at most, in transfers read without the parser, which saves some 60 us each. A
match earns one, so that traffic without repetition, or made to be without, stops paying for it."""
_PRICE: Final = 5
"""What learning from one message costs: 0.3 ms."""

_OFTEN: Final = 500
"""Uses after which a whole markup gets an outline. It saves half a parse where one markup rules; where many take turns
it saves next to nothing (each has to come into the processor's cache), so the rarer ones do without."""
_MAX_OUTLINES: Final = 16
"""Each takes some 40 KB."""
_MAX_ALIKE: Final = 4
"""Outlines with equally many tags that are tried one after the other."""
_RULES: Final = 8
"""Messages in a row with one outline after which the next is tried on it at once: counting its tags costs a sixth of
that, and trying in vain up to all of it."""


class Shapes:
    """A bounded memory of markup. It changes how fast a message is read, and never what is read."""

    def __init__(self) -> None:
        self.automaton = Automaton()
        self._purse = _PURSE
        self._uses: dict[int, int] = {}
        """How often each whole markup was read, by hash."""
        self._tries: dict[int, int] = {}
        """How often learning from a whole markup was in vain, by hash."""
        self._outlines: dict[tuple[bool, int], list[Outline]] = {}
        """By how the encoding is read and how many tags there are."""
        self._latest: Outline | None = None
        self._latest_declared = False
        self._in_a_row = 0

    def find(self, body: bytes, declared_encoding: bool) -> list[Item] | None:
        """Items of a message whose whole markup comes often; None for others."""
        if not self._outlines:
            return None
        try:
            content = body.decode()
        except UnicodeDecodeError:
            return None
        latest = self._latest if declared_encoding == self._latest_declared else None
        if self._in_a_row >= _RULES and latest is not None and (parts := latest.parts(content)) is not None:
            return self._earned(assemble(parts, latest.name))
        for outline in self._outlines.get((declared_encoding, content.count("<")), ()):
            if (parts := outline.parts(content)) is not None:
                self._in_a_row = self._in_a_row + 1 if outline is latest else 0
                self._latest, self._latest_declared = outline, declared_encoding
                return self._earned(assemble(parts, outline.name))
        self._in_a_row = 0
        return None

    def read(self, pieces: Pieces, declared_encoding: bool) -> list[Item] | None:
        """Items of the message in `pieces`, or None when not all of its markup is known."""
        if len(pieces.texts) > MAX_REPEATS or (found := self.automaton.run(pieces, declared_encoding)) is None:
            return None
        parts, name = found
        items = assemble(parts, name)
        if items is not None:
            self._count(pieces, declared_encoding, name)
        return self._earned(items)

    def _earned(self, items: list[Item] | None) -> list[Item] | None:
        if items is not None and self._purse < _PURSE:
            self._purse += 1
        return items

    def _count(self, pieces: Pieces, declared_encoding: bool, name: str | None) -> None:
        """Count the uses of a whole markup; one that comes often gets an outline."""
        markup = hash((declared_encoding, *pieces.markup))
        uses = self._uses.get(markup, 0) + 1
        if uses == 1 and len(self._uses) >= _MAX_SEEN:
            self._uses.clear()
        self._uses[markup] = uses
        if uses % _OFTEN or (whole := cut(pieces)) is None:
            return
        if sum(map(len, self._outlines.values())) >= _MAX_OUTLINES:
            self._outlines.clear()
        tags = sum([chunk.count("<") for chunk in whole.chunks])
        alike = self._outlines.setdefault((declared_encoding, tags), [])
        if len(alike) == _MAX_ALIKE:
            alike.pop(0)
        alike.append(Outline(whole, name))

    def offer(self, pieces: Pieces, declared_encoding: bool, items: list[Item], name: str | None) -> bool:
        """Learn from a message that the parser has read as `items`, and by whose namespace it is a `name`.

        True when it was of a kind that can be learned.
        """
        if self._purse <= 0:
            return False
        self._purse -= 1
        markup = hash((declared_encoding, *pieces.markup))
        if not _is_usual(items) or self._tries.get(markup, 0) == _MAX_TRIES:
            return False
        self._purse -= _PRICE
        whole = cut(pieces)
        if whole is None or assemble(whole.parts(), name) != items:
            if len(self._tries) >= _MAX_SEEN:
                self._tries.clear()
            self._tries[markup] = self._tries.get(markup, 0) + 1
            return False
        self.automaton.learn(whole, declared_encoding, name)
        return True


def _is_usual(items: list[Item]) -> bool:
    """True for one transfer, of which nothing is odd but its version."""
    return len(items) == 1 and isinstance(items[0], Transfer) and VERSION_WARNINGS.issuperset(items[0].warnings)
