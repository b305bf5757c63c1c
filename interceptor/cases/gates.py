"""Who may act: why an alert is a draft, and which of those reasons a person's signature lifts (DESIGN 6)."""

from typing import Final

from interceptor.cases.case import Case
from interceptor.cases.policy import CasePolicy
from interceptor.routing.plan import LanePlan

BASIS: Final = "basis"
"""Police and FIU lanes never go out on `suspected`."""
DISPUTE: Final = "dispute"
"""A contract dispute never enters the police lane (research/recall.md 9.14)."""
ACT_ALONE: Final = "act_alone"
"""The engine is not sure enough to act without a person."""
MUST_SIGN: Final = "must_sign"
"""The directory wants a person: `human_review`, an unconfirmed row, an unknown jurisdiction."""
UNDELIVERED: Final = "undelivered"
"""The network refused the message more than once."""
BY_HAND: Final = "by_hand"
"""No message can be made of it: a person sends it outside of the program."""
BRAKE: Final = "brake:"
"""Prefix: alerts are paused, over the cap, or the transfer is too old."""
FACT: Final = "fact:"
"""Prefix: a fact without which the lane refuses, such as the police report."""

_HARD = (BASIS, DISPUTE)


def gates_of(case: Case, plan: LanePlan, brake: str | None, policy: CasePolicy) -> tuple[str, ...]:
    """Everything that holds the planned alert back; empty when it may go at once.

    On the bank lane a directory row that wants a person does not hold back the minimum text (DESIGN 6).
    """
    official = plan.kind in ("police", "fiu")
    suspected = case.basis == "suspected"
    gates: list[str] = []
    if official and suspected:
        gates.append(BASIS)
    if official and case.dispute:
        gates.append(DISPUTE)
    if suspected and case.probability <= policy.act_alone:
        gates.append(ACT_ALONE)
    if plan.must_sign and not (plan.kind == "bank" and plan.minimum_text):
        gates.append(MUST_SIGN)
    if "draft_age" in plan.flags:
        gates.append(BRAKE + "age")
    if brake:
        gates.append(BRAKE + brake)
    if official:
        gates.extend(FACT + fact for fact in plan.waits_for if not (fact == "police_report" and case.police_report))
    return tuple(dict.fromkeys(gates))


def after_signature(gates: tuple[str, ...]) -> tuple[str, ...]:
    """What still holds the alert back once an officer has signed: missing facts, and what no signature lifts."""
    return tuple(gate for gate in gates if gate in _HARD or gate.startswith(FACT))


def after_basis(gates: tuple[str, ...]) -> tuple[str, ...]:
    """What still holds the alert back once the payer has reported the transfer, or it is confirmed."""
    return tuple(gate for gate in gates if gate not in (BASIS, ACT_ALONE))


def after_facts(gates: tuple[str, ...], facts: frozenset[str]) -> tuple[str, ...]:
    """What still holds the alert back once these facts are known."""
    return tuple(gate for gate in gates if gate.removeprefix(FACT) not in facts or not gate.startswith(FACT))


def unsignable(gates: tuple[str, ...]) -> str | None:
    """The gate that makes a signature pointless, or None."""
    return next((gate for gate in gates if gate in _HARD), None)
