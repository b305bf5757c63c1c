"""A walk written down: how the values of a message with known markup are made of its texts, without its tree.

`follow` goes along an example as `walk.collect` does, and notes for each value the place of the text that it is made
of. Only the usual case is written down: whatever a step would warn of or refuse makes `Recipe.cook` give None, and the
message goes to the parser.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from lxml import etree

from interceptor.errors import MessageError
from interceptor.messages.walk import Block, Steps, Text

Place = int
"""Position of a value: first the texts and currencies of the message, then constants, then what is made."""

Planned = dict[str, Any]
"""Field name to the place of its value, or to a list of places where the value is a tuple."""

Places = Mapping[etree._Element, tuple[Place | None, Place | None]]
"""Places of the text and of the currency of an element."""

_CONSTANTS: Final = (None, False, True, ())


@dataclass(slots=True)
class Recipe:
    """What to do, in order."""

    checks: list[tuple[Callable[[str], Any], Place]]
    """Texts with a form of their own, replaced by their canonical spelling."""
    constants: list[Any]
    makes: list[tuple[Callable[..., Any] | None, Callable[[Sequence[Any]], tuple[Any, ...]]]]
    """What is made, each of values before it: by a function, or else the tuple of them. The last one is the whole."""
    asked: set[Place]
    """Places of the values that go in."""

    def cook(self, texts: Sequence[str]) -> Any | None:
        """What is made last; None when a text is not as usual."""
        values: list[Any] = list(texts)
        values += self.constants
        try:
            for check, place in self.checks:
                value = check(values[place])
                if value is None:
                    return None
                values[place] = value
            for make, arguments in self.makes:
                found = arguments(values)
                values.append(found if make is None else make(*found))
        except MessageError:
            return None
        return values[-1]


class Draft:
    """A recipe while it is written.

    `count` is the number of texts and currencies; `stated` is what is known before them, by field.
    """

    def __init__(self, count: int, places: Places, stated: Mapping[str, Any]) -> None:
        self._places = places
        self.none, self.false, self.true, self.empty, *others = range(count, count + len(_CONSTANTS) + len(stated))
        self.stated: Planned = dict(zip(stated, others, strict=True))
        self._may_be_none: set[Place] = set()
        """Places of what functions make: they may give None for nothing, classes never do."""
        self._next = count + len(_CONSTANTS) + len(stated)
        self.recipe = Recipe([], [*_CONSTANTS, *stated.values()], [], set())

    def text(self, element: etree._Element) -> Place | None:
        """Place of the text of `element`; None when it has none."""
        return self._places.get(element, (None, None))[0]

    def currency(self, element: etree._Element) -> Place | None:
        """Place of the currency of `element`."""
        return self._places.get(element, (None, None))[1]

    def check(self, check: Callable[[str], Any], place: Place) -> Place:
        """Note that the text at `place` is to be replaced by what `check` gives; None is not as usual."""
        self.recipe.checks.append((check, place))
        self.recipe.asked.add(place)
        return place

    def make(self, function: Callable[..., Any], *arguments: Place) -> Place:
        """Note that `function` is to be called; the place of its result."""
        if not isinstance(function, type):
            self._may_be_none.add(self._next)
        return self._made(function, arguments)

    def _made(self, function: Callable[..., Any] | None, arguments: Sequence[Place]) -> Place:
        self.recipe.makes.append((function, _picker(arguments)))
        self.recipe.asked.update(arguments)
        self._next += 1
        return self._next - 1

    def build(self, function: Callable[..., Any], planned: Planned) -> Place:
        """Like `make`, with arguments by name."""
        return self.make(function, *self.arguments(function, planned))

    def arguments(self, function: Callable[..., Any], planned: Planned) -> list[Place]:
        """The places of arguments by position, up to the last one that is planned."""
        constants = {None: self.none, False: self.false, (): self.empty}
        arguments: list[Place] = []
        last = 0
        for name, default in _parameters(function).items():
            if name in planned:
                arguments.append(self.whole(planned[name]))
                last = len(arguments)
            else:
                arguments.append(constants[default])
        return arguments[:last]

    def whole(self, value: Place | list[Place]) -> Place:
        """The place of a value; of a tuple made of them, when there are several."""
        if not isinstance(value, list):
            return value
        return self.make(_several, *value) if self._may_be_none.intersection(value) else self._made(None, value)


def follow(element: etree._Element, table: Steps, planned: Planned, draft: Draft) -> None:
    """Write down what `collect` does below `element`."""
    for child in element:
        step = table[child.tag]
        kind = step.__class__
        if step is None:
            continue
        if kind is Steps:
            follow(child, step, planned, draft)
        elif kind is Block:
            inner: Planned = {}
            follow(child, step.table, inner, draft)
            if inner:
                planned[step.field] = draft.build(step.make, inner)
        elif kind is str or kind is Text:
            if (place := draft.text(child)) is not None:
                planned[step if kind is str else step.field] = place
        else:
            step.plan(child, planned, draft)


def _several(*values: Any) -> tuple[Any, ...]:
    return tuple([value for value in values if value is not None]) if None in values else values


def _picker(places: Sequence[Place]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Takes the values at `places`."""
    if len(places) > 1:
        return itemgetter(*places)
    if not places:
        return lambda _values: ()
    place = places[0]
    return lambda values: (values[place],)


@cache
def _parameters(function: Callable[..., Any]) -> dict[str, Any]:
    """The default of each parameter of `function`, in order."""
    return {name: parameter.default for name, parameter in inspect.signature(function).parameters.items()}
