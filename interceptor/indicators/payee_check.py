"""What the payee check and the call-back said (research/indicators.md 1.2 #8 to #11, and our #64)."""

from interceptor.indicators.declaration import CONTEXT, indicator
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import redirected_abroad
from interceptor.indicators.subject import Subject
from interceptor.profiles.names import same_payee


def _answer(subject: Subject) -> str | None:
    """The answer of the payee check; None when not asked, or when it could not answer."""
    answer = subject.context.payee_check
    return None if answer == "unavailable" else answer


def _no_match(subject: Subject, value: float) -> str:
    return "The payee check says that the name does not fit the account."


@indicator(
    number=8,
    id="payee_check_no_match",
    typologies="VEC PAY CEO",
    data="X",
    strength="S",
    source="indicators.md 1.2 #8; COP STUDCO",
    evidence=_no_match,
    gate=CONTEXT,
)
def payee_check_no_match(subject: Subject) -> float | None:
    """1.0 when the name does not fit; None when the check was not made or could not answer."""
    answer = _answer(subject)
    return None if answer is None else float(answer == "no_match")


def _close_match(subject: Subject, value: float) -> str:
    returned = subject.context.payee_check_name
    named = f" and returns {quote(returned)}" if returned else ""
    known = ", a name this payee is known by" if value < 1.0 else ""
    return f"The payee check says that the name nearly fits{named}{known}."


@indicator(
    number=9,
    id="payee_check_close_match",
    typologies="VEC",
    data="X",
    strength="M",
    source="indicators.md 1.2 #9; COP",
    evidence=_close_match,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=CONTEXT,
)
def payee_check_close_match(subject: Subject) -> float | None:
    """1.0 for a near match; 0.5 when the name returned is one that the payee is known by."""
    answer = _answer(subject)
    if answer is None:
        return None
    if answer != "close_match":
        return 0.0
    returned = subject.context.payee_check_name
    names = [subject.gist.creditor, *(subject.relationship.names if subject.relationship else ())]
    return 0.5 if returned and any(name and same_payee(returned, name) for name in names) else 1.0


def _unavailable(subject: Subject, value: float) -> str:
    return "The payee check could not answer for this account."


@indicator(
    number=10,
    id="payee_check_unavailable",
    typologies="ALL",
    data="X",
    strength="W",
    source="indicators.md 1.2 #10; COP",
    evidence=_unavailable,
    gate=CONTEXT,
)
def payee_check_unavailable(subject: Subject) -> float | None:
    """1.0 when no answer was possible: missing, not safe. None when the check was not made."""
    answer = subject.context.payee_check
    return None if answer is None else float(answer == "unavailable")


def _match(subject: Subject, value: float) -> str:
    return "The payee check says that the name fits the account."


@indicator(
    number=11,
    id="payee_check_match",
    typologies="ALL",
    data="X",
    strength="W",
    lowers=True,
    source="indicators.md 1.2 #11; K30 K1",
    evidence=_match,
    gate=CONTEXT,
)
def payee_check_match(subject: Subject) -> float | None:
    """1.0 when the name fits; 0.0 for a known payee on a new account abroad, which a match never clears."""
    answer = _answer(subject)
    if answer is None:
        return None
    return float(answer == "match" and not redirected_abroad(subject))


def _callback(subject: Subject, value: float) -> str:
    return "The bank's record says that a call-back to the number on file confirmed the payment."


@indicator(
    number=64,
    id="callback_verified",
    typologies="ALL",
    data="X",
    strength="M",
    lowers=True,
    source="indicators.md 1.7 #58 and 2 row 1; F16",
    evidence=_callback,
    gate=CONTEXT,
)
def callback_verified(subject: Subject) -> float | None:
    """1.0 when a call-back confirmed the payment and no warning was overridden."""
    verified = subject.context.callback_verified
    return None if verified is None else float(verified and not subject.context.verification_overridden)
