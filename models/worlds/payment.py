"""What the simulator knows about one wire: the order, and the truth about it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from models.worlds.accounts import Account
from models.worlds.banks import Bank
from models.worlds.parties import Party


class Label(NamedTuple):
    """The fraud that a payment belongs to."""

    campaign: str
    typology: str
    """VEC CEO ATT PAY ACC MNA REF, as in indicators.md 1.1."""
    pattern: str
    """Which function of `attacks` made it."""
    nth: int
    """Place of the payment in its campaign, from 1."""


class Holder(NamedTuple):
    """A party on an account at a bank."""

    party: Party
    account: Account
    bank: Bank


@dataclass(slots=True)
class Payment:
    """One outbound credit transfer as ordered."""

    time: datetime
    debtor: Holder
    creditor: Holder
    amount: Decimal
    currency: str
    remittance: str = ""
    documents: tuple[str, ...] = ()
    purpose: str = ""
    category: str = ""
    ultimate_creditor: str = ""
    urgent: bool = False
    context: dict[str, Any] = field(default_factory=dict)
    reference: str = ""
    """Bank's own reference, unique; message, instruction and end-to-end ids derive from it."""
    end_to_end: str = ""
    uetr: str = ""
    label: Label | None = None
    situation: str = ""
    """The look-alike of indicators.md section 2 that it belongs to, or empty."""


class Truth(NamedTuple):
    """What is true of one transaction of a record."""

    label: Label | None
    situation: str


class Labelled(NamedTuple):
    """A wire record (DESIGN 5.1) and the truth about each of its transactions, in message order."""

    record: dict[str, Any]
    truths: tuple[Truth, ...]

    @property
    def label(self) -> tuple[str, str] | None:
        """Campaign and typology of the first fraudulent transaction, or None."""
        found = next((truth.label for truth in self.truths if truth.label), None)
        return (found.campaign, found.typology) if found else None

    @property
    def situation(self) -> str:
        """The look-alike that a transaction of it belongs to, or empty."""
        return next((truth.situation for truth in self.truths if truth.situation), "")
