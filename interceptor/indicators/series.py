"""Series of payments to accounts that are not yet known (research/indicators.md 1.4 #34 to #36, 1.5 #37, #38).

Fraud repeats and escalates: 30 of 53 cases with a known count had two or more payments (3.4). All five read the
debtor's ring of recent novelties, attempts included: a stopped payment is part of its series.
"""

from itertools import pairwise
from math import exp
from typing import Final

from interceptor.indicators.declaration import HISTORY, UNSETTLED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import creditor, plural, span, this_account, usd
from interceptor.profiles.debtor import Recent
from interceptor.profiles.statistics import DAY

PROBE_DAYS: Final = 14
PROBE_RATIO: Final = 10.0
"""indicators.md 1.4 #35: first payment below 10 % of the next, within 14 days."""
FOLLOW_ON_DAYS: Final = 10
"""Longest of the windows 1, 3 and 10 days of #37."""
BURST_DAYS: Final = 7
NEWS_DAYS: Final = 90
"""Days over which the debtor's usual number of new payees is counted: a quarter has every pay run in it (estimate)."""
EXPOSURE_DAYS: Final = 30
_FIRST_RATIO: Final = 2.5
"""First steps were 9 times (K2), 3 times (K20) and 2.8 times (K53); invoices of one payee differ by less."""
_LATER_RATIO: Final = 1.3
"""Scoular's third payment was 1.3 times its second (K2)."""


def _series(subject: Subject, days: float) -> list[Recent]:
    """Earlier payments and attempts to this payee or account while not known, oldest first.

    None to an account of the debtor's first 30 days once these are over: it only looks new.
    """
    recent = subject.debtor.recent
    if not recent:
        return []
    if subject.known is not None and subject.has_long_history and subject.came_with_history(subject.known):
        return []
    payee = subject.payee.entity[:4]
    account = subject.payment.account[:4] if subject.payment.account is not None else None
    since = subject.time - days * DAY
    return [event for event in recent if event.time >= since and (event.account == account or event.payee == payee)]


def _escalation_evidence(subject: Subject, value: float) -> str:
    last = _series(subject, EXPOSURE_DAYS)[-1]
    return (
        f"{usd(subject.amount_usd or 0.0)} is {value:.1f} times the previous payment to {creditor(subject)},"
        f" {span(max(0.0, subject.time - last.time))} ago, on an account that is not yet known."
    )


@indicator(
    number=34,
    id="amount_escalation",
    typologies="CEO MNA",
    data="P+H",
    strength="S",
    source="indicators.md 1.4 #34; K2 K20 K53",
    evidence=_escalation_evidence,
    fires_at=1.5,
    steps=((1.3, 0.4), (1.5, 0.6), (2.5, 1.0)),
    gate=HISTORY,
)
def amount_escalation(subject: Subject) -> float | None:
    """How many times the last payment of the series to a not yet known account this one is.

    0.0 below 2.5, or below 1.3 when the series has risen before, and once it has fallen: invoices rise and fall. Also
    0.0 for an old payee on a new account: the catalogue speaks of new payees, and an old one's invoices always differ.
    Unknown while the debtor's history is short: its old payees, whose invoices differ, look like new ones then.
    """
    if not subject.has_long_history:
        return None
    series = [] if subject.redirected else _series(subject, EXPOSURE_DAYS)
    if not series:
        return 0.0
    if subject.amount_usd is None or not series[-1].amount:
        return None
    ratio = 100 * subject.amount_usd / series[-1].amount
    if len(series) == 1:
        return ratio if ratio >= _FIRST_RATIO else 0.0
    rising = all(before.amount <= after.amount for before, after in pairwise(series))
    return ratio if rising and ratio >= _LATER_RATIO else 0.0


def _probe_evidence(subject: Subject, value: float) -> str:
    return (
        f"{usd(subject.amount_usd or 0.0)} follows a payment {value:,.0f} times smaller to {creditor(subject)}"
        f" within {PROBE_DAYS} days, on an account that is not yet known."
    )


@indicator(
    number=35,
    id="probe_then_large",
    typologies="VEC ACC",
    data="P+H",
    strength="M",
    source="indicators.md 1.4 #35; K2 K4 K15",
    evidence=_probe_evidence,
    fires_at=PROBE_RATIO,
    gate=UNSETTLED,
)
def probe_then_large(subject: Subject) -> float | None:
    """How many times the smallest payment of the series in 14 days this one is; 0.0 below ten."""
    amounts = (
        [event.amount for event in _series(subject, PROBE_DAYS) if event.amount] if subject.debtor.recent else None
    )
    if not amounts:
        return 0.0
    if subject.amount_usd is None:
        return None
    ratio = 100 * subject.amount_usd / min(amounts)
    return ratio if ratio >= PROBE_RATIO else 0.0


def _exposure(subject: Subject) -> float:
    return (subject.amount_usd or 0.0) + sum(event.amount for event in _series(subject, EXPOSURE_DAYS)) / 100


def _exposure_evidence(subject: Subject, value: float) -> str:
    return (
        f"With this wire, {usd(_exposure(subject))} in {EXPOSURE_DAYS} days on an account of {creditor(subject)}"
        f" that is not yet known: {value:.1f} times the debtor's usual payment."
    )


@indicator(
    number=36,
    id="cumulative_new_creditor_exposure",
    typologies="CEO MNA",
    data="P+H",
    strength="M",
    source="indicators.md 1.4 #36; K26 K45 K21",
    evidence=_exposure_evidence,
    fires_at=5.0,
    steps=((3.0, 0.3), (5.0, 0.6), (15.0, 1.0)),
    gate=HISTORY,
)
def cumulative_new_creditor_exposure(subject: Subject) -> float | None:
    """Sum paid and tried in 30 days on the payee's unknown account, in usual payments of the debtor; 0.0 if single.

    0.0 for an old payee on a new account, however large its invoices are: the catalogue speaks of new payees. Unknown
    while the debtor's history is short, as #34.
    """
    if subject.amount_usd is None or not subject.has_long_history:
        return None
    if subject.redirected:
        return 0.0
    mean = subject.debtor.amounts.mean()
    if mean is None:
        return None
    return _exposure(subject) / exp(mean) if _series(subject, EXPOSURE_DAYS) else 0.0


def _follow_on_evidence(subject: Subject, value: float) -> str:
    last = _series(subject, FOLLOW_ON_DAYS)[-1]
    return (
        f"{plural(int(value), 'payment')} to {this_account(subject)} or its payee in the {FOLLOW_ON_DAYS} days before,"
        f" the last {span(max(0.0, subject.time - last.time))} ago, and the account is not yet known."
    )


@indicator(
    number=37,
    id="rapid_follow_on_payment",
    typologies="CEO MNA ACC VEC",
    data="P+H",
    strength="S",
    source="indicators.md 1.5 #37; F16 (explicit); 30 of 53 cases",
    evidence=_follow_on_evidence,
    steps=((1.0, 0.6), (2.0, 0.85), (4.0, 1.0)),
    gate=UNSETTLED,
)
def rapid_follow_on_payment(subject: Subject) -> float | None:
    """Payments and attempts to the same not yet known payee or account in the ten days before."""
    return float(len(_series(subject, FOLLOW_ON_DAYS)))


def _burst_evidence(subject: Subject, value: float) -> str:
    return (
        f"{len(_new_accounts(subject))} different new accounts in {BURST_DAYS} days, where this debtor usually has"
        f" {_usual_news(subject):.1f}."
    )


def _new_accounts(subject: Subject) -> set[bytes]:
    """Accounts whose first payment or attempt was in the last seven days: one used before is not new every week."""
    since = subject.time - BURST_DAYS * DAY
    recent = subject.debtor.recent
    accounts = {event.account for event in recent if event.time >= since}
    if subject.payment.account is not None:
        accounts.add(subject.payment.account[:4])
    return accounts - {event.account for event in recent if event.time < since}


def _usual_news(subject: Subject) -> float:
    """New payees in an ordinary week: of the last 90 days, without the week under way; at least one."""
    today = subject.time // DAY
    days = min(NEWS_DAYS, subject.age_days) - BURST_DAYS
    begun = sum(BURST_DAYS < today - payee.first_day <= NEWS_DAYS for payee in subject.payees.values())
    return max(1.0, BURST_DAYS * begun / days)


@indicator(
    number=38,
    id="multiple_new_creditors_burst",
    typologies="CEO ATT",
    data="P+H",
    strength="S",
    source="indicators.md 1.5 #38; K45 K40",
    evidence=_burst_evidence,
    fires_at=2.0,
    steps=((1.5, 0.4), (2.0, 0.6), (4.0, 1.0)),
    gate=HISTORY,
)
def multiple_new_creditors_burst(subject: Subject) -> float | None:
    """How far the different new accounts of seven days, this one included, are above the debtor's usual number.

    In standard deviations of chance arrivals (the root of the usual number): two more than usual are much for a firm
    that adds a supplier a month, and nothing for a law firm that pays ten new parties a week (look-alike 7).
    """
    if not subject.has_long_history:
        return None
    if subject.known is not None and subject.known.first_seen < subject.time - BURST_DAYS * DAY:
        return 0.0  # a payment to an account of an earlier week is no part of this week's burst
    new = len(_new_accounts(subject))
    if new <= 1:
        return 0.0
    usual = _usual_news(subject)
    return float(max(0.0, (new - usual) / usual**0.5))
