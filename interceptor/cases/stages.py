"""Later stages of the transfer: cancelled, released after a stop, settled (DESIGN 5.2)."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from interceptor.cases.case import Case, Stage
from interceptor.cases.closing import shut
from interceptor.cases.effects import CaseChange, DecisionRevision, SendWithdrawal
from interceptor.cases.opening import raise_alerts
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.postings import Account
from interceptor.cases.states import Event
from interceptor.cases.transitions import TABLE
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault
from interceptor.routing.plan import LanePlan

_NEXT: dict[Stage, tuple[Stage, ...]] = {
    "initiated": ("released", "cancelled", "settled"),
    "released": ("settled", "cancelled"),
    "settled": (),
    "cancelled": (),
}
_STALE: dict[Stage, tuple[Stage, ...]] = {
    "initiated": (),
    "released": ("initiated",),
    "settled": ("initiated", "released"),
    "cancelled": ("initiated",),
}
"""Stages that may come late; money that is said to be cancelled and is then sent is not among them."""


def change_stage(
    case: Case,
    stage: Stage,
    now: datetime,
    *,
    plans: Sequence[LanePlan] = (),
    brake: str | None = None,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """The transfer is at a later stage: cancelled closes with the money prevented; sent after all starts the recall.

    A stage that comes late or twice changes nothing. Raises `CaseError` (`illegal_step`) for a cancelled transfer
    that goes out, or a settled one that is cancelled: the bank contradicts itself, and a person must look.
    """
    if stage == case.stage or stage in _STALE[case.stage]:
        return CaseChange(case, ())
    if stage not in _NEXT[case.stage]:
        raise CaseError(Fault.ILLEGAL_STEP, f"{case.stage} to {stage}")
    work = Working(case, now, stage, policy)
    unsent = case.stage == "initiated"
    work.change(stage=stage)
    if case.stop:
        work.change(stop=msgspec.structs.replace(case.stop, active=False))
    if stage == "cancelled":
        _prevent(work)
    elif unsent and not case.withdrawn:
        raise_alerts(work, 1, plans, brake)
    work.emit(DecisionRevision("stage"))
    return work.done()


def _prevent(work: Working) -> None:
    """It never left: what is in flight was prevented, and whoever was asked to look for it is told to stop."""
    work.ledger.drain(1, (Account.IN_FLIGHT,), Account.PREVENTED, work.ledger.balance(1, Account.IN_FLIGHT))
    for alert in work.case.alerts:
        if (alert.state, Event.WITHDRAW) in TABLE:
            moved, _ = work.move(alert, Event.WITHDRAW)
            if moved.version:
                work.emit(SendWithdrawal(moved.alert_id, moved.version, "cancelled"))
    if not work.balance(Account.IN_FLIGHT, Account.UNKNOWN, Account.HELD) and work.case.status != "closed":
        shut(work, "prevented", "stage")
