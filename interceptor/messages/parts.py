"""The parts of a pacs.008: how the values of each are read, and the transfer that they make together.

A part is one child of the business header, of the group header or of the transaction, such as `Dbtr` or `PmtId`. Its
recipe holds wherever a part of the same structure stands in the same of the three, whatever stands beside it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from interceptor.errors import MessageError
from interceptor.messages.envelope import HEADER_ENDS, identify, message_name
from interceptor.messages.markup import Element
from interceptor.messages.pacs008 import MESSAGE
from interceptor.messages.recipe import Draft, Planned, Recipe, follow
from interceptor.messages.transactions import GROUP, TRANSACTION, with_account
from interceptor.messages.walk import Steps, may_repeat, steps
from interceptor.transfers.transfer import Item, Transfer

HEADER: Final = "AppHdr"
TABLES: Final[Mapping[str, Steps]] = {
    HEADER: steps({**HEADER_ENDS.names, "MsgDefIdr": "stated_name"}),
    GROUP: MESSAGE.names[GROUP],
    TRANSACTION: MESSAGE.names[TRANSACTION],
}
"""What is read of the children of an element, by its local name."""

_BESIDE: Final = ("stated_name", "stated_count", "debtor_agent_account", "creditor_agent_account")
"""What is read and does not stand in a transfer as it is."""
_NAMES: Final = (*Transfer.__struct_fields__, *_BESIDE)
_FIELDS: Final = {name: number for number, name in enumerate(_NAMES)}
_EMPTY: Final[list[Any]] = [
    *[None if field.default is msgspec.NODEFAULT else field.default for field in msgspec.structs.fields(Transfer)],
    *[None for _ in _BESIDE],
]
"""The fields of a transfer of which nothing is known, and what is read beside."""
_SIZE: Final = len(_EMPTY) - len(_BESIDE)
_FORMAT: Final = _FIELDS["format"]
_NAME: Final = _FIELDS["message_name"]
_WARNINGS: Final = _FIELDS["warnings"]
_STATED_NAME: Final = _FIELDS["stated_name"]
_STATED_COUNT: Final = _FIELDS["stated_count"]
_REQUIRED: Final = [_FIELDS[name] for name in ("amount", "currency", "debtor", "creditor")]
_ENDS: Final = [_FIELDS[name] for name in ("instructing_agent", "instructed_agent")]
_AGENTS: Final = [(_FIELDS[f"{side}_agent"], _FIELDS[f"{side}_agent_account"]) for side in ("debtor", "creditor")]


class Part:
    """How parts of one structure are read."""

    __slots__ = ("late", "once", "recipe")

    def __init__(self, recipe: Recipe, once: int, late: bool) -> None:
        self.recipe = recipe
        self.once = once
        """A bit for its element, if that may not repeat, or else for each field that it fills: no other part may share
        one, since of two the parser would warn or refuse, or look at both. Between others the later one wins."""
        self.late = late
        """True for the ends in the header, which are only looked at when the message itself names none."""


NOTHING: Final = Part(Recipe(), 0, False)
"""Of a part that is passed over."""
_BITS: Final[dict[tuple[str, str], int]] = {}
_PARTS: Final[dict[str, Part | None]] = {}
"""By structure: there are as many of one part as there are ways to write its markup."""
_MAX_PARTS: Final = 4_096


def part(element: Element, parent: str) -> Part | None:
    """How `element`, a child of `parent`, is read; None when that cannot be said, since it is not as usual."""
    if TABLES[parent][element.tag] is None:
        return NOTHING
    structure = parent + _structure(element)
    if structure not in _PARTS:
        if len(_PARTS) >= _MAX_PARTS:
            _PARTS.clear()
        _PARTS[structure] = _planned(element, parent)
    return _PARTS[structure]


def _structure(element: Element) -> str:
    values = f"{'' if element.text is None else '='}{'' if element.currency is None else '$'}"
    return f"<{element.tag}{values}{''.join([_structure(child) for child in element.children])}>"


def _planned(element: Element, parent: str) -> Part | None:
    table = TABLES[parent]
    step = table[element.tag]
    draft, planned = Draft(element.values, element.past), Planned()
    follow([element], table, planned, draft)
    recipe = draft.finish(planned, _FIELDS)
    filled = [f"{name}=" for name, value in planned.items() if not isinstance(value, list)]
    names = filled if may_repeat(step) else [element.tag]
    once = 0
    for name in names:
        once |= 1 << _BITS.setdefault((parent, name), len(_BITS))
    return None if recipe is None else Part(recipe, once, parent == HEADER and "stated_name" not in planned)


def assemble(parts: Sequence[tuple[Part, list[Any]]], name: str | None) -> list[Item] | None:
    """The transfer of a message with one transaction, by its parts in order, each with its values, which are used up.

    `name` is the message name by the namespace. None when something is not as usual.
    """
    found = _EMPTY.copy()
    late: list[tuple[Recipe, list[Any]]] = []
    seen = 0
    try:
        for part, values in parts:
            if part.once & seen:
                return None
            seen |= part.once
            if part.late:
                late.append((part.recipe, values))
            elif not part.recipe.cook(values, found):
                return None
        if late and not _ended(found, late):
            return None
    except MessageError:
        return None
    for field in _REQUIRED:
        if found[field] is None:
            return None
    for agent, account in _AGENTS:
        if found[account] is not None:
            found[agent] = with_account(found[agent], found[account])
    if found[_STATED_COUNT] not in _ONE:
        return None
    stated: str | None = found[_STATED_NAME]
    known, warnings = identify("pacs.008", name, None if stated is None else message_name(stated))
    found[_FORMAT], found[_NAME], found[_WARNINGS] = "pacs.008", known, warnings
    del found[_SIZE:]
    return [msgspec.convert(found, Transfer)]  # three times as fast as by name


_ONE: Final = (None, "1")


def _ended(found: list[Any], late: list[tuple[Recipe, list[Any]]]) -> bool:
    """Put sender and receiver of the header where `found` names none; False when one is not as usual."""
    lacking = [field for field in _ENDS if found[field] is None]
    if not lacking:
        return True
    ends = _EMPTY.copy()
    for recipe, values in late:
        if not recipe.cook(values, ends):
            return False
    for field in lacking:
        found[field] = ends[field]
    return True
