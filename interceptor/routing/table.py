"""The plan as rows of plain text, for `interceptor routes` and for pages."""

import msgspec

from interceptor.routing.plan import LanePlan


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One lane as a person reads it. Times are on the receiver's clock."""

    used: bool
    rank: int
    lane: str
    kind: str
    addressee: str
    topic: str
    why: str
    priority: str
    latest_start: str
    chase_at: str
    hold: str
    pending: str
    """What it waits for, and who has to sign."""
    powers: str
    flags: str
    source: str
    confidence: str


def topic(plan: LanePlan) -> str:
    """The topic that carries the lane (DESIGN 5.4); `recalls.outbound` is each tenant's own."""
    return "recalls.outbound" if plan.kind == "bank" else f"recalls.alerts.{plan.country.lower()}"


def table(plans: tuple[LanePlan, ...]) -> tuple[Row, ...]:
    """One row a lane, in the order of the plan."""
    return tuple(_row(plan) for plan in plans)


def _row(plan: LanePlan) -> Row:
    waits = ["waits for " + ", ".join(plan.waits_for).replace("_", " ")] if plan.waits_for else []
    signs = [f"a person signs: {plan.sign_why}"] if plan.must_sign else []
    minimum = ["minimum text"] if plan.minimum_text else []
    return Row(
        used=plan.chosen,
        rank=plan.rank,
        lane=plan.lane if plan.leg == "payment" else f"{plan.lane} ({plan.leg})",
        kind=plan.kind,
        addressee=plan.addressee,
        topic=topic(plan),
        why=plan.why,
        priority=plan.priority,
        latest_start=plan.clock.latest_start_local or "as soon as possible",
        chase_at=plan.clock.chase_at_local,
        hold=plan.clock.hold_rule,
        pending="; ".join(waits + signs + minimum) or "none",
        powers=", ".join(plan.powers),
        flags=", ".join(plan.flags),
        source=plan.source,
        confidence=plan.confidence,
    )
