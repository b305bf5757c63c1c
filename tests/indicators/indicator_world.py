"""A bank in memory for tests: payments are folded, and a transfer is made the subject that the engine would make."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from interceptor.indicators.catalogue import CATALOGUE, POSITIONS
from interceptor.indicators.evaluate import evaluate
from interceptor.indicators.subject import Subject
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.describing import describe
from interceptor.profiles.folds import Profiles, fold_attempt, fold_payment
from interceptor.profiles.payees import resolve
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.transfers.context import EMPTY_CONTEXT, Context
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

TODAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
"""A Tuesday that is no holiday in the countries used."""

TENANT = "bank"
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


class Bank:
    """All profiles of one tenant. `shared` says whether creditor profiles over all debtors are kept."""

    def __init__(self, *, shared: bool = True) -> None:
        self.shared = shared
        self.debtors: dict[bytes, DebtorProfile] = {}
        self.relationships: dict[bytes, RelationshipProfile] = {}
        self.accounts: dict[bytes, CreditorAccountProfile] = {}
        self.names: dict[bytes, CreditorNameProfile] = {}

    def subject(
        self,
        transfer: Transfer,
        when: datetime = TODAY,
        context: Context = EMPTY_CONTEXT,
        *,
        countries: tuple[tuple[str, str], ...] | None = None,
        **more: Any,
    ) -> Subject:
        """`transfer` as the engine would weigh it at `when`."""
        agent = transfer.creditor_agent
        country = agent.bic[4:6] if agent is not None and agent.bic else "ZZ"
        pairs = countries if countries is not None else ((country, "agent_bic"),) if country != "ZZ" else ()
        payment = describe(TENANT, transfer, when.timestamp(), pairs[0][0] if pairs else "ZZ", context)
        debtor = self.debtors.setdefault(payment.debtor, DebtorProfile())
        payee = resolve(TENANT, debtor, payment)
        account = self.accounts.get(payment.account_key or b"", CreditorAccountProfile())
        name = self.names.get(payment.name_profile_key or b"", CreditorNameProfile())
        return Subject(
            transfer,
            payment,
            payee,
            debtor,
            relationship=self.relationships.get(payment.debtor + payee.entity),
            account=account if self.shared and payment.account_key else None,
            name=name if self.shared and payment.name_profile_key else None,
            context=context,
            countries=pairs,
            **more,
        )

    def _writable(self, subject: Subject) -> Profiles:
        payment = subject.payment
        return Profiles(
            debtor=subject.debtor,
            relationship=self.relationships.setdefault(payment.debtor + subject.payee.entity, RelationshipProfile()),
            account=self.accounts.setdefault(payment.account_key, CreditorAccountProfile())
            if payment.account_key
            else None,
            name=self.names.setdefault(payment.name_profile_key, CreditorNameProfile())
            if payment.name_profile_key
            else None,
        )

    def pay(self, transfer: Transfer, when: datetime, context: Context = EMPTY_CONTEXT) -> Subject:
        """Fold a payment."""
        subject = self.subject(transfer, when, context)
        fold_payment(self._writable(subject), subject.payment, subject.payee)
        return subject

    def attempt(self, transfer: Transfer, when: datetime, context: Context = EMPTY_CONTEXT) -> Subject:
        """Fold an attempt: intercepted or cancelled."""
        subject = self.subject(transfer, when, context)
        fold_attempt(self._writable(subject), subject.payment, subject.payee)
        return subject


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
