"""Figures that say something by themselves (research/indicators.md 1.4 #31, #32, #33)."""

from bisect import bisect_right
from typing import Final

from interceptor.indicators.declaration import CONTEXT, HISTORY, UNSETTLED, indicator
from interceptor.indicators.subject import Subject
from interceptor.transfers.money import plain

_ROUND_LIMITS: Final[tuple[float, ...]] = (
    10_000.0,
    25_000.0,
    50_000.0,
    100_000.0,
    250_000.0,
    500_000.0,
    1_000_000.0,
    5_000_000.0,
    10_000_000.0,
)
"""Usual approval and reporting limits, in the transfer's own currency (estimate)."""
_OF_OWN_LIMIT: Final = 0.9
_OF_ROUND_LIMIT: Final = 0.98
"""A stated limit is a fact, a round one a guess, so the amount must lie closer to it."""
_DRAWN_MINUTES: Final = 24 * 60
_LEAST_OF_DEBTOR: Final = 10


def _limit(subject: Subject) -> float | None:
    return subject.payment.limit or subject.debtor.limits.get(subject.payment.currency)


def _threshold_evidence(subject: Subject, value: float) -> str:
    kind = "the approval limit" if _limit(subject) is not None else "a round limit"
    return f"{plain(subject.transfer.amount)} {subject.transfer.currency} is {value:.1%} of {kind}, just under it."


@indicator(
    number=31,
    id="amount_just_below_threshold",
    typologies="CEO VEC PAY",
    data="P+X",
    strength="W",
    source="indicators.md 1.4 #31; SCV (vendor claim)",
    evidence=_threshold_evidence,
    fires_at=_OF_OWN_LIMIT,
    gate=UNSETTLED,
)
def amount_just_below_threshold(subject: Subject) -> float | None:
    """Share of the limit that the amount just misses: from 0.9 of the customer's own limit, 0.98 of a round one."""
    amount = subject.amount
    limit = _limit(subject)
    if limit is not None:
        return amount / limit if limit * _OF_OWN_LIMIT <= amount < limit else 0.0
    position = bisect_right(_ROUND_LIMITS, amount)
    if position == len(_ROUND_LIMITS):
        return 0.0
    share = amount / _ROUND_LIMITS[position]
    return share if share >= _OF_ROUND_LIMIT else 0.0


def _round_evidence(subject: Subject, value: float) -> str:
    return (
        f"{plain(subject.transfer.amount)} {subject.transfer.currency} is a round figure;"
        f" {value:.0%} of the debtor's payments are not."
    )


@indicator(
    number=32,
    id="round_amount",
    typologies="CEO",
    data="P",
    strength="W",
    source="indicators.md 1.4 #32; K20 (counter-evidence)",
    evidence=_round_evidence,
    fires_at=0.7,
    gate=HISTORY,
)
def round_amount(subject: Subject) -> float | None:
    """Share of the debtor's payments that are not round, when this one is; None before ten payments."""
    if not subject.payment.round:
        return 0.0
    debtor = subject.debtor
    if debtor.payments < _LEAST_OF_DEBTOR:
        return None
    return max(0.0, 1.0 - debtor.round_payments / debtor.payments)


def _depletion_evidence(subject: Subject, value: float) -> str:
    context = subject.context
    if context.available_balance is not None:
        return f"The wire takes {value:.0%} of the balance of {plain(context.available_balance)} that was available."
    return f"The wire was funded by a draw-down {context.drawn_minutes_before or 0:.0f} minutes before."


@indicator(
    number=33,
    id="account_depletion",
    typologies="CEO ACC MNA",
    data="P+X",
    strength="M",
    source="indicators.md 1.4 #33; K20",
    evidence=_depletion_evidence,
    fires_at=0.8,
    steps=((0.6, 0.3), (0.8, 0.7), (0.95, 1.0)),
    gate=CONTEXT,
)
def account_depletion(subject: Subject) -> float | None:
    """Share of the available balance that the wire takes, at most 1.0; 0.9 at least when it was drawn that day."""
    context = subject.context
    balance = context.available_balance
    drawn = context.drawn_minutes_before
    if balance is None and drawn is None:
        return None
    share = 0.0
    if balance is not None:
        share = min(1.0, subject.amount / float(balance)) if balance > 0 else 1.0
    return max(share, 0.9) if drawn is not None and 0 <= drawn <= _DRAWN_MINUTES else share
