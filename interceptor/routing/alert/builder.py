"""From a transfer, its lane plan and the case's facts to the alert document."""

from typing import Any

from interceptor.routing.alert import writers
from interceptor.routing.alert.document import Alert
from interceptor.routing.alert.facts import CaseFacts
from interceptor.routing.alert.words import follows, label
from interceptor.routing.plan import UNKNOWN, LanePlan
from interceptor.routing.requirements import complete_set, required_set, send_set
from interceptor.transfers.transfer import Transfer

ALWAYS = frozenset({"identity", "created_at", "case_id", "basis"})
"""Contents that stand at the head of every alert."""


def build(transfer: Transfer, plan: LanePlan, facts: CaseFacts) -> Alert:
    """One version of one alert.

    Without `facts.complete`, or while the plan allows only the minimum, it carries the send set; what the lane
    requires beyond that is named in `pending`. Only fields of the lane's own column can be in it, so internal fields
    never leave, and 20, 30 and 35 never go to a bank. A police or FIU alert that still lacks something, and any
    alert that waits for a person, is a `draft`.
    """
    chosen = complete_set(plan.column) if facts.complete and not plan.minimum_text else send_set(bool(transfer.uetr))
    allowed = frozenset(complete_set(plan.column))
    values: dict[str, Any] = {}
    for field in chosen:
        if field in ALWAYS or field not in allowed:
            continue
        value = writers.WRITERS[field](transfer, plan, facts)
        if value is not None:
            values[field] = value
    pending = tuple(
        field
        for field in required_set(plan.column)
        if field not in ALWAYS and field not in values and _owed(field, transfer)
    )
    return Alert(
        alert_id=facts.alert_id,
        version=facts.version,
        parent=facts.parent_alert_id,
        hop=facts.hop,
        case_id=facts.case_id,
        lane=plan.lane,
        kind=plan.kind,
        leg=plan.leg,
        addressee=label(plan.addressee),
        jurisdiction=_jurisdiction(plan),
        basis=facts.basis,
        created_at=facts.created_at,
        priority=plan.priority,
        pending=pending,
        draft=_draft(plan, facts, pending),
        demo=facts.demo,
        what_follows=follows(plan.kind),
        **values,
    )


def _jurisdiction(plan: LanePlan) -> str:
    if plan.kind in {"bank", "desk"}:
        return plan.country
    return plan.receiving_countries[0] if plan.receiving_countries else UNKNOWN


def _owed(field: str, transfer: Transfer) -> bool:
    # What a message never had cannot follow: no UETR, no ultimate creditor, no reference is not a promise.
    if field == "uetr":
        return transfer.uetr is not None
    return not (field == "ultimate_creditor" and transfer.ultimate_creditor is None)


def _draft(plan: LanePlan, facts: CaseFacts, pending: tuple[str, ...]) -> bool:
    if plan.must_sign and facts.approver is None:
        return True
    return plan.kind in {"police", "fiu"} and (facts.basis == "suspected" or bool(pending))
