"""The amount against what debtor and payee are used to (research/indicators.md 1.4 #28, #29, #30)."""

from math import exp
from typing import Final

from interceptor.indicators.declaration import REDIRECTED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import creditor, plural, usd
from interceptor.profiles.debtor_folds import amount_bin
from interceptor.profiles.statistics import deviations

DEBTOR_FLOOR: Final = 0.7
"""Least deviation of a debtor's log amounts: amounts that differ by a factor of two are ordinary (our estimate)."""
PAYEE_FLOOR: Final = 0.35
"""The same for one payee, whose invoices differ less (our estimate)."""
_LEAST_OF_PAYEE: Final = 3
_ORDINARY_SHARE: Final = 0.02
"""Amounts of which the debtor sends so large a share are no outliers, whatever the spread."""


def _outlier_evidence(subject: Subject, value: float) -> str:
    usual = usd(exp(subject.debtor.amounts.mean() or 0.0))
    return (
        f"{usd(subject.amount_usd or 0.0)} is {value:.1f} deviations above the debtor's usual {usual}"
        f" ({plural(subject.debtor.payments, 'payment')})."
    )


@indicator(
    number=28,
    id="amount_outlier_debtor",
    typologies="CEO MNA",
    data="P+H",
    strength="M",
    source="indicators.md 1.4 #28; F16",
    evidence=_outlier_evidence,
    fires_at=3.0,
    steps=((2.0, 0.3), (3.0, 0.7), (4.0, 1.0)),
)
def amount_outlier_debtor(subject: Subject) -> float | None:
    """Deviations of the log amount above the debtor's mean; 0.0 below two, or when 2 % of payments are as large."""
    log_usd = subject.payment.log_usd
    debtor = subject.debtor
    if log_usd is None or not subject.has_history:
        return None
    score = deviations(debtor.amounts, log_usd, DEBTOR_FLOOR)
    if score is None:
        return None
    if score < 2.0:
        return 0.0
    as_large = sum(debtor.histogram[amount_bin(log_usd) :])
    return 0.0 if as_large >= _ORDINARY_SHARE * max(50, sum(debtor.histogram)) else score


def _continuity_evidence(subject: Subject, value: float) -> str:
    relationship = subject.relationship
    usual = exp(relationship.amounts.mean() or 0.0) if relationship is not None else 0.0
    return (
        f"{usd(subject.amount_usd or 0.0)} fits what {creditor(subject)} usually gets ({usd(usual)}), but on a new"
        " account: a diverted real invoice looks like this."
    )


@indicator(
    number=29,
    id="amount_continuity_known_creditor",
    typologies="VEC",
    data="P+H",
    strength="M",
    source="indicators.md 1.4 #29; K15 K24 K38 K16",
    evidence=_continuity_evidence,
    fires_at=0.5,
    steps=((0.25, 0.5), (0.5, 1.0)),
    gate=REDIRECTED,
)
def amount_continuity_known_creditor(subject: Subject) -> float | None:
    """Given #1, how well the amount fits the payee's own: 1.0 at the mean, 0.0 from two deviations. It raises."""
    log_usd = subject.payment.log_usd
    relationship = subject.relationship
    if log_usd is None or relationship is None:
        return None
    score = deviations(relationship.amounts, log_usd, PAYEE_FLOOR)
    return None if score is None else max(0.0, 1.0 - abs(score) / 2)


def _unusual_evidence(subject: Subject, value: float) -> str:
    relationship = subject.relationship
    mean = (relationship.amounts.mean() or 0.0) if relationship is not None else 0.0
    side = "above" if (subject.payment.log_usd or 0.0) > mean else "below"
    return (
        f"{usd(subject.amount_usd or 0.0)} is {value:.1f} deviations {side} what {creditor(subject)} usually gets"
        f" ({usd(exp(mean))})."
    )


@indicator(
    number=30,
    id="amount_unusual_for_creditor",
    typologies="VEC",
    data="P+H",
    strength="M",
    source='indicators.md 1.4 #30; F16 ("different amounts")',
    evidence=_unusual_evidence,
    fires_at=3.0,
    steps=((2.0, 0.3), (3.0, 0.7), (4.0, 1.0)),
)
def amount_unusual_for_creditor(subject: Subject) -> float | None:
    """Deviations of the log amount from this payee's own mean, up or down; None before three payments to it."""
    log_usd = subject.payment.log_usd
    relationship = subject.relationship
    if log_usd is None or relationship is None or relationship.count < _LEAST_OF_PAYEE:
        return None
    score = deviations(relationship.amounts, log_usd, PAYEE_FLOOR)
    return None if score is None else abs(score)
