"""From walked values to transfers: header facts for all, one refusal for each transaction that cannot be read."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from lxml import etree
from msgspec import structs

from interceptor.errors import Fault, MessageError
from interceptor.messages.walk import Found, Steps, check_repeats, collect, warn
from interceptor.transfers.transfer import Agent, Item, Party, Refusal, Transfer

GROUP: Final = "GrpHdr"
TRANSACTION: Final = "CdtTrfTxInf"

Fill = Callable[[Found, list[str]], None]
"""Puts values into a dict, and what was read around into a list of warnings."""


def read_transactions(
    body: etree._Element, message: Steps, common: Found, warnings: Sequence[str], finish: Fill | None = None
) -> list[Item]:
    """One item for each `CdtTrfTxInf` of `body`.

    A value of the transaction wins over the same value in the group header, which wins over `common`
    (research/iso20022.md 4.1). `finish` may rearrange the values. Raises `MessageError` (`missing_field`) when there
    is no transaction at all.
    """
    group, table = message.names[GROUP], message.names[TRANSACTION]
    noted = list(warnings)
    elements = []
    check_repeats([child for child in body if message[child.tag] is group], message, noted)
    for child in body:
        step = message[child.tag]
        if step is table:
            elements.append(child)
        elif step is group:
            collect(child, group, common, noted)
    if not elements:
        raise MessageError(Fault.MISSING_FIELD, "transaction")
    check_count(common.pop("stated_count", None), len(elements), noted)
    return [
        read_one(partial(collect, element, table), index, common, noted, finish)
        for index, element in enumerate(elements)
    ]


def check_count(stated: str | None, count: int, warnings: list[str]) -> None:
    """Warns `count_differs` when the header states another number of transactions."""
    if stated is not None and stated.lstrip("0") != str(count):
        warn(warnings, "count_differs")


def read_one(fill: Fill, index: int, common: Found, warnings: Sequence[str], finish: Fill | None = None) -> Item:
    """The transfer of the values that `fill` finds in one transaction, or its refusal."""
    found = common.copy()
    noted = list(warnings)
    try:
        fill(found, noted)
        if finish is not None:
            finish(found, noted)
        return build(found, index, noted)
    except MessageError as error:
        return Refusal(error.fault.code, error.detail, index)


def complete(items: list[Item], fill: Fill) -> None:
    """Put sender and receiver of the business header, which `fill` finds, where a transfer names none."""
    lacking = [
        item
        for item in items
        if isinstance(item, Transfer) and (item.instructing_agent is None or item.instructed_agent is None)
    ]
    if not lacking:
        return
    found: Found = {}
    noted: list[str] = []
    fill(found, noted)
    for item in lacking:
        item.instructing_agent = item.instructing_agent or found.get("instructing_agent")
        item.instructed_agent = item.instructed_agent or found.get("instructed_agent")
        item.warnings += tuple(noted)


def build(found: Found, index: int, warnings: list[str]) -> Transfer:
    """The transfer of the values in `found`, which is used up.

    Raises `MessageError` (`missing_field`) without an amount, or when a side has neither a party nor an account.
    """
    if "amount" not in found:
        raise MessageError(Fault.MISSING_FIELD, "amount")
    for side in ("debtor", "creditor"):
        if side not in found:
            if f"{side}_account" not in found:
                raise MessageError(Fault.MISSING_FIELD, side)
            found[side] = Party()
            warn(warnings, f"no_{side}")
        if number := found.pop(f"{side}_agent_account", None):
            found[f"{side}_agent"] = with_account(found.get(f"{side}_agent"), number)
    return Transfer(index=index, warnings=tuple(warnings), **found)


def with_account(agent: Agent | None, number: str) -> Agent:
    """`agent` with its account: a new object, since siblings may share the agent."""
    return structs.replace(agent or Agent(), account=number)
