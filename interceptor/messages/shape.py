"""One shape of message: what is made of the texts of every message with the same markup (see `pieces`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from lxml import etree

from interceptor.messages.envelope import HEADER_ENDS, Body
from interceptor.messages.pieces import Pieces
from interceptor.messages.recipe import Draft, Place, Places, Planned, Recipe, follow
from interceptor.messages.transactions import GROUP, TRANSACTION, with_account
from interceptor.messages.walk import Found, Steps
from interceptor.messages.xml import local_name
from interceptor.transfers.transfer import Item, Transfer

_LITERAL: Final = frozenset({"MsgDefIdr", "NbOfTxs"})
"""Leaves that say what the message is, and that its one transaction is all; their text belongs to the shape."""


@dataclass(slots=True)
class Shape:
    """How messages with one transaction and a certain markup are read."""

    literals: list[tuple[Place, str]]
    recipe: Recipe
    uses: int = 0
    """How often it was found by pieces; see `shapes`."""

    @property
    def asked(self) -> set[Place]:
        """Places of the values that it looks at."""
        return self.recipe.asked | {place for place, _ in self.literals}

    def read(self, values: Sequence[str]) -> list[Item] | None:
        """The transfer of a message with this markup, texts and then currencies; None when one is not as usual."""
        for place, text in self.literals:
            if values[place] != text:
                return None
        transfer = self.recipe.cook(values)
        return None if transfer is None else [transfer]


def learn(text: str, pieces: Pieces, root: etree._Element, body: Body, common: Found, message: Steps) -> Shape | None:
    """The shape of a message, or None when it is not of the kind that can be read so.

    `text` is what `root` was parsed from and `pieces` are made of; `common` is what is known of the message before its
    texts. The caller sees whether the shape says of the message what the parser says.
    """
    carriers = _carriers(text, pieces, root)
    if carriers is None:
        return None
    count = len(pieces.texts) + len(pieces.currencies)
    literals = [(i, element.text or "") for i, element in enumerate(carriers) if local_name(element) in _LITERAL]
    draft = Draft(count, _places(carriers, root), common)
    planned = _planned(body, message, draft)
    if planned is None:
        return None
    draft.make(_transfer, *draft.arguments(Transfer, planned))
    return Shape(literals, draft.recipe)


def _carriers(text: str, pieces: Pieces, root: etree._Element) -> list[etree._Element] | None:
    """The element of each text, in order; None unless they agree one by one."""
    if "<!" in text or text.find("<?", 2) >= 0 or root.getroottree().docinfo.encoding not in {None, "UTF-8", "utf-8"}:
        return None
    elements = list(root.iter())
    if any(element.tail is not None and not element.tail.isspace() for element in elements):
        return None
    carriers = [element for element in elements if element.text and not element.text.isspace()]
    agree = [element.text for element in carriers] == pieces.texts and not any(map(len, carriers))
    with_currency = [element.get("Ccy") for element in elements if "Ccy" in element.attrib]
    return carriers if agree and with_currency == pieces.currencies else None


def _places(carriers: Sequence[etree._Element], root: etree._Element) -> Places:
    texts = {element: place for place, element in enumerate(carriers)}
    with_currency = (element for element in root.iter() if "Ccy" in element.attrib)
    currencies = {element: place for place, element in enumerate(with_currency, len(carriers))}
    return {element: (texts.get(element), currencies.get(element)) for element in (*texts, *currencies)}


def _planned(body: Body, message: Steps, draft: Draft) -> Planned | None:
    """What `transactions` makes of the values in a message with one transaction; None when it refuses that."""
    table, group_table = message.names[TRANSACTION], message.names[GROUP]
    transactions = [child for child in body.element if message[child.tag] is table]
    groups = [child for child in body.element if message[child.tag] is group_table]
    if len(transactions) != 1 or len(groups) > 1:
        return None
    planned = draft.stated.copy()
    for group in groups:
        follow(group, group_table, planned, draft)
    planned.pop("stated_count", None)
    follow(transactions[0], table, planned, draft)
    if "amount" not in planned:
        return None
    for side in ("debtor", "creditor"):
        if side not in planned:
            return None
        number = planned.pop(f"{side}_agent_account", None)
        if number is not None:
            agent = planned.get(f"{side}_agent", draft.none)
            planned[f"{side}_agent"] = draft.make(with_account, agent, number)
    if body.header is not None and not {"instructing_agent", "instructed_agent"} <= planned.keys():
        ends: Planned = {}
        follow(body.header, HEADER_ENDS, ends, draft)
        planned = ends | planned
    return planned


def _transfer(*values: Any) -> Transfer:
    return msgspec.convert(values, Transfer)  # three times as fast as by name
