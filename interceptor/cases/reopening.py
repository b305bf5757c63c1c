"""After a withdrawal the payer reports the fraud after all: everything that was taken back is asked for again."""

from datetime import datetime

import msgspec

from interceptor.cases.case import BASES, Basis, Case, Lane, Stop
from interceptor.cases.effects import CaseChange, DecisionRevision, PlanLanes, Relearn, StopTransfer
from interceptor.cases.gates import after_basis
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.postings import Account
from interceptor.cases.states import Event
from interceptor.cases.transitions import TABLE
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault

_LANES: tuple[Lane, ...] = ("bank", "desk", "police", "fiu")


def reopen(
    case: Case,
    basis: Basis,
    officer: str,
    now: datetime,
    *,
    stop_until: datetime | None = None,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """Take a withdrawal back: alerts go out as their next version, lanes that never started start.

    Money that the withdrawal let go is looked for again where it was last believed to be. A wire that is still unsent
    is stopped again until `stop_until`. Raises `CaseError` (`illegal_step`) for a case that is not withdrawn, on
    `suspected`, for a basis lower than the case's, and for a transfer that the bank cancelled.
    """
    if not case.withdrawn or case.stage == "cancelled" or basis == "suspected":
        raise CaseError(Fault.ILLEGAL_STEP, "reopen")
    if BASES.index(basis) < BASES.index(case.basis):
        raise CaseError(Fault.ILLEGAL_STEP, f"{case.basis} to {basis}")
    work = Working(case, now, officer, policy)
    work.change(withdrawn=False, status="open", closing=None, basis=basis)
    for hop in work.ledger.hops():
        let_go = work.ledger.balance(hop, Account.RELEASED)
        work.ledger.drain(hop, (Account.RELEASED,), Account.IN_FLIGHT, let_go)
    _ask_again(work)
    if case.stage != "initiated":
        for place in case.hops:
            if place.depth <= policy.hop_limit:
                work.emit(PlanLanes(place.number, _LANES))
    elif stop_until is not None:
        work.change(stop=Stop(stop_until))
        work.emit(StopTransfer(stop_until))
    work.emit(Relearn("confirmed" if basis == "confirmed" else "reported"))
    work.emit(DecisionRevision("report"))
    return work.done()


def _ask_again(work: Working) -> None:
    for alert in work.case.alerts:
        if (alert.state, Event.REOPEN) not in TABLE:
            continue
        moved, _ = work.move(alert, Event.REOPEN)
        draft = work.put(msgspec.structs.replace(moved, gates=after_basis(moved.gates), chased=0))
        if draft.gates:
            work.call("sign", draft.alert_id)
        else:
            work.send(draft)
