"""What is asked of routing and what it answers: plain records, JSON-able without loss."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

import msgspec

from interceptor.routing.receiving import Pair

Basis = Literal["suspected", "reported", "confirmed"]
Kind = Literal["bank", "desk", "police", "fiu"]
Priority = Literal["urgent", "high", "normal"]
Leg = Literal["payment", "cover"]

UNKNOWN: Final = "ZZ"
"""Country of an unknown jurisdiction; its topic goes to a person (DESIGN 5.4)."""


class Rail(msgspec.Struct, frozen=True, kw_only=True):
    """What the message says of the payment system it took."""

    format: str | None = None
    uetr: bool | None = None
    """Whether the wire has a UETR; None = not known."""
    settlement_method: str | None = None
    clearing_system: str | None = None
    service_levels: tuple[str, ...] = ()
    local_instrument: str | None = None
    receiving_agent: str | None = None
    """BIC, member id or name of the creditor agent, as the addressee of the bank lane."""


class LocalSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What one bank decides for itself."""

    stop_and_recall_from: date | None = None
    """From this day cancellations on Swift go through Stop and Recall; None: the playbook's date."""
    recall_format: Literal["auto", "iso", "mt"] = "auto"
    """`auto` answers an MT wire with MT192 and the rest with camt.056."""
    sepa_reason: Literal["FRAD", "CUST"] = "FRAD"
    """Whether a deceived payer is a recall (FRAD) or a request by the originator (CUST): research/recall.md 1.4."""
    max_alert_age_days: int = 30
    """Older transfers make drafts for a person (DESIGN 6)."""


class RouteRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One wire whose money is to be stopped."""

    payer_country: str
    """ISO 3166 alpha-2; `ZZ` = unknown, and a person decides who is addressed."""
    countries: tuple[Pair, ...]
    """All (country, rule) pairs of `receiving`; empty = unknown."""
    amount: Decimal
    currency: str
    amount_usd: Decimal | None = None
    """For thresholds only; None = unknown, which is not below."""
    rail: Rail = Rail()
    sent_at: datetime
    """When the payment left; UTC."""
    now: datetime
    basis: Basis = "suspected"
    police_report: bool = False
    """True when the report number of the payer's police is at hand."""
    contract_dispute: bool = False
    """The parties dispute a genuine contract: never a matter for the police lane."""
    settings: LocalSettings = LocalSettings()


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """The times of one lane, in UTC and on the receiver's clock."""

    time_zone: str
    latest_start: datetime | None = None
    """Until then the request has its best effect; later it still goes out."""
    latest_start_local: str | None = None
    chase_at: datetime
    """When to chase if nobody has answered."""
    chase_at_local: str
    hold_hours: int | None = None
    hold_banking_days: int | None = None
    hold_rule: str
    """How long a first hold lasts there and what must follow, in words."""


class LanePlan(msgspec.Struct, frozen=True, kw_only=True):
    """One lane considered for one wire, chosen or not."""

    lane: str
    kind: Kind
    chosen: bool
    why: str
    """One sentence: why this lane was or was not chosen."""
    addressee: str
    country: str
    """Country of the topic: desk and bank = receiving, police and FIU = payer's; `ZZ` = unknown, to a person."""
    receiving_countries: tuple[str, ...]
    instrument: str
    via: str | None = None
    """The link it travels over, such as `frontier_plus`."""
    leg: Leg = "payment"
    rank: int
    priority: Priority
    column: Literal["B", "U", "I", "A", "F"]
    """Column of the field table (research/alert-contents.md 2)."""
    send_fields: tuple[str, ...] = ()
    complete_fields: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    """What must be there before it may leave."""
    must_sign: bool = False
    sign_why: str = ""
    minimum_text: bool = False
    """Only the send set, until a person has signed."""
    powers: tuple[str, ...] = ()
    """Lane ids of holds that the receiving side could use; named in the request."""
    flags: tuple[str, ...] = ()
    """`jurisdictions_disagree`, `emi_account`, `below_threshold`, `after_latest_start`, `draft_age`, …"""
    clock: Clock
    source: str
    confidence: str
