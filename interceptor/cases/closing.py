"""Closing: on money, not on text. Only when every amount of every hop has a place (research/alert-contents.md 4.4)."""

from datetime import datetime
from decimal import Decimal

from interceptor.cases.case import Case, Closing
from interceptor.cases.effects import CaseChange, SendOutcome
from interceptor.cases.ledger import Ledger
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.postings import Account
from interceptor.cases.states import Event
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault

WRITE_OFFS = (Account.LOST, Account.CHARGES, Account.FORFEITED)
"""Where a person may put money that nobody accounts for."""


def obstacles(case: Case, held_owner: str | None = None) -> tuple[str, ...]:
    """Why the case cannot be closed now, such as `hop 2: in_flight`; empty when it can.

    Money that is still held needs an owner of the next step.
    """
    ledger = Ledger(case.postings, case.opened_at, "")
    accounts = [Account.IN_FLIGHT, Account.UNKNOWN] + ([] if held_owner else [Account.HELD])
    return tuple(
        f"hop {hop}: {account.value}" for hop in ledger.hops() for account in accounts if ledger.balance(hop, account)
    )


def close(
    case: Case,
    *,
    reason: str,
    by: str,
    now: datetime,
    held_owner: str | None = None,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """Close the case and tell the desks how it ended; closing a closed case changes nothing.

    `by` is an officer's reference. Raises `CaseError` (`illegal_step`) while money has no place, or without a reason.
    """
    if case.status == "closed":
        return CaseChange(case, ())
    found = obstacles(case, held_owner)
    if found or not reason:
        raise CaseError(Fault.ILLEGAL_STEP, "close: " + (", ".join(found) or "reason"))
    work = Working(case, now, by, policy)
    shut(work, reason, by, held_owner)
    return work.done()


def shut(work: Working, reason: str, by: str, held_owner: str | None = None) -> None:
    """Close within a transition; the caller has checked that every amount has a place."""
    for alert in work.case.alerts:
        moved, _ = work.move(alert, Event.CLOSE)
        if moved.version and not work.case.withdrawn:
            work.emit(SendOutcome(moved.alert_id))
    work.change(
        status="closed",
        closing=Closing(
            time=work.now,
            reason=reason,
            by=by,
            returned=work.balance(Account.RETURNED),
            held=work.balance(Account.HELD),
            held_owner=held_owner,
            lost=work.balance(Account.LOST),
        ),
    )


def unknown(case: Case, hop: int) -> Decimal:
    """What nobody accounts for on the hop."""
    return Ledger(case.postings, case.opened_at, "").balance(hop, Account.UNKNOWN)


def write_off(
    case: Case,
    hop: int,
    to: Account,
    amount: Decimal,
    *,
    by: str,
    reason: str,
    now: datetime,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """An officer gives money that nobody accounts for a place: `lost`, `charges`, or `forfeited`.

    Taken from `unknown`, then from `in_flight`. Raises `CaseError`: `unbalanced` when there is less than that,
    `illegal_step` without a reason, which stands beside each posting.
    """
    if to not in WRITE_OFFS or not amount.is_finite() or amount <= 0:
        raise CaseError(Fault.UNBALANCED, "write off")
    if not reason.strip():
        raise CaseError(Fault.ILLEGAL_STEP, "write off: reason")
    work = Working(case, now, by, policy)
    work.ledger.note = reason.strip()
    if work.ledger.drain(hop, (Account.UNKNOWN, Account.IN_FLIGHT), to, amount) != amount:
        raise CaseError(Fault.UNBALANCED, f"hop {hop}: less than that is open")
    return work.done()
