"""The case: everything about one suspect transfer and its money, as one record that encodes to JSON without loss.

All structs are frozen: a transition returns a new case (`interceptor.cases.effects.CaseChange`), so that an act that
is refused leaves the case as it was. Times are aware and UTC. Accounts of the creditor are kept masked for people
and as a key for comparison.
"""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from interceptor.cases.postings import Posting
from interceptor.cases.states import Event, How, State
from interceptor.cases.told import NOTHING, Told
from interceptor.errors import CaseError, Fault

Basis = Literal["suspected", "reported", "confirmed"]
Lane = Literal["bank", "desk", "police", "fiu"]
Status = Literal["open", "closing", "closed"]
Stage = Literal["initiated", "released", "cancelled", "settled"]

BASES: tuple[Basis, ...] = ("suspected", "reported", "confirmed")
"""Rising sureness."""


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """One place the money has been. Hop 1 is the creditor account of the transfer."""

    number: int
    parent: int | None = None
    jurisdiction: str | None = None
    """ISO 3166 alpha-2, upper case; None when unknown."""
    account: str = "(none)"
    """As shown to a person: the last three characters."""
    account_key: str = ""
    """Digest of the account, its agent and currency: the same key is the same place."""
    account_number: str | None = None
    """Onward hops only, where no message of ours names it: what the hop's alerts ask for. Not shown to people."""
    agent_bic: str | None = None
    currency: str
    depth: int = 1
    """How many banks down the chain; 1 for the first."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an alert's history."""

    time: datetime
    event: Event
    how: How
    state: State
    """After the event."""
    cause: str
    """Reply id, or the reference of the officer, or the name of the clock."""
    code: str | None = None
    lacks: tuple[str, ...] = ()
    """Facts that the answer should have carried and did not."""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One request on one lane to one addressee for one hop; versions count up under the same id."""

    alert_id: str
    version: int = 0
    """0 until first sent."""
    lane: Lane
    kind: str
    """The lane's row in the directory, such as `camt056_bilateral`."""
    addressee: str
    """BIC, or id of the desk in the directory."""
    country: str
    """Jurisdiction whose topic carries it: the receiving one for bank and desk, the payer's for police and FIU."""
    hop: int
    leg: Literal["payment", "cover"] = "payment"
    state: State = State.DRAFT
    created_at: datetime
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    due_at: datetime | None = None
    """When the clock of the current state strikes."""
    chased: int = 0
    answer_hours: float
    """The addressee's time to answer, by the directory; then we chase."""
    time_zone: str = "UTC"
    hold_hours: int | None = None
    """How long a first hold lasts there, for an answer that gives no expiry."""
    hold_banking_days: int | None = None
    column: str | None = None
    """Column of the table of alert fields that its lane stands in; None in cases of before it was kept."""
    pending: tuple[str, ...] = ()
    """Fields of the complete set that are still missing."""
    gates: tuple[str, ...] = ()
    """Why it is a draft; empty when it may go."""
    signed_by: str | None = None
    message_ids: tuple[str, ...] = ()
    case_number: str | None = None
    """The addressee's own number."""
    holder: str | None = None
    """Who holds the account, by the addressee's word."""
    rerouted_to: str | None = None
    """BIC or country of the holder that this alert was raised for, when the addressee before named another one."""
    history: tuple[Entry, ...] = ()


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Sent money kept back by the receiving side. Several lanes may report one and the same hold."""

    alert_id: str
    hop: int
    amount: Decimal
    """As stated; the ledger books no more than is there."""
    currency: str
    placed_at: datetime
    expires_at: datetime
    assumed_expiry: bool = False
    """True when the answer gave none."""
    legal_basis: str | None = None
    warnings: tuple[datetime, ...] = ()
    """Still to come: half-time, and one working day before the end."""
    active: bool = True


class Stop(msgspec.Struct, frozen=True):
    """Unsent money kept back by the sending bank."""

    until: datetime
    """The latest time at which the bank must know: then its declared default applies."""
    active: bool = True
    struck: bool = False
    """True once the deadline has passed and a person was called."""


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """First time of each, for the measures of research/alert-contents.md 4.4 and 4.6."""

    detected: datetime
    sent: datetime | None = None
    acknowledged: datetime | None = None
    held: datetime | None = None
    returned: datetime | None = None


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """Why and with what a case was closed; amounts by currency, over all hops."""

    time: datetime
    reason: str
    by: str
    returned: dict[str, Decimal]
    held: dict[str, Decimal]
    held_owner: str | None = None
    """Who owns the next step for money that is still held."""
    lost: dict[str, Decimal]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One suspect transfer and its money."""

    schema: Literal["case.1"] = "case.1"
    case_id: str
    tenant: str
    transfer_id: str
    uetr: str | None = None
    basis: Basis
    typology: str | None = None
    probability: float
    amount: Decimal
    currency: str
    payer_country: str | None = None
    rail: str | None = None
    opened_at: datetime
    transfer_at: datetime
    """Event time of the transfer: the hours elapsed count from here."""
    stage: Stage
    status: Status = "open"
    withdrawn: bool = False
    dispute: bool = False
    """A genuine contract dispute with no sign of impersonation: police and FIU lanes are barred."""
    demo: bool = False
    """Demo and test cases are marked so, and their messages go nowhere."""
    police_report: str | None = None
    """Force, number and date, as one reference."""
    told: Told = NOTHING
    stop: Stop | None = None
    hops: tuple[Hop, ...]
    alerts: tuple[Alert, ...] = ()
    holds: tuple[Hold, ...] = ()
    postings: tuple[Posting, ...] = ()
    times: Times
    seen: tuple[str, ...] = ()
    """Ids of the replies and returns that were applied."""
    closing: Closing | None = None

    def alert(self, alert_id: str) -> Alert:
        """The alert. Raises `CaseError` (`unknown_alert`)."""
        for alert in self.alerts:
            if alert.alert_id == alert_id:
                return alert
        raise CaseError(Fault.UNKNOWN_ALERT)

    def hop(self, number: int) -> Hop:
        """The hop. Raises `CaseError` (`unbalanced`) for a number that the case does not have."""
        for hop in self.hops:
            if hop.number == number:
                return hop
        raise CaseError(Fault.UNBALANCED, f"no hop {number}")

    def children(self, number: int) -> tuple[Hop, ...]:
        """The places that money moved on to from this hop."""
        return tuple(hop for hop in self.hops if hop.parent == number)


def encode(case: Case) -> bytes:
    """The case as JSON."""
    return msgspec.json.encode(case)


def decode(body: bytes) -> Case:
    """The case that `encode` wrote. Raises `CaseError` (`bad_data`) for anything else."""
    try:
        return msgspec.json.decode(body, type=Case)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CaseError(Fault.BAD_DATA, "case") from error
