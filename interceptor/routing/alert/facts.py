"""What the case knows when an alert is written. Some of it never leaves: see `INTERNAL_FACTS`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

import msgspec

from interceptor.routing.plan import Basis
from interceptor.transfers.transfer import Account, Agent

Action = Literal["stop", "hold", "return", "account_information", "onward_trace"]

INTERNAL_FACTS: Final = frozenset({"probability", "model", "policy", "reasons", "approver", "approved_at", "screening"})
"""Fields 37 and 38: no part of the alert can hold them (research/alert-contents.md 2)."""


class RecallSent(msgspec.Struct, frozen=True, kw_only=True):
    """Field 26."""

    sent_at: datetime
    message_id: str
    answer: str | None = None
    """Code of the answer so far, such as `PDCR`."""


class PoliceReport(msgspec.Struct, frozen=True, kw_only=True):
    """Field 27: force, number and date, or else the `reference` as the payer gave it."""

    force: str | None = None
    number: str | None = None
    reported_on: date | None = None
    reference: str | None = None


class ReportFiled(msgspec.Struct, frozen=True, kw_only=True):
    """Field 29: that a suspicious-activity report was filed, and with whom; never its text."""

    fiu: str
    filed_on: date


class Onward(msgspec.Struct, frozen=True, kw_only=True):
    """Where the money went on to, for an alert of hop 2 and later, as the desk that answered gave it."""

    account: Account
    agent: Agent
    name: str | None = None
    amount: Decimal
    currency: str


class CaseFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts for one version of one alert. Absent means not known yet: the field is then pending."""

    case_id: str
    alert_id: str
    version: int = 1
    hop: int = 1
    parent_alert_id: str | None = None
    basis: Basis
    created_at: datetime
    """UTC."""
    complete: bool = False
    """False: only the send set, so that it goes at once; True: everything the lane takes and the case knows."""
    demo: bool = False
    """Made by a demonstration or test: marked so, and it goes nowhere."""

    probability: float | None = None
    model: str | None = None
    policy: str | None = None
    reasons: tuple[str, ...] = ()
    approver: str | None = None
    approved_at: datetime | None = None
    screening: str | None = None

    sender: Agent | None = None
    """The institution that asks; None: the debtor agent, else the instructing agent."""
    officer: str | None = None
    """Reference of the officer in the signed directory: no free-text telephone number."""
    cancellation_id: str | None = None
    reason_code: str = "FRAD"
    typology: str | None = None
    payer_says: tuple[str, ...] = ()
    bank_sees: tuple[str, ...] = ()
    debited_at: datetime | None = None
    credited_at: datetime | None = None
    onward: Onward | None = None
    debtor_contact: str | None = None
    """Reference in the directory."""
    expected_creditor: str | None = None
    expected_creditor_country: str | None = None
    payee_check: str | None = None
    recall: RecallSent | None = None
    police_report: PoliceReport | None = None
    ic3_complaint: str | None = None
    suspicious_activity_report: ReportFiled | None = None
    victim_statement: str | None = None
    """SHA-256 of the sworn statement; the statement itself is sent on request only."""
    indemnity: Decimal | None = None
    """Limit offered in the transfer's currency; a signed object of its own, never implied (recall.md 6)."""
    indemnity_expires_on: date | None = None
    requested_actions: tuple[Action, ...] = ("stop", "hold", "return", "account_information", "onward_trace")
    legal_basis: tuple[str, ...] = ()
    """Rules asked for by name; empty asks for any hold available under the addressee's law."""
    onward_use: bool | None = None
    linked_alerts: tuple[str, ...] = ()
    technical_indicators: tuple[str, ...] = ()
    """Digests and coded facts, such as `sender_domain_sha256:…`; never a link or address."""
    evidence: tuple[str, ...] = ()
    """SHA-256 digests; contents on request."""
    handling: str = "TLP:AMBER"
    retention_until: date | None = None
    language: str = "en"
    expires_at: datetime | None = None
    next_review: datetime | None = None
