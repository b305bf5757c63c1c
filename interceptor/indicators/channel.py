"""How the wire was ordered and approved (research/indicators.md 1.7 #52, #55 to #58)."""

from typing import Final

from interceptor.indicators.declaration import CONTEXT, indicator
from interceptor.indicators.subject import Subject
from interceptor.profiles.statistics import DAY

FRESH_MAILBOX: Final = 90.0
"""Days for which a mailbox compromise counts; at Unatrac the logins went on for two weeks (K21; the rest estimate)."""
NEW_GRANT: Final = 30.0
YOUNG_GRANT: Final = 90.0
"""Days since an authorisation (estimate); the fictitious officer of K50 was added weeks before the first wire."""
HASTY_SECONDS: Final = 20.0
"""An approval faster than this was not read (estimate)."""

_UNAUTHENTICATED: Final = {"email": 1.0, "phone": 0.7}
_USUAL: Final = 0.4
"""The channel is unauthenticated, but this debtor has used it before."""


def _ordered(subject: Subject, value: float) -> str:
    usual = "which this payer has used before" if value <= _USUAL else "not the authenticated channel"
    return f"The wire was ordered by {subject.context.channel}, {usual}."


@indicator(
    number=52,
    id="instruction_by_email",
    typologies="ACC CEO ATT",
    data="X+H",
    strength="M",
    source="indicators.md 1.7 #52; F16 K50",
    evidence=_ordered,
    fires_at=0.7,
    steps=((0.4, 0.3), (0.7, 0.7), (1.0, 1.0)),
    gate=CONTEXT,
)
def instruction_by_email(subject: Subject) -> float | None:
    """1.0 by e-mail, 0.7 by phone, 0.4 where the payer has used that channel before, 0.0 for the others."""
    channel = subject.context.channel
    if channel is None:
        return None
    value = _UNAUTHENTICATED.get(channel, 0.0)
    return _USUAL if value and channel in subject.debtor.channels else value


def _compromise(subject: Subject, value: float) -> str:
    return f"A mailbox of the payer or payee was reported compromised {FRESH_MAILBOX - value:.0f} days before."


@indicator(
    number=55,
    id="mailbox_compromise_signal",
    typologies="ACC VEC",
    data="X",
    strength="S",
    source="indicators.md 1.7 #55; K21 CAFC26",
    evidence=_compromise,
    steps=((1.0, 0.5), (FRESH_MAILBOX - 30, 1.0)),
    gate=CONTEXT,
)
def mailbox_compromise_signal(subject: Subject) -> float | None:
    """Days by which the age of the compromise falls short of 90; None when none is reported: nobody may have looked."""
    found = subject.context.mailbox_compromised_at
    if found is None:
        return None
    return max(0.0, FRESH_MAILBOX - max(0.0, subject.time - found.timestamp()) / DAY)


def _grant_days(subject: Subject) -> float | None:
    since = subject.context.initiator_since
    return None if since is None else max(0.0, subject.time - since.timestamp()) / DAY


def _newcomer(subject: Subject, value: float) -> str:
    days = _grant_days(subject)
    if days is not None and days <= YOUNG_GRANT:
        return f"The initiator was authorised {days:.0f} days before the payment."
    return f"The initiator has ordered none of this payer's {subject.debtor.payments} earlier payments."


@indicator(
    number=56,
    id="newly_authorised_initiator",
    typologies="ACC CEO",
    data="X+H",
    strength="S",
    source="indicators.md 1.7 #56; F16 K50",
    evidence=_newcomer,
    fires_at=0.7,
    steps=((0.5, 0.4), (0.7, 0.7), (1.0, 1.0)),
    gate=CONTEXT,
)
def newly_authorised_initiator(subject: Subject) -> float | None:
    """1.0 authorised within 30 days, 0.7 first wire by this initiator, 0.5 authorised within 90 days."""
    days = _grant_days(subject)
    if days is not None and days <= NEW_GRANT:
        return 1.0
    initiators = subject.debtor.initiators
    if subject.payment.initiator is not None and initiators and subject.has_history:
        if subject.payment.initiator not in initiators:
            return 0.7
    elif days is None:
        return None
    return 0.5 if days is not None and days <= YOUNG_GRANT else 0.0


def _anomalies(subject: Subject) -> list[str] | None:
    """What is odd about the approval, in words; None when nothing is known of it."""
    context = subject.context
    two_people = context.initiator is not None and context.approver is not None
    raised = _limit_raised(subject)
    if not two_people and context.same_device is None and context.approval_seconds is None and raised is None:
        return None
    odd = []
    if two_people and (context.initiator or "").casefold() == (context.approver or "").casefold():
        odd.append("initiator and approver are one person")
    if context.same_device:
        odd.append("both approvals came from one device")
    if context.approval_seconds is not None and context.approval_seconds < HASTY_SECONDS:
        odd.append(f"the approval took {context.approval_seconds:.0f} seconds")
    if raised:
        odd.append("the approval limit is higher than before")
    return odd


def _limit_raised(subject: Subject) -> bool | None:
    limit = subject.context.approval_limit
    before = subject.debtor.limits.get(subject.payment.currency)
    return None if limit is None or before is None else float(limit) > before


def _approval(subject: Subject, value: float) -> str:
    return f"The approval is unusual: {', '.join(_anomalies(subject) or ())}."


@indicator(
    number=57,
    id="approval_pattern_anomaly",
    typologies="ACC CEO",
    data="X+H",
    strength="M",
    source="indicators.md 1.7 #57; K5 K52",
    evidence=_approval,
    steps=((1.0, 0.7), (2.0, 1.0)),
    gate=CONTEXT,
)
def approval_pattern_anomaly(subject: Subject) -> float | None:
    """How many of these hold: self-approval, one device, approval in seconds, a raised limit."""
    odd = _anomalies(subject)
    return None if odd is None else float(len(odd))


def _unverified(subject: Subject, value: float) -> str:
    context = subject.context
    parts = []
    if context.callback_verified is False:
        parts.append("no call-back confirmed the payment")
    if context.verification_overridden:
        parts.append("a warning was overridden")
    return f"The bank's record says: {' and '.join(parts)}."


@indicator(
    number=58,
    id="verification_missing_or_overridden",
    typologies="ALL",
    data="X",
    strength="S",
    source="indicators.md 1.7 #58; F16 (unable-to-verify text unconfirmed) K2 K11",
    evidence=_unverified,
    steps=((1.0, 0.8), (2.0, 1.0)),
    gate=CONTEXT,
)
def verification_missing_or_overridden(subject: Subject) -> float | None:
    """1.0 without a call-back, 1.0 more when a warning was overridden; None when the bank says neither."""
    context = subject.context
    if context.callback_verified is None and context.verification_overridden is None:
        return None
    return float(context.callback_verified is False) + float(context.verification_overridden is True)
