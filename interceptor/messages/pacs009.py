"""pacs.009, the transfer between banks; as COV the cover of a customer's transfer (research/iso20022.md 4.1)."""

from collections.abc import Sequence
from typing import Any

from lxml import etree

from interceptor.messages.elements import CHARGES, account, bank_as_party
from interceptor.messages.leaves import RATE, Inner, Instructed
from interceptor.messages.pacs008 import (
    CREDITOR,
    DEBTOR,
    GROUP_HEADER,
    PAYMENT_IDS,
    PAYMENT_TYPE,
    PURPOSE,
    ROUTE,
    SETTLEMENT,
)
from interceptor.messages.transactions import read_transactions
from interceptor.messages.walk import Found, steps, warn
from interceptor.transfers.transfer import Agent, Item, Party

_UNDERLYING = {
    **ROUTE,
    **DEBTOR,
    **CREDITOR,
    **PURPOSE,
    "InstdAmt": Instructed(),
    "XchgRate": RATE,
    "ChrgsInf": CHARGES,
}

_BANKS = {
    **DEBTOR,
    **CREDITOR,
    "Dbtr": bank_as_party("debtor"),
    "UltmtDbtr": bank_as_party("ultimate_debtor"),
    "Cdtr": bank_as_party("creditor"),
    "CdtrAcct": account("creditor_account"),
    "UltmtCdtr": bank_as_party("ultimate_creditor"),
}

_MESSAGE = steps(
    {
        "GrpHdr": steps(GROUP_HEADER),
        "CdtTrfTxInf": steps(
            {
                **PAYMENT_IDS,
                **PAYMENT_TYPE,
                **SETTLEMENT,
                **ROUTE,
                **_BANKS,
                **PURPOSE,
                "UndrlygCstmrCdtTrf": Inner("underlying", steps(_UNDERLYING)),
            }
        ),
    }
)

_OF_THE_BANKS = (
    "debtor",
    "debtor_account",
    "debtor_agent",
    "debtor_agent_account",
    "ultimate_debtor",
    "creditor",
    "creditor_account",
    "creditor_agent",
    "creditor_agent_account",
    "ultimate_creditor",
    "intermediaries",
    "previous_agents",
    "remittance",
    "documents",
    "references",
    "purpose",
)
"""What the banks of a cover say of themselves, and what the underlying transfer says of its own parties instead."""


def read(body: etree._Element, common: Found, warnings: Sequence[str]) -> list[Item]:
    """The transfers of a `FICdtTrf`. With an underlying customer transfer it is a cover, and its parties are those of
    the customer; without one the banks are the parties and `financial_institution_transfer` is noted."""
    return read_transactions(body, _MESSAGE, common, warnings, _finish)


def _finish(found: Found, warnings: list[str]) -> None:
    underlying = found.pop("underlying", None)
    if underlying is None:
        warn(warnings, "financial_institution_transfer")
        for side in ("debtor", "creditor"):
            # A bank without an agent of its own is where its money is.
            if f"{side}_agent" not in found and side in found:
                found[f"{side}_agent"] = bank_of(found[side])
        return
    for field in _OF_THE_BANKS:
        found.pop(field, None)
    found.update(underlying)
    found["cover"] = True


def bank_of(party: Party) -> Agent:
    """The agent that a bank is for itself."""
    known: dict[str, Any] = {"country": party.country, "town": party.town, "address": party.address}
    return Agent(bic=party.bic, lei=party.lei, name=party.name, **known)
