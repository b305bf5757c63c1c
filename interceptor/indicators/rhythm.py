"""Timing against habits (research/indicators.md 1.5 #39, #40, #44)."""

from typing import Final

from interceptor.indicators.declaration import HISTORY, REDIRECTED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import account, creditor, plural, span
from interceptor.profiles.statistics import DAY, deviation

_LEAST_GAPS: Final = 3
_GAP_FLOOR_DAYS: Final = 3.0
_GAP_FLOOR_SHARE: Final = 0.2
"""Least deviation of a payee's interval: a few days, or a fifth of it (our estimate)."""
_LEAST_OF_DEBTOR: Final = 30
_RUN_SHARE: Final = 0.02
"""Share of payments on a day of the month, one day either side, below which it is no payment-run day."""
_LEAST_HOURS: Final = 20
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _early(subject: Subject) -> float | None:
    """Deviations by which the payment comes before the payee's usual interval is over; None without a rhythm."""
    relationship = subject.relationship
    if relationship is None or relationship.count <= _LEAST_GAPS:
        return None
    mean = relationship.gaps.mean()
    if mean is None:
        return None
    floor = max(_GAP_FLOOR_DAYS, _GAP_FLOOR_SHARE * mean)
    return (mean - (subject.time - relationship.last_paid) / DAY) / deviation(relationship.gaps, floor)


def _off_run(subject: Subject) -> bool | None:
    """The day of the month is none on which the debtor pays; None before thirty payments."""
    days = subject.debtor.month_days
    total = sum(days)
    if total < _LEAST_OF_DEBTOR:
        return None
    day = subject.payment.month_day - 1
    return bool(days[day - 1] + days[day] + days[(day + 1) % 31] < _RUN_SHARE * total)


def _cycle_evidence(subject: Subject, value: float) -> str:
    relationship = subject.relationship
    early = _early(subject)
    if relationship is not None and early is not None and early / 2 >= value:
        usual = span(DAY * (relationship.gaps.mean() or 0.0))
        gap = span(max(0.0, subject.time - relationship.last_paid))
        return f"{gap} after the last payment to {creditor(subject)}, which is usually paid every {usual}."
    return f"Day {subject.payment.month_day} of the month is none on which this debtor usually pays."


@indicator(
    number=39,
    id="off_cycle_payment",
    typologies="VEC CEO",
    data="P+H",
    strength="M",
    source='indicators.md 1.5 #39; F16 ("different timing")',
    evidence=_cycle_evidence,
    steps=((1.0, 0.6), (1.5, 1.0)),
    gate=HISTORY,
)
def off_cycle_payment(subject: Subject) -> float | None:
    """1.0 off the debtor's payment-run days, or half the deviations by which the payee is paid too early, if more."""
    early = _early(subject)
    off_run = _off_run(subject)
    if early is None and off_run is None:
        return None
    return max(0.0, (early or 0.0) / 2, 1.0 if off_run else 0.0)


def _hour_evidence(subject: Subject, value: float) -> str:
    payment = subject.payment
    return (
        f"Ordered on a {_DAYS[payment.weekday]} at {payment.hour:02d} h UTC, when this debtor hardly ever pays"
        f" ({plural(subject.debtor.payments, 'earlier payment')})."
    )


@indicator(
    number=40,
    id="unusual_time_of_day",
    typologies="ACC",
    data="P+H",
    strength="W",
    source="indicators.md 1.5 #40; AGARI (97 % weekday)",
    evidence=_hour_evidence,
    fires_at=0.8,
    steps=((0.6, 0.4), (0.8, 1.0)),
    gate=HISTORY,
)
def unusual_time_of_day(subject: Subject) -> float | None:
    """1.0 at hours or on weekdays when the debtor never pays, 0.0 where it pays at least evenly; None before twenty.

    The hour counts with its neighbours, so that a late clerk is no stranger.
    """
    hours = subject.debtor.hours
    total = sum(hours)
    if total < _LEAST_HOURS:
        return None
    hour = subject.payment.hour
    around = hours[hour - 1] + hours[hour] + hours[(hour + 1) % 24]
    weekdays = subject.debtor.weekdays
    weekday = weekdays[subject.payment.weekday] / max(1, sum(weekdays))
    return max(0.0, 1.0 - 8 * around / total, 1.0 - 7 * weekday)


def _stopped_evidence(subject: Subject, value: float) -> str:
    old = max(subject.earlier, key=lambda other: other.last_paid)
    return (
        f"{account(old.country, old.tail)} of {creditor(subject)} was last paid"
        f" {span(subject.time - old.last_paid)} ago, {value:.1f} times its usual interval, since another took over."
    )


@indicator(
    number=44,
    id="payment_stopped_to_old_account",
    typologies="VEC",
    data="H",
    strength="M",
    source="indicators.md 1.5 #44 (estimate)",
    evidence=_stopped_evidence,
    fires_at=1.5,
    steps=((1.0, 0.4), (1.5, 0.7), (2.5, 1.0)),
    gate=REDIRECTED,
)
def payment_stopped_to_old_account(subject: Subject) -> float | None:
    """Given #1 and a payment on the new account before: silence of the old one, in the payee's usual intervals."""
    relationship = subject.relationship
    if relationship is None or subject.known is None or not subject.known.count:
        return 0.0
    usual = relationship.gaps.mean()
    if usual is None or usual <= 0.0 or relationship.count <= _LEAST_GAPS:
        return None
    last = max(other.last_paid for other in subject.earlier)
    if last >= subject.known.last_paid:
        return 0.0
    return max(0.0, (subject.time - last) / DAY / usual)
