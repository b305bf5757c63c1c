"""Holds: how long one lasts, when to warn, and what the ledger books of several lanes' words about one hold."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from interceptor.cases.case import Alert, Case, Hold
from interceptor.cases.ledger import ZERO
from interceptor.cases.policy import CasePolicy
from interceptor.cases.postings import Account
from interceptor.cases.working import Working
from interceptor.routing.calendars import after_banking_days, previous_banking_day

_REPLACE = msgspec.structs.replace

_HOLDABLE = (Account.IN_FLIGHT, Account.UNKNOWN, Account.LOST, Account.RELEASED)
"""Where held money can have been believed to be, in the order in which it is taken."""


def place_hold(work: Working, alert: Alert, amount: Decimal, expires_at: datetime | None, basis: str | None) -> None:
    """Note what the addressee holds now, in place of what it held before, and book it."""
    hop = work.case.hop(alert.hop)
    country = hop.jurisdiction or alert.country
    expires = expires_at or default_expiry(alert, country, work.now, work.policy)
    if expires_at is None:
        work.call("hold_without_expiry", alert.alert_id, expires)
    others = tuple(hold for hold in work.case.holds if hold.alert_id != alert.alert_id)
    hold = Hold(
        alert_id=alert.alert_id,
        hop=alert.hop,
        amount=amount,
        currency=hop.currency,
        placed_at=work.now,
        expires_at=expires,
        assumed_expiry=expires_at is None,
        legal_basis=basis,
        warnings=warnings(work.now, expires, country, alert.time_zone),
    )
    work.change(holds=(*others, hold))
    work.once(held=work.now)
    settle(work, alert.hop)


def settle(work: Working, hop: int) -> None:
    """Bring `held` to the largest active hold of the hop: lanes that report a hold speak of the same money.

    More is taken from where it was believed to be, never more than there is; less goes to `unknown`.
    """
    target = max((hold.amount for hold in active(work.case, hop)), default=ZERO)
    held = work.ledger.balance(hop, Account.HELD)
    if target < held:
        work.ledger.post(hop, Account.HELD, Account.UNKNOWN, held - target)
        return
    short = target - held - work.ledger.drain(hop, _HOLDABLE, Account.HELD, target - held)
    if short > work.ledger.balance(hop, Account.RETURNED, Account.CHARGES):
        work.call("amounts_disagree")


def trim(work: Working, hop: int) -> None:
    """After money has left `held`: no hold is larger than what is held, and an empty one has ended."""
    held = work.ledger.balance(hop, Account.HELD)
    work.change(
        holds=tuple(
            _REPLACE(hold, amount=min(hold.amount, held) if held else hold.amount, active=hold.active and held > 0)
            if hold.hop == hop and hold.active
            else hold
            for hold in work.case.holds
        )
    )


def end_hold(work: Working, alert_id: str) -> Decimal:
    """End the alert's active hold, without booking anything; returns its amount, zero if there was none."""
    ended = ZERO
    holds = []
    for hold in work.case.holds:
        if hold.alert_id == alert_id and hold.active:
            ended = hold.amount
            holds.append(_REPLACE(hold, active=False))
        else:
            holds.append(hold)
    work.change(holds=tuple(holds))
    return ended


def active(case: Case, hop: int) -> tuple[Hold, ...]:
    """The holds that stand on this hop now."""
    return tuple(hold for hold in case.holds if hold.hop == hop and hold.active)


def default_expiry(alert: Alert, country: str, placed: datetime, policy: CasePolicy) -> datetime:
    """When a hold ends for which no expiry was given: by the directory, else by the policy's careful guess."""
    if alert.hold_hours:
        return placed + timedelta(hours=alert.hold_hours)
    if alert.hold_banking_days:
        return after_banking_days(country, alert.time_zone, placed, alert.hold_banking_days)
    return placed + timedelta(hours=policy.hold_hours)


def warnings(placed: datetime, expires: datetime, country: str, time_zone: str) -> tuple[datetime, ...]:
    """Half-time, and one working day before the end on the holder's clock (research/recall.md 9.19)."""
    half = placed + (expires - placed) / 2
    zone = ZoneInfo(time_zone)
    end = expires.astimezone(zone)
    day_before = datetime.combine(previous_banking_day(country, end.date()), time(end.hour, end.minute), zone)
    times = {half, day_before.astimezone(UTC)}
    return tuple(sorted(moment for moment in times if placed < moment < expires))
