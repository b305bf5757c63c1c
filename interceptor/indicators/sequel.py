"""What came before: an alert on this payer, or the credit that a refund answers (research/indicators.md 1.9)."""

from typing import Final

from interceptor.indicators.declaration import CONTEXT, UNSETTLED, indicator
from interceptor.indicators.subject import Subject
from interceptor.profiles.statistics import DAY
from interceptor.transfers.accounts import canonical_number

STRIKE_WINDOW: Final = 90
"""Days after an alert in which another new account is a second strike: victims took up to 45 days to notice (3.4)."""


def _alerts(subject: Subject) -> list[int]:
    since = subject.time - STRIKE_WINDOW * DAY
    return [time for time in subject.debtor.alerts.values() if since <= time <= subject.time]


def _strike(subject: Subject, value: float) -> str:
    days = (subject.time - max(_alerts(subject))) / DAY
    return f"{value:.0f} open alerts on this payer, the latest {days:.1f} days before, and again an account is new."


@indicator(
    number=72,
    id="debtor_open_alert",
    typologies="ALL",
    data="H",
    strength="S",
    source="indicators.md 1.9 second_strike; K30 K39 K53",
    evidence=_strike,
    gate=UNSETTLED,
)
def debtor_open_alert(subject: Subject) -> float | None:
    """Open alerts of the last 90 days on this payer, when the account is new for the payee."""
    return float(len(_alerts(subject))) if subject.debtor.alerts else 0.0


def _refund(subject: Subject, value: float) -> str:
    return "A refund goes to another account than the one the original credit came from."


@indicator(
    number=73,
    id="refund_account_differs",
    typologies="REF",
    data="X",
    strength="S",
    source="indicators.md 1.9 refund_to_other_account (typology unconfirmed) and 2 row 13",
    evidence=_refund,
    gate=CONTEXT,
)
def refund_account_differs(subject: Subject) -> float | None:
    """1.0 when the account that was credited from is known and this transfer goes to another; None when unknown."""
    origin = subject.context.credit_received_account
    account = subject.gist.creditor_account
    if not origin or account is None:
        return None
    return float(canonical_number(origin) != account)
