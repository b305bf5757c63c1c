"""Opening a case, and adding the alerts that routing planned for a hop."""

from collections.abc import Sequence
from datetime import datetime

from interceptor.cases.case import Alert, Basis, Case, Hop, Stage, Stop, Times
from interceptor.cases.effects import CaseChange, DecisionRevision, Relearn, StopTransfer
from interceptor.cases.gates import gates_of
from interceptor.cases.policy import DEFAULT_POLICY, CasePolicy
from interceptor.cases.told import TOLD_ONLY
from interceptor.cases.working import Working
from interceptor.routing.alert.document import alert_id
from interceptor.routing.plan import LanePlan
from interceptor.routing.requirements import required_set
from interceptor.transfers.accounts import canonical, masked
from interceptor.transfers.identity import digest8, uuid5
from interceptor.transfers.transfer import Account, Transfer


def case_id_of(tenant: str, transfer_id: str) -> str:
    """Id of the one case of a transfer."""
    return uuid5("case", tenant, transfer_id)


def place_key(account: str | None, agent: str | None, currency: str) -> str:
    """Key of a place money can be: the same account at the same agent in the same currency."""
    number = canonical(Account(id=account)) if account else None
    return digest8("place", number or "", (agent or "").upper()[:8], currency).hex()


def _printable(text: str | None) -> str | None:
    """The text as JSON can carry it: a wire may hold half a surrogate pair."""
    return text and text.encode("utf-8", "replace").decode()


def open_case(
    transfer: Transfer,
    *,
    tenant: str,
    transfer_id: str,
    transfer_at: datetime,
    stage: Stage,
    basis: Basis,
    probability: float,
    now: datetime,
    typology: str | None = None,
    jurisdiction: str | None = None,
    payer_country: str | None = None,
    rail: str | None = None,
    stop_until: datetime | None = None,
    plans: Sequence[LanePlan] = (),
    brake: str | None = None,
    dispute: bool = False,
    demo: bool = False,
    police_report: str | None = None,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """Open the case of a transfer that the engine intercepts, or that a person reports or confirms.

    A transfer that is not sent is stopped, until `stop_until`; its lanes are opened by `stages.released` if it goes
    out after all. One that was sent starts the recall with `plans`. `brake` names why alerts become drafts just now
    (`paused`, `cap`). `dispute` means a genuine contract dispute without any sign of impersonation.
    """
    amount, currency = transfer.amount, transfer.currency
    unsent = stage == "initiated"
    case = Case(
        case_id=case_id_of(tenant, transfer_id),
        tenant=tenant,
        transfer_id=transfer_id,
        uetr=transfer.uetr,
        basis=basis,
        typology=typology,
        probability=probability,
        amount=amount,
        currency=currency,
        payer_country=payer_country,
        rail=rail,
        opened_at=now,
        transfer_at=transfer_at,
        stage=stage,
        dispute=dispute,
        demo=demo,
        police_report=police_report,
        stop=Stop(stop_until) if unsent and stop_until else None,
        hops=(_first_hop(transfer, jurisdiction),),
        times=Times(detected=now),
    )
    work = Working(case, now, "open", policy)
    work.ledger.open(1, currency, amount)
    if basis != "suspected":
        work.emit(DecisionRevision("report"))
        work.emit(Relearn(basis))
    if unsent and stop_until:
        work.emit(StopTransfer(stop_until))
    if not unsent:
        raise_alerts(work, 1, plans, brake)
    return work.done()


def _first_hop(transfer: Transfer, jurisdiction: str | None) -> Hop:
    """The creditor account of the transfer."""
    account = canonical(transfer.creditor_account)
    agent = transfer.creditor_agent.bic if transfer.creditor_agent else None
    return Hop(
        number=1,
        jurisdiction=jurisdiction,
        account=masked(_printable(account)),
        account_key=place_key(account, agent, transfer.currency),
        agent_bic=_printable(agent),
        currency=transfer.currency,
    )


def add_alerts(
    case: Case,
    hop: int,
    plans: Sequence[LanePlan],
    now: datetime,
    *,
    brake: str | None = None,
    holder: str | None = None,
    policy: CasePolicy = DEFAULT_POLICY,
) -> CaseChange:
    """Raise the alerts of a hop by routing's plan; those that nothing holds back are sent at once.

    A lane that the case has for the hop already is left as it is, so that planning twice changes nothing.
    `holder` is whom a rerouted lane was planned for; a person is called when that was everybody who was asked before.
    """
    work = Working(case, now, "plan", policy)
    case.hop(hop)
    raise_alerts(work, hop, plans, brake, holder)
    if holder and work.case.alerts == case.alerts:
        work.call("reroute")
    return work.done()


def raise_alerts(
    work: Working, hop: int, plans: Sequence[LanePlan], brake: str | None, holder: str | None = None
) -> None:
    """Raise the planned alerts within a transition."""
    known = {alert.alert_id for alert in work.case.alerts}
    for plan in plans:
        alert = _alert(work, hop, plan, brake, holder)
        if not plan.chosen or alert.alert_id in known:
            continue
        known.add(alert.alert_id)
        work.put(alert)
        if alert.gates:
            work.call("sign", alert.alert_id)
        else:
            work.send(alert)


def _alert(work: Working, hop: int, plan: LanePlan, brake: str | None, holder: str | None) -> Alert:
    return Alert(
        alert_id=alert_id(work.case.case_id, hop, plan.lane, plan.addressee, plan.leg),
        lane=plan.kind,
        kind=plan.lane,
        addressee=plan.addressee,
        country=plan.country,
        hop=hop,
        leg=plan.leg,
        created_at=work.now,
        answer_hours=max((plan.clock.chase_at - work.now).total_seconds(), 0) / 3600,
        time_zone=plan.clock.time_zone,
        hold_hours=plan.clock.hold_hours,
        hold_banking_days=plan.clock.hold_banking_days,
        column=plan.column,
        pending=_awaited(work.case, plan),
        gates=gates_of(work.case, plan, brake, work.policy),
        rerouted_to=holder,
    )


def _awaited(case: Case, plan: LanePlan) -> tuple[str, ...]:
    """What the lane waits for, and what it requires that only people can tell."""
    known = case.told.fields()
    asked = [field for field in required_set(plan.column) if field in TOLD_ONLY and field not in known]
    return tuple(dict.fromkeys((*plan.waits_for, *asked)))
