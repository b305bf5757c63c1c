"""Cases for the tests: the Vancouver law firm's wire and the lanes routing would plan for it. Parties are invented."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from interceptor.cases.case import Alert, Case
from interceptor.cases.effects import CaseChange
from interceptor.cases.ledger import Ledger
from interceptor.cases.opening import open_case
from interceptor.cases.postings import Account as Place
from interceptor.cases.reply import Onward, Reply
from interceptor.cases.states import Event
from interceptor.routing.plan import Clock, LanePlan
from interceptor.transfers.transfer import Account, Agent, Party, Transfer

NOW = datetime(2025, 6, 17, 18, 0, tzinfo=UTC)
AMOUNT = Decimal("2300000.00")
UETR = "5b1c3f0e-8f0a-4c52-9d4e-0a6f7c1b2d3e"

_REPLIES = count(1)


def transfer(amount: Decimal = AMOUNT, currency: str = "CAD") -> Transfer:
    return Transfer(
        format="pacs.008",
        message_name="pacs.008.001.08",
        amount=amount,
        currency=currency,
        uetr=UETR,
        debtor=Party(name="Harbour Ridge Law LLP", country="CA"),
        debtor_account=Account(id="100200300"),
        debtor_agent=Agent(bic="NRTHCATT"),
        creditor=Party(name="Lucky Orchid Trading Limited", country="HK"),
        creditor_account=Account(id="012-345678-789"),
        creditor_agent=Agent(bic="XMPLHKHH"),
    )


def plan(kind: str, **fields: Any) -> LanePlan:
    defaults: dict[str, Any] = {
        "lane": {"bank": "camt056_bilateral", "desk": "adcc", "police": "cafc", "fiu": "egmont"}[kind],
        "kind": kind,
        "chosen": True,
        "why": "test",
        "addressee": {"bank": "XMPLHKHH", "desk": "HK", "police": "CA", "fiu": "CA-FIU"}[kind],
        "country": "HK" if kind in ("bank", "desk") else "CA",
        "receiving_countries": ("HK",),
        "instrument": "camt056" if kind == "bank" else "alert",
        "rank": 1,
        "priority": "urgent",
        "column": "B",
        "clock": Clock(time_zone="Asia/Hong_Kong", chase_at=NOW + timedelta(hours=24), chase_at_local="", hold_rule=""),
        "source": "test",
        "confidence": "confirmed",
    }
    return LanePlan(**{**defaults, **fields})


ALL = (plan("bank"), plan("desk"), plan("police"), plan("fiu"))


def opened(**fields: Any) -> CaseChange:
    defaults: dict[str, Any] = {
        "tenant": "north",
        "transfer_id": "t-1",
        "transfer_at": NOW - timedelta(hours=2),
        "stage": "released",
        "basis": "reported",
        "probability": 0.93,
        "now": NOW,
        "jurisdiction": "HK",
        "payer_country": "CA",
        "plans": ALL,
    }
    return open_case(fields.pop("transfer", transfer()), **{**defaults, **fields})


def alert(case: Case, lane: str, hop: int = 1) -> Alert:
    return next(found for found in case.alerts if found.lane == lane and found.hop == hop)


def reply(case: Case, lane: str, answer: Event, hop: int = 1, **fields: Any) -> Reply:
    fields.setdefault("reply_id", f"r-{next(_REPLIES)}")
    if "amount" in fields:
        fields["amount"] = Decimal(fields["amount"])
        fields.setdefault("currency", case.hop(hop).currency)
    return Reply(received_at=NOW, answer=answer, alert_id=alert(case, lane, hop).alert_id, **fields)


def onward(amount: str, currency: str, **fields: Any) -> Onward:
    return Onward(amount=Decimal(amount), currency=currency, **fields)


def money(case: Case, hop: int = 1) -> dict[str, Decimal]:
    """What stands on each account of the hop, without the empty ones."""
    ledger = Ledger(case.postings, NOW, "")
    return {place.value: ledger.balance(hop, place) for place in Place if ledger.balance(hop, place)}
