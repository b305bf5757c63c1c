"""A case as commands tell it: where its money is, what may still be recovered, which clock is next."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from interceptor.cases import queue
from interceptor.cases.case import Alert, Case
from interceptor.cases.clocks import due
from interceptor.cases.ledger import Ledger
from interceptor.cases.postings import PLACES, Account
from interceptor.decisions import recoverability
from interceptor.store.reading import Task
from interceptor.transfers.reference_rates import in_usd

_RAILS: dict[str | None, recoverability.Rail] = {
    "instant": "instant",
    "domestic": "domestic",
    "cross_border": "cross_border",
}


class Balance(msgspec.Struct, kw_only=True):
    """The equation of one hop: alerted = the sum of `places`. Surplus stands outside of it."""

    hop: int
    currency: str
    alerted: Decimal
    places: dict[str, Decimal]
    """Amount by account of the ledger; those without money are left out."""
    surplus: Decimal


def balances(case: Case) -> list[Balance]:
    """The equation of every hop that has money. Raises `CaseError` (`unbalanced`) when one does not hold."""
    ledger = Ledger(case.postings, case.opened_at, "")
    ledger.verify()
    return [
        Balance(
            hop=hop,
            currency=ledger.currency(hop),
            alerted=ledger.balance(hop, Account.ALERTED),
            places={place.value: amount for place in PLACES if (amount := ledger.balance(hop, place))},
            surplus=ledger.balance(hop, Account.SURPLUS),
        )
        for hop in ledger.hops()
    ]


def totals(case: Case) -> dict[str, Decimal]:
    """Amount by place over the hops of the case's own currency, less what only moved on."""
    found: dict[str, Decimal] = {}
    for balance in balances(case):
        if balance.currency == case.currency:
            for place, amount in balance.places.items():
                if place != Account.MOVED_ON.value:
                    found[place] = found.get(place, Decimal(0)) + amount
    return found


def in_queue(cases: list[Case], now: datetime) -> list[tuple[float, Case]]:
    """Open cases with the US dollars that may still be recovered, the most first (DESIGN 6)."""
    return queue.ordered(cases, now, _chance, _worth)


def recoverable(case: Case, now: datetime) -> float:
    """US dollars that may still be recovered; approximate, for ordering alone."""
    return queue.recoverable(case, now, _chance, _worth)


def _chance(rail: str | None, hours: float, country: str | None) -> float:
    # An unknown rail counts as cross-border, as an unknown country does in `rail_of`.
    return recoverability.chance(_RAILS.get(rail, "cross_border"), hours, country).value


def _worth(amount: Decimal, currency: str) -> float:
    # Without a reference rate the amount itself stands in, so that the case is not last in the queue.
    usd = in_usd(float(amount), currency)
    return float(amount) if usd is None else usd


def summary(case: Case, now: datetime) -> dict[str, Any]:
    """One line of `cases list --json`."""
    moment = due(case)
    return {
        "schema": "interceptor.case_summary/1",
        "case_id": case.case_id,
        "transfer_id": case.transfer_id,
        "status": case.status,
        "basis": case.basis,
        "stage": case.stage,
        "amount": case.amount,
        "currency": case.currency,
        "jurisdiction": case.hops[0].jurisdiction,
        "probability": case.probability,
        "recoverable_usd": round(recoverable(case, now), 2),
        "opened_at": case.opened_at,
        "due_at": moment,
        "ledger": balances(case),
        "alerts": [_alert(alert) for alert in case.alerts],
    }


def full(case: Case, tasks: list[Task], now: datetime) -> dict[str, Any]:
    """`cases show --json`: the case as it is kept, its balances, and what waits for a person."""
    return {
        **msgspec.to_builtins(case),
        "recoverable_usd": round(recoverable(case, now), 2),
        "ledger": balances(case),
        "tasks": [
            {"task": task.task, "alert_id": task.alert_id or None, "created_at": task.created_at, "due_at": task.due_at}
            for task in tasks
        ],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "alert_id": alert.alert_id,
        "kind": alert.lane,
        "lane": alert.kind,
        "country": alert.country,
        "hop": alert.hop,
        "state": alert.state.value,
        "due_at": alert.due_at,
    }
