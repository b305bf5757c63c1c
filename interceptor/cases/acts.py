"""What people do to a case: sign, complete, reroute, indemnify, raise the basis, withdraw."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from interceptor.cases.case import BASES, Alert, Basis, Case
from interceptor.cases.effects import CaseChange, DecisionRevision, PlanLanes, Relearn
from interceptor.cases.gates import after_basis, after_facts, after_signature, unsignable
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.states import Event, State
from interceptor.cases.taking_back import take_back_all
from interceptor.cases.told import NOTHING, Told
from interceptor.cases.transitions import TABLE
from interceptor.cases.working import Working
from interceptor.errors import CaseError, Fault
from interceptor.messages.outgoing_text import valid_bic
from interceptor.routing.countries import COUNTRIES
from interceptor.routing.receiving import bic_country
from interceptor.routing.requirements import complete_set

_REPLACE = msgspec.structs.replace


def sign(case: Case, alert_id: str, officer: str, now: datetime, *, policy: CasePolicy = DEFAULT_POLICY) -> CaseChange:
    """An officer signs a draft; it goes at once, unless a fact is missing without which the lane refuses.

    `officer` is a reference into the directory, never a name. Raises `CaseError` (`illegal_step`) for what is no
    draft, and where no signature helps: a police or FIU lane on `suspected`, or in a contract dispute.
    """
    work = Working(case, now, officer, policy)
    alert = case.alert(alert_id)
    barred = unsignable(alert.gates)
    if barred:
        raise CaseError(Fault.ILLEGAL_STEP, f"sign: {barred}")
    signed, _ = work.move(alert, Event.SIGN)
    pending = tuple(name for name in signed.pending if name != "officer")
    _send_when_free(work, _REPLACE(signed, signed_by=officer, pending=pending), after_signature(signed.gates))
    return work.done()


def complete(
    case: Case,
    facts: frozenset[str],
    by: str,
    now: datetime,
    *,
    police_report: str | None = None,
    told: Told = NOTHING,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """More facts are known: drafts that waited for them go, and sent alerts follow as version n+1 under the same id.

    A recall that is out is not sent a second time, since schemes allow one (research/recall.md 1.4), unless the bank
    asked. `facts` are names of what the bank has done, such as `bank_sar`; `told` are facts for the alerts.
    """
    work = Working(case, now, by, policy)
    if told != NOTHING:
        facts |= told.fields()
        work.change(told=case.told.also(told))
    if police_report:
        facts |= {"police_report"}
        work.change(police_report=police_report)
    for alert in case.alerts:
        taken = complete_set(alert.column) if alert.column else ()
        known = facts & {*alert.pending, *(gate.removeprefix("fact:") for gate in alert.gates), *taken}
        if not known or (alert.state, Event.COMPLETE) not in TABLE:
            continue
        moved, _ = work.move(alert, Event.COMPLETE)
        moved = _REPLACE(moved, pending=tuple(name for name in moved.pending if name not in known))
        if moved.state is State.DRAFT:
            _send_when_free(work, moved, after_facts(moved.gates, facts))
        elif alert.lane != "bank" or alert.state is State.WAITING_SENDER:
            work.render(moved)
        else:
            work.put(moved)
    return work.done()


def raise_basis(case: Case, basis: Basis, by: str, now: datetime, *, policy: CasePolicy = DEFAULT_POLICY) -> CaseChange:
    """We are surer: `suspected` to `reported` to `confirmed`. Drafts that waited for it go; police and FIU lanes open.

    The same basis again changes nothing. Raises `CaseError` (`illegal_step`) for a lower one: that is a withdrawal.
    """
    if BASES.index(basis) < BASES.index(case.basis):
        raise CaseError(Fault.ILLEGAL_STEP, f"{case.basis} to {basis}")
    if basis == case.basis:
        return CaseChange(case, ())
    work = Working(case, now, by, policy)
    work.change(basis=basis)
    for alert in case.alerts:
        gates = after_basis(alert.gates)
        if alert.state is State.DRAFT and gates != alert.gates:
            _send_when_free(work, alert, gates)
    if case.stage not in ("initiated", "cancelled") and not case.withdrawn:
        for hop in case.hops:
            if hop.depth <= policy.hop_limit:
                work.emit(PlanLanes(hop.number, ("police", "fiu")))
    if basis != "suspected":
        work.emit(Relearn(basis))
    work.emit(DecisionRevision("report"))
    return work.done()


def reroute(
    case: Case,
    alert_id: str,
    by: str,
    now: datetime,
    *,
    holder: str | None = None,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """The alert went to the wrong holder: it ends, and routing plans the hop's lane anew for the right one.

    The right one is `holder`, a BIC or a country, else the one that the addressee named; on the bank lane a BIC. It
    stands in for the creditor agent. Raises `CaseError`: `illegal_step` for an alert that was not answered so,
    `missing_field` where nobody named a holder that can be addressed.
    """
    work = Working(case, now, by, policy)
    alert, _ = work.move(case.alert(alert_id), Event.REPLACE)
    named = (holder or alert.holder or "").strip().upper()
    if not (valid_bic(named) and bic_country(named)) and (named not in COUNTRIES or alert.lane == "bank"):
        raise CaseError(Fault.MISSING_FIELD, "holder")
    work.emit(PlanLanes(alert.hop, (alert.lane,), named))
    return work.done()


def indemnify(
    case: Case,
    alert_id: str,
    officer: str,
    now: datetime,
    *,
    limit: Decimal | None = None,
    expires_on: date | None = None,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """A named officer has sent the indemnity that was asked for; never issued by the engine (research/recall.md 6).

    `limit` is in the transfer's currency. Raises `CaseError`: `illegal_step` where none was asked for, `unbalanced` for
    a limit that is no amount.
    """
    if limit is not None and not (limit.is_finite() and limit > 0):
        raise CaseError(Fault.UNBALANCED, "indemnity")
    work = Working(case, now, officer, policy)
    alert, _ = work.move(case.alert(alert_id), Event.INDEMNIFY)
    work.put(_REPLACE(alert, signed_by=officer))
    work.change(told=case.told.also(Told(indemnity=limit, indemnity_expires_on=expires_on)))
    return work.done()


def withdraw(case: Case, reason: str, now: datetime, *, policy: CasePolicy = DEFAULT_POLICY) -> CaseChange:
    """The payment was honest: take back every alert that was sent, in one change. Withdrawing twice changes nothing.

    Raises `CaseError` (`illegal_step`) once the case is closed otherwise.
    """
    if case.withdrawn:
        return CaseChange(case, ())
    if case.status == "closed":
        raise CaseError(Fault.ILLEGAL_STEP, "withdraw a closed case")
    work = Working(case, now, "withdraw", policy)
    take_back_all(work, reason)
    return work.done()


def _send_when_free(work: Working, alert: Alert, gates: tuple[str, ...]) -> None:
    held_back = work.put(_REPLACE(alert, gates=gates))
    if not gates:
        work.send(held_back)
