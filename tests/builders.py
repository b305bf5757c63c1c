"""Invented transfers and a bank in memory whose profiles remember them, for the tests of every room."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from interceptor.indicators.subject import Subject
from interceptor.profiles import folds
from interceptor.profiles.creditor_account import CreditorAccountProfile
from interceptor.profiles.creditor_name import CreditorNameProfile
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.describing import describe
from interceptor.profiles.keys import relationship_key
from interceptor.profiles.payees import Resolution, resolve
from interceptor.profiles.payment import Payment
from interceptor.profiles.relationship import RelationshipProfile
from interceptor.transfers.context import EMPTY_CONTEXT, Context
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

TENANT = "bank"
TODAY = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
"""A Tuesday."""

CEDAR = "Cedar Timber Ltd"
CEDAR_ACCOUNT = "004412345678"
MULE_ACCOUNT = "808900017789"


def iban(country: str, bban: str) -> str:
    """A valid IBAN of `country` for an invented `bban` of the right length."""
    digits = "".join(str(int(char, 36)) for char in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{bban}"


def day(days: float) -> datetime:
    """`TODAY` plus so many days; negative is earlier."""
    return TODAY + timedelta(days=days)


def transfer(
    *,
    creditor: str | None = CEDAR,
    account: str | None = CEDAR_ACCOUNT,
    bank: str | None = "XMPLCATT",
    amount: str = "48250.75",
    currency: str = "CAD",
    remittance: str | None = "INV 20417",
    debtor_account: str = "555000111222",
    home: str | None = None,
    lei: str | None = None,
    **overrides: Any,
) -> Transfer:
    """A wire of an invented Canadian firm; `overrides` are fields of `Transfer`."""
    fields: dict[str, Any] = {
        "format": "pacs.008",
        "message_name": "pacs.008.001.08",
        "amount": Decimal(amount),
        "currency": currency,
        "debtor": Party(name="Maple Grove Furniture Inc"),
        "debtor_account": Account(id=debtor_account),
        "debtor_agent": Agent(bic="MAPLCATT"),
        "creditor": Party(name=creditor, country=home, lei=lei),
        "creditor_account": Account(id=account) if account else None,
        "creditor_agent": Agent(bic=bank) if bank else None,
        "remittance": (remittance,) if remittance else (),
    }
    return Transfer(**{**fields, **overrides})


class Bank:
    """The profiles of one tenant, folded in place as the engine does it."""

    def __init__(self) -> None:
        self.debtors: dict[bytes, DebtorProfile] = {}
        self.relationships: dict[bytes, RelationshipProfile] = {}
        self.accounts: dict[bytes, CreditorAccountProfile] = {}
        self.names: dict[bytes, CreditorNameProfile] = {}

    def describe(self, wire: Transfer, when: datetime, context: Context = EMPTY_CONTEXT) -> Payment:
        """Facts of the wire, its country taken from the creditor agent's BIC."""
        agent = wire.creditor_agent
        country = agent.bic[4:6] if agent is not None and agent.bic else "ZZ"
        return describe(TENANT, wire, when.timestamp(), country, context)

    def resolve(self, payment: Payment) -> Resolution:
        """The payee among those of the debtor."""
        return resolve(TENANT, self.debtor(payment), payment)

    def debtor(self, payment: Payment) -> DebtorProfile:
        """The debtor's profile, new if need be."""
        return self.debtors.setdefault(payment.debtor, DebtorProfile())

    def relationship(self, payment: Payment, payee: Resolution) -> RelationshipProfile:
        """The relationship's profile, new if need be."""
        return self.relationships.setdefault(relationship_key(payment.debtor, payee.entity), RelationshipProfile())

    def profiles(self, payment: Payment, payee: Resolution, *, settled: bool = False) -> folds.Profiles:
        """All four, new if need be; the shared two only when not settled."""
        account, name = payment.account_key, payment.name_profile_key
        return folds.Profiles(
            self.debtor(payment),
            self.relationship(payment, payee),
            settled,
            self.accounts.setdefault(account, CreditorAccountProfile()) if account and not settled else None,
            self.names.setdefault(name, CreditorNameProfile()) if name and not settled else None,
        )

    def _now(self, payment: Payment, payee: Resolution) -> folds.Profiles:
        settled = folds.is_settled(self.relationship(payment, payee), payment)
        return self.profiles(payment, payee, settled=settled)

    def subject(self, wire: Transfer, when: datetime = TODAY, context: Context = EMPTY_CONTEXT, **more: Any) -> Subject:
        """The wire as the engine would weigh it at `when`, without folding it; `more` are arguments of `Subject`."""
        payment = self.describe(wire, when, context)
        payee = self.resolve(payment)
        given = {
            "relationship": self.relationships.get(relationship_key(payment.debtor, payee.entity)),
            "account": self.accounts.get(payment.account_key or b"", CreditorAccountProfile()),
            "name": self.names.get(payment.name_profile_key or b"", CreditorNameProfile()),
            "countries": ((payment.country, "agent_bic"),) if payment.country != "ZZ" else (),
        }
        return Subject(wire, payment, payee, self.debtor(payment), context=context, **{**given, **more})

    def pay(self, wire: Transfer, when: datetime = TODAY, context: Context = EMPTY_CONTEXT) -> None:
        """Fold a payment."""
        payment = self.describe(wire, when, context)
        payee = self.resolve(payment)
        folds.fold_payment(self._now(payment, payee), payment, payee)

    def attempt(self, wire: Transfer, when: datetime = TODAY, context: Context = EMPTY_CONTEXT) -> None:
        """Fold an attempt."""
        payment = self.describe(wire, when, context)
        payee = self.resolve(payment)
        folds.fold_attempt(self._now(payment, payee), payment, payee)

    def put_in(self, wire: Transfer, when: datetime, *, cleared: bool) -> None:
        """Turn the attempt folded for the same wire and time into a payment."""
        payment = self.describe(wire, when)
        payee = self.resolve(payment)
        folds.put_in(self._now(payment, payee), payment, payee, cleared=cleared)

    def take_out(self, wire: Transfer, when: datetime, *, reported: bool) -> None:
        """Turn the payment folded for the same wire and time into an attempt."""
        payment = self.describe(wire, when)
        payee = self.resolve(payment)
        settled = folds.was_settled(self.relationship(payment, payee), payment)
        folds.take_out(self.profiles(payment, payee, settled=settled), payment, payee, reported=reported)


def history(payments: int = 12, *, every: float = 30.0, others: int = 4, **overrides: Any) -> Bank:
    """A bank whose debtor paid Cedar Timber `payments` times, the last one `every` days before `TODAY`.

    Between them it paid `others` more payees; `overrides` go to every `transfer` to Cedar Timber.
    """
    bank = Bank()
    for number in range(payments):
        when = day(-every * (payments - number))
        given = {"remittance": f"INV {20000 + 31 * number}", "amount": f"{48000 + 613 * (number % 5)}.75", **overrides}
        bank.pay(transfer(**given), when)
        for other in range(others):
            bank.pay(other_payee(other, number), when + timedelta(days=other, hours=1))
    return bank


def other_payee(other: int, number: int = 0) -> Transfer:
    """An invoice of one of the debtor's other payees."""
    name = ("Blue Harbour Freight", "Nordlicht Werkzeuge GmbH", "Alder Office Supply Co", "Prairie Power Utilities")[
        other % 4
    ]
    return transfer(
        creditor=name if other < 4 else f"{name} {other}",
        account=f"7700{other:04d}1234",
        bank="NRTHCATT",
        amount=f"{3000 * (other + 1) + 171 * (number % 7)}.10",
        remittance=f"Statement {number + 100}",
    )
