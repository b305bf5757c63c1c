"""A walk written down: which text of a message of known shape goes where, so that it is done without the tree.

`of` walks an example along a table once and notes every step; `run` repeats the steps with other texts. The steps are
the very objects that `walk.collect` uses, so that both ways read alike; `tests/messages` holds them to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lxml import etree

from interceptor.messages.leaves import Blocks, Inner, Present, append
from interceptor.messages.walk import MAX_ID, MAX_TEXT, Block, Found, Steps, Text, shortened

_ID: Final = 0
_TEXT: Final = 1
_LEAF: Final = 2
_BLOCK: Final = 3
_BLOCKS: Final = 4
_INNER: Final = 5
_PRESENT: Final = 6

Plan = list[tuple[int, Any, Any]]
"""Kind of step, the step or its field, and which text it takes or the plan of what is nested in it."""

Places = Mapping[etree._Element, tuple[int, int | None]]
"""Number of the text of each leaf, and of its currency attribute when that is a text of its own."""


class Leaf:
    """Stands for an element where a step asks for one: a text and a currency."""

    __slots__ = ("currency", "text")

    def __init__(self, text: str | None, currency: str | None) -> None:
        self.text = text
        self.currency = currency

    def get(self, name: str) -> str | None:
        """The attribute `Ccy`; no step reads another."""
        return self.currency if name == "Ccy" else None


def of(element: etree._Element, table: Steps, places: Places) -> Plan:
    """The steps that `collect` takes below `element`. A leaf without a place has no text, and so takes no step."""
    plan: Plan = []
    for child in element:
        step = table[child.tag]
        if step is None:
            continue
        kind = step.__class__
        place = places.get(child)
        if kind is Steps:
            plan += of(child, step, places)
        elif kind is Block or kind is Blocks:
            plan.append((_BLOCK if kind is Block else _BLOCKS, step, of(child, step.table, places)))
        elif kind is Inner:
            plan.append((_INNER, step.field, of(child, step.table, places)))
        elif kind is Present:
            plan.append((_PRESENT, step.field, of(child, step.table, places) if step.table is not None else []))
        elif kind is str:
            if place is not None:
                plan.append((_ID, step, place[0]))
        elif kind is Text:
            if place is not None:
                plan.append((_TEXT, step.field, place[0]))
        else:
            currency = child.get("Ccy")
            number, attribute = place if place is not None else (None, None)
            plan.append((_LEAF, step, (number, attribute, currency)))
    return plan


def numbers(plan: Plan) -> Iterator[int]:
    """Every text that `plan` reads."""
    for kind, _, where in plan:
        if kind in {_ID, _TEXT}:
            yield where
        elif kind == _LEAF:
            yield from (number for number in where[:2] if number is not None)
        else:
            yield from numbers(where)


def run(plan: Plan, texts: Sequence[str], found: Found, warnings: list[str]) -> None:
    """Do what `collect` would do for a message with these `texts`."""
    for kind, step, where in plan:
        if kind == _ID:
            text = texts[where].strip()
            found[step] = text if len(text) <= MAX_ID else shortened(text, MAX_ID, warnings)
        elif kind == _TEXT:
            text = " ".join(texts[where].split())
            found[step] = text if len(text) <= MAX_TEXT else shortened(text, MAX_TEXT, warnings)
        elif kind == _LEAF:
            number, attribute, currency = where
            text_or_none = None if number is None else texts[number]
            step.take(Leaf(text_or_none, currency if attribute is None else texts[attribute]), found, warnings)
        elif kind == _PRESENT:
            found[step] = True
            run(where, texts, found, warnings)
        else:
            inner: Found = {}
            run(where, texts, inner, warnings)
            if kind == _INNER:
                found[step] = inner
            elif not inner:
                continue
            elif kind == _BLOCK:
                found[step.field] = step.make(**inner)
            elif (made := step.make(**inner)) is not None:
                append(found, step.field, made, warnings)
