"""When each lane must start, when to chase, and how long a hold lasts; all in the receiver's calendar and zone."""

from datetime import datetime, timedelta

from interceptor.routing.calendars import TARGET, after_banking_days, local
from interceptor.routing.directory import Jurisdiction, Lane
from interceptor.routing.plan import Clock, RouteRequest
from interceptor.routing.playbooks import playbooks

UNKNOWN_ZONE = "UTC"


def clock(request: RouteRequest, lane: Lane, row: Jurisdiction | None, *, window_days: int | None = None) -> Clock:
    """The clock of `lane` for money held in the country of `row` (None: unknown, so UTC and plain weekends).

    `window_days` is set for a scheme recall: the day count within which it is admitted at all.
    """
    zone = row.time_zone if row else UNKNOWN_ZONE
    latest = _latest_start(request, lane, row, window_days)
    chase = _chase(request, lane, row, scheme=window_days is not None)
    return Clock(
        time_zone=zone,
        latest_start=latest,
        latest_start_local=local(latest, zone) if latest else None,
        chase_at=chase,
        chase_at_local=local(chase, zone),
        hold_hours=row.hold_hours if row else None,
        hold_banking_days=row.hold_banking_days if row else None,
        hold_rule=hold_rule(row),
    )


def _latest_start(
    request: RouteRequest, lane: Lane, row: Jurisdiction | None, window_days: int | None
) -> datetime | None:
    if window_days is not None:
        return request.sent_at + timedelta(days=window_days)
    hours = [lane.latest_start_hours] if lane.latest_start_hours else []
    # The row's figure is of its desk or programme; the FBI's 72 hours do not bind a bank's recall (recall.md 2).
    if row is not None and row.latest_start_hours and lane.kind == "desk":
        hours.append(row.latest_start_hours)
    return request.sent_at + timedelta(hours=min(hours)) if hours else None


def _chase(request: RouteRequest, lane: Lane, row: Jurisdiction | None, *, scheme: bool) -> datetime:
    rule = playbooks().chase
    if lane.kind == "desk":
        return request.now + timedelta(hours=rule.desk_hours)
    if lane.kind == "police":
        return request.now + timedelta(hours=rule.police_hours)
    country, zone = (row.alpha2, row.time_zone) if row else ("", UNKNOWN_ZONE)
    if scheme:
        return after_banking_days(TARGET, zone, request.now, rule.sepa_banking_days)
    days = rule.bank_banking_days if lane.kind == "bank" else rule.fiu_banking_days
    return after_banking_days(country, zone, request.now, days)


def hold_rule(row: Jurisdiction | None) -> str:
    """In one sentence: how long a first hold lasts in that country."""
    if row is None or not (row.hold_hours or row.hold_banking_days):
        return "No length of a first hold is known: ask for its expiry with the answer; every hold lapses."
    if row.hold_hours:
        # Statutes count in hours up to three days, in days beyond.
        length = f"{row.hold_hours} hours" if row.hold_hours <= 72 else f"{row.hold_hours // 24} days"
    else:
        length = f"{row.hold_banking_days} banking days"
    return f"A first hold in {row.name} lasts {length}; the next legal step has to be in place before it lapses."
