"""A bank in memory for tests: payments are folded, and a transfer is made the subject that the engine would make."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import builders

from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.subject import Subject
from interceptor.transfers.context import EMPTY_CONTEXT, Context
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

TODAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
"""A Tuesday that is no holiday in the countries used."""

DEBTOR = "Maple Grove Manufacturing Inc"
PAYEE = "Cedar Timber Ltd"
HOME_ACCOUNT, NEW_ACCOUNT = "000123456789", "999000111222"
HOME_BANK, OTHER_BANK, FOREIGN_BANK = "NRTHCAT2XXX", "XMPLCATTXXX", "XMPLHKHHXXX"


def ago(days: float) -> datetime:
    """`days` before TODAY; negative is after it."""
    return TODAY - timedelta(days=days)


def wire(
    payee: str | None = PAYEE,
    account: str | None = HOME_ACCOUNT,
    bank: str | None = HOME_BANK,
    amount: str = "48250.75",
    remittance: str | None = "INV 20417 PO 88120",
    *,
    currency: str = "CAD",
    debtor: str = DEBTOR,
    debtor_account: str = "555000111",
    creditor: dict[str, Any] | None = None,
    bank_name: str | None = None,
    **fields: Any,
) -> Transfer:
    """A transfer from a Canadian payer; by default the invoice of a known payee on its usual account."""
    return Transfer(
        format="json",
        message_name="json",
        amount=Decimal(amount),
        currency=currency,
        debtor=Party(name=debtor),
        debtor_account=Account(id=debtor_account),
        debtor_agent=Agent(bic="MAPLCATTXXX"),
        creditor=Party(name=payee, **(creditor or {})),
        creditor_account=Account(id=account) if account else None,
        creditor_agent=Agent(bic=bank, name=bank_name) if bank or bank_name else None,
        remittance=(remittance,) if remittance else (),
        **fields,
    )


def redirected(**fields: Any) -> Transfer:
    """The known payee on an account never used for it, at another bank of the same country."""
    return wire(**{"account": NEW_ACCOUNT, "bank": OTHER_BANK, **fields})


class Bank(builders.Bank):
    """The bank of `builders`, telling what it weighed. `shared` says whether profiles over all debtors are kept."""

    def __init__(self, *, shared: bool = True) -> None:
        super().__init__()
        self.shared = shared

    def subject(self, wire: Transfer, when: datetime = TODAY, context: Context = EMPTY_CONTEXT, **more: Any) -> Subject:
        """`wire` as the engine would weigh it at `when`."""
        unshared = {} if self.shared else {"account": None, "name": None}
        return super().subject(wire, when, context, **{**unshared, **more})

    def pay(self, wire: Transfer, when: datetime = TODAY, context: Context = EMPTY_CONTEXT) -> Subject:
        """Fold a payment and return the subject that it was."""
        super().pay(wire, when, context)
        return self.subject(wire, when, context)

    def attempt(self, wire: Transfer, when: datetime = TODAY, context: Context = EMPTY_CONTEXT) -> Subject:
        """Fold an attempt and return the subject that it was."""
        super().attempt(wire, when, context)
        return self.subject(wire, when, context)


def established(transfer: Transfer | None = None, months: int = 12) -> Bank:
    """A bank whose debtor paid `transfer` (by default the known payee's invoice) monthly, the last a month ago."""
    bank = Bank()
    for month in range(months, 0, -1):
        number = 20_000 + 37 * (months - month)
        bank.pay(transfer or wire(remittance=f"INV {number} PO 88120"), ago(30.4 * month))
    return bank


def value(subject: Subject, indicator_id: str) -> float | None:
    """The value of one indicator, with its gate."""
    return evaluate(subject)[POSITIONS[indicator_id]]


def fired(subject: Subject) -> set[str]:
    """Ids of the indicators that fired."""
    return {item.id for item, worth in zip(CATALOGUE, evaluate(subject), strict=True) if item.fired(worth)}


def sentence(subject: Subject, indicator_id: str) -> str:
    """The evidence of one indicator that is known."""
    worth = value(subject, indicator_id)
    assert worth is not None
    return CATALOGUE[POSITIONS[indicator_id]].evidence(subject, worth)
