"""A walk written down: how the values of a part of a message are made of its texts, without its tree.

`follow` goes along an example as `walk.collect` does, and notes for each value the place of the text that it is made
of. Only the usual case is written down: whatever a step would warn of or refuse makes `Recipe.cook` say no, and the
message goes to the parser.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final

from interceptor.messages.markup import Element
from interceptor.messages.walk import Block, Steps, Text, may_repeat

Place = int
"""Position of a value: first the texts and currencies of the part, then constants, then what is made."""

Planned = dict[str, Any]
"""Field name to the place of its value, or to a list of places where the value is a tuple."""

Picker = Callable[[Sequence[Any]], tuple[Any, ...]]
"""Takes some of the values."""

_CONSTANTS: Final[list[Any]] = [None, False, True, ()]


class Recipe:
    """What to do, in order."""

    __slots__ = ("checks", "constants", "gathered", "makes", "single")

    def __init__(self) -> None:
        self.constants: list[Any] = []
        self.checks: list[tuple[Callable[[str], Any], Place]] = []
        """Texts with a form of their own, replaced by their canonical spelling."""
        self.makes: list[tuple[Callable[..., Any] | None, Picker, Sequence[Place]]] = []
        """What is made, each of values before it: by a function, or else the tuple of them."""
        self.single: list[tuple[int, Place]] = []
        """Which value goes into which field, by its number."""
        self.gathered: list[tuple[int, Place]] = []
        """Which value is added to which field."""

    def cook(self, values: list[Any], found: list[Any]) -> bool:
        """Put what is made of the texts and currencies in `values`, which are used up, into the fields of `found`.

        False when a text is not as usual. Raises `MessageError` for some of these.
        """
        for check, place in self.checks:
            value = check(values[place])
            if value is None:
                return False
            values[place] = value
        values += self.constants
        for make, arguments, _ in self.makes:
            taken = arguments(values)
            values.append(taken if make is None else make(*taken))
        for field, place in self.single:
            found[field] = values[place]
        for field, place in self.gathered:
            value = values[place]
            if value is not None:
                found[field] += (value,)
        return True


def joined(recipes: Sequence[tuple[Recipe, Place, Place]], count: int) -> Recipe:
    """One recipe that does what several do, for `count` values, of which each takes those from a place to another."""
    whole = Recipe()
    whole.constants = _CONSTANTS
    for recipe, first, past in recipes:
        own = past - first
        # Behind its own values come the constants, which are shared, and then what it makes.
        made = count + len(whole.makes) - own
        shift = [first] * own + [count - own] * len(_CONSTANTS) + [made] * len(recipe.makes)
        whole.checks += [(check, place + shift[place]) for check, place in recipe.checks]
        for make, _, arguments in recipe.makes:
            places = [place + shift[place] for place in arguments]
            whole.makes.append((make, _picker(places), places))
        whole.single += [(field, place + shift[place]) for field, place in recipe.single]
        whole.gathered += [(field, place + shift[place]) for field, place in recipe.gathered]
    return whole


class Draft:
    """A recipe while it is written, for a part whose values are those from `first` up to `past`."""

    def __init__(self, first: int, past: int) -> None:
        self._first = first
        self.none, self.false, self.true, self.empty, self._next = range(past - first, past - first + 5)
        self._may_be_none: set[Place] = set()
        """Places of what functions make: they may give None for nothing, classes never do."""
        self.recipe = Recipe()
        self.usual = True
        """False when an element stands there twice that may not, see `walk.check_repeats`."""

    def text(self, element: Element) -> Place | None:
        """Place of the text of `element`; None when it has none."""
        return None if element.text is None else element.text - self._first

    def currency(self, element: Element) -> Place | None:
        """Place of the currency of `element`."""
        return None if element.currency is None else element.currency - self._first

    def check(self, check: Callable[[str], Any], place: Place) -> Place:
        """Note that the text at `place` is to be replaced by what `check` gives; None is not as usual."""
        self.recipe.checks.append((check, place))
        return place

    def make(self, function: Callable[..., Any], *arguments: Place) -> Place:
        """Note that `function` is to be called; the place of its result."""
        if not isinstance(function, type):
            self._may_be_none.add(self._next)
        return self._made(function, arguments)

    def _made(self, function: Callable[..., Any] | None, arguments: Sequence[Place]) -> Place:
        self.recipe.makes.append((function, _picker(arguments), arguments))
        self._next += 1
        return self._next - 1

    def finish(self, planned: Planned, fields: Mapping[str, int]) -> Recipe | None:
        """The recipe by which `planned` goes into `fields`, which have numbers; None when the part is not as usual."""
        for name, value in planned.items():
            if isinstance(value, list):
                self.recipe.gathered += [(fields[name], place) for place in value]
            else:
                self.recipe.single.append((fields[name], value))
        if self.recipe.makes or self.true in planned.values():
            self.recipe.constants = _CONSTANTS
        return self.recipe if self.usual else None

    def build(self, function: Callable[..., Any], planned: Planned) -> Place:
        """Like `make`, with arguments by name."""
        constants = {None: self.none, False: self.false, (): self.empty}
        arguments: list[Place] = []
        last = 0
        for name, default in _parameters(function).items():
            if name in planned:
                arguments.append(self._whole(planned[name]))
                last = len(arguments)
            else:
                arguments.append(constants[default])
        return self.make(function, *arguments[:last])

    def _whole(self, value: Place | list[Place]) -> Place:
        """The place of a value; of a tuple made of them, when there are several."""
        if not isinstance(value, list):
            return value
        return self.make(_several, *value) if self._may_be_none.intersection(value) else self._made(None, value)


def follow(elements: Sequence[Element], table: Steps, planned: Planned, draft: Draft) -> None:
    """Write down what `collect` does with `elements` that stand side by side."""
    tags = [child.tag for child in elements if not may_repeat(table[child.tag])]
    if len(set(tags)) < len(tags):
        draft.usual = False
    for child in elements:
        step = table[child.tag]
        kind = step.__class__
        if step is None:
            continue
        if kind is Steps:
            follow(child.children, step, planned, draft)
        elif kind is Block:
            inner: Planned = {}
            follow(child.children, step.table, inner, draft)
            if inner:
                planned[step.field] = draft.build(step.make, inner)
        elif kind is str or kind is Text:
            if (place := draft.text(child)) is not None:
                planned[step if kind is str else step.field] = place
        else:
            step.plan(child, planned, draft)


def _several(*values: Any) -> tuple[Any, ...]:
    return tuple([value for value in values if value is not None]) if None in values else values


def _picker(places: Sequence[Place]) -> Picker:
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
