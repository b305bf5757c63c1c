"""From walked values to transfers: header facts for all, one refusal for each transaction that cannot be read."""

from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree
from msgspec import structs

from interceptor.errors import Fault, MessageError
from interceptor.messages.walk import Found, Steps, collect, warn
from interceptor.transfers.transfer import Agent, Item, Party, Refusal, Transfer

GROUP: Final = "GrpHdr"
TRANSACTION: Final = "CdtTrfTxInf"

Finish = Callable[[Found, list[str]], None]


def read_transactions(
    body: etree._Element, message: Steps, common: Found, warnings: Sequence[str], finish: Finish | None = None
) -> list[Item]:
    """One item for each `CdtTrfTxInf` of `body`.

    A value of the transaction wins over the same value in the group header, which wins over `common`
    (research/iso20022.md 4.1). `finish` may rearrange the values. Raises `MessageError` (`missing_field`) when there
    is no transaction at all.
    """
    group, table = message.names[GROUP], message.names[TRANSACTION]
    noted = list(warnings)
    elements = []
    for child in body:
        step = message[child.tag]
        if step is table:
            elements.append(child)
        elif step is group:
            collect(child, group, common, noted)
    if not elements:
        raise MessageError(Fault.MISSING_FIELD, "transaction")
    check_count(common.pop("stated_count", None), len(elements), noted)
    return [read_one(element, table, index, common, noted, finish=finish) for index, element in enumerate(elements)]


def check_count(stated: str | None, count: int, warnings: list[str]) -> None:
    """Warns `count_differs` when the header states another number of transactions."""
    if stated is not None and stated.lstrip("0") != str(count):
        warn(warnings, "count_differs")


def read_one(
    element: etree._Element,
    table: Steps,
    index: int,
    common: Found,
    warnings: Sequence[str],
    *,
    finish: Finish | None = None,
) -> Item:
    """The transfer of one transaction element, or its refusal."""
    found = common.copy()
    noted = list(warnings)
    try:
        collect(element, table, found, noted)
        if finish is not None:
            finish(found, noted)
        return build(found, index, noted)
    except MessageError as error:
        return Refusal(error.fault.code, error.detail, index)


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
            _bank_account(found, f"{side}_agent", number)
    return Transfer(index=index, warnings=tuple(warnings), **found)


def _bank_account(found: Found, field: str, number: str) -> None:
    # A new object: the agent may be shared with the siblings.
    found[field] = structs.replace(found.get(field) or Agent(), account=number)
