"""The creditor account as all debtors see it (research/indicators.md 1.2 #7, #13, #20; 1.8 #59, #60)."""

from typing import Final

from interceptor.indicators.declaration import HISTORY, UNSETTLED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import creditor, plural, span, this_account
from interceptor.profiles.creditor_account import CONFIRMED, NAMES, REPORTED, SUSPECTED, CreditorAccountProfile, Report
from interceptor.profiles.statistics import DAY

NAMES_DAYS: Final = 90
"""indicators.md 1.2 #13."""
YOUNG_DAYS: Final = 30
"""As long as an account needs to become known (DESIGN 4, `trust_after`)."""
_COLLECTOR_DAYS: Final = 180
_COLLECTOR_PAYMENTS: Final = 20
"""An account that took so many payments of debtors to whom it was not yet known, for so long, under so many names,
collects for others (our estimate)."""
_SOURCES: Final = 3
"""Sources that a sentence names."""
_BASIS: Final = {SUSPECTED: "suspected", REPORTED: "reported", CONFIRMED: "confirmed"}


def _new_evidence(subject: Subject, value: float) -> str:
    profile = subject.account
    if profile is None or profile.payments <= 0:
        return f"No payment to {this_account(subject)} by anyone has been seen before."
    return f"The first payment to {this_account(subject)} by anyone was {span(subject.time - profile.earliest)} ago."


@indicator(
    number=7,
    id="creditor_account_new_to_network",
    typologies="ALL",
    data="N",
    strength="M",
    source="indicators.md 1.2 #7; HERTHA SWIFT25",
    evidence=_new_evidence,
    fires_at=0.5,
    steps=((0.1, 0.3), (0.5, 0.7), (1.0, 1.0)),
    gate=HISTORY,
)
def creditor_account_new_to_network(subject: Subject) -> float | None:
    """1.0 when nobody paid the account before, falling to 0.0 when the first payment is 30 days old.

    Unknown while the debtor's own history is shorter: then the store is too young to call anything new.
    """
    profile = subject.account
    if profile is None or not subject.has_long_history:
        return None
    if profile.payments <= 0:
        return 1.0
    return max(0.0, 1.0 - (subject.time - profile.earliest) / DAY / YOUNG_DAYS)


def _shared_evidence(subject: Subject, value: float) -> str:
    return (
        f"{this_account(subject)} was also used for {plural(int(value), 'other creditor name')}"
        f" within {NAMES_DAYS} days."
    )


def _collects(profile: CreditorAccountProfile, time: float) -> bool:
    return (
        len(profile.names) >= NAMES
        and profile.payments >= _COLLECTOR_PAYMENTS
        and time - profile.earliest >= _COLLECTOR_DAYS * DAY
    )


@indicator(
    number=13,
    id="creditor_account_shared_by_names",
    typologies="VEC PAY",
    data="N",
    strength="S",
    source="indicators.md 1.2 #13; STUDCO K22",
    evidence=_shared_evidence,
    steps=((1.0, 0.6), (2.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_account_shared_by_names(subject: Subject) -> float | None:
    """Other creditor names that came up with the account in 90 days; 0.0 for a collection account (look-alike 15).

    A name comes up when a debtor pays or tries it who does not know the account: of a mule account, every one.
    """
    profile = subject.account
    if profile is None or subject.payment.name_profile_key is None:
        return None
    if not profile.names or _collects(profile, subject.time):
        return 0.0
    own = subject.payment.name_profile_key[1:5]
    horizon = subject.time // DAY - NAMES_DAYS
    return float(sum(last >= horizon and digest != own for digest, last in profile.names.items()))


def _strongest(reports: dict[bytes, Report]) -> int:
    return max((word.basis for word in reports.values()), default=0)


def _report_evidence(subject: Subject, value: float) -> str:
    account = subject.account
    basis = _strongest(account.reports) if account is not None else 0
    if account is not None and basis:
        words = [word for word in account.reports.values() if word.basis == basis]
        days = span(max(0.0, subject.time - max(word.time for word in words)))
        sources = sorted({word.source for word in words if word.source})
        named = f" (by {', '.join(sources[:_SOURCES])})" if sources else ""
        return f"{this_account(subject)} is named in a {_BASIS[basis]} fraud{named}, last {days} ago."
    if subject.known is not None and subject.known.reported:
        return f"{this_account(subject)} was reported by this debtor before."
    return f"{creditor(subject)} is named in an earlier fraud report, on another account."


@indicator(
    number=20,
    id="creditor_account_prior_report",
    typologies="ALL",
    data="N+H",
    strength="S",
    source="indicators.md 1.2 #20; F16 (explicit)",
    evidence=_report_evidence,
    fires_at=1.0,
    steps=((0.5, 0.1), (1.0, 0.4), (2.0, 0.9), (3.0, 1.0)),
)
def creditor_account_prior_report(subject: Subject) -> float | None:
    """Strongest basis of a report on the account: 1 suspected, 2 reported, 3 confirmed; half of it for the name alone.

    A withdrawn report counts no more. On a settled account a report on the name counts neither: it names the payee
    whose name was borrowed, and the money goes where it always went.
    """
    if subject.account is None and subject.name is None:
        return None
    value = 0.0
    if subject.account is not None and subject.account.reports:
        value = float(_strongest(subject.account.reports))
    if subject.known is not None and subject.known.reported:
        value = max(value, float(REPORTED))
    if subject.name is not None and subject.name.reports and not subject.settled:
        value = max(value, _strongest(subject.name.reports) / 2)
    return value


def _holder_evidence(subject: Subject, value: float) -> str:
    return f"The receiving side says that {creditor(subject)} does not hold {this_account(subject)}."


@indicator(
    number=59,
    id="beneficiary_name_not_account_holder",
    typologies="VEC PAY",
    data="N",
    strength="M",
    source="indicators.md 1.8 #59; STUDCO; F16 (text unconfirmed)",
    evidence=_holder_evidence,
)
def beneficiary_name_not_account_holder(subject: Subject) -> float | None:
    """1.0 when the receiving side said that the account has another holder; None when it said nothing."""
    if subject.account is None or not subject.account.facts:
        return None
    fact = subject.account.facts.get("holder_differs")
    return None if fact is None else float(fact.value > 0)


def _pass_through_evidence(subject: Subject, value: float) -> str:
    profile = subject.account
    fact = profile.facts.get("pass_through") if profile is not None else None
    if fact is not None and fact.value >= value:
        return f"The receiving side saw {value:.0%} of the money on {this_account(subject)} leave at once."
    payers = len(profile.debtors) if profile is not None else 0
    return f"{plural(payers, 'unrelated payer')} began to pay {this_account(subject)} within {YOUNG_DAYS} days."


@indicator(
    number=60,
    id="creditor_account_pass_through",
    typologies="ALL",
    data="N",
    strength="S",
    source="indicators.md 1.8 #60; RUSI FATF23 K26 K53 K54",
    evidence=_pass_through_evidence,
    fires_at=0.5,
    steps=((0.3, 0.3), (0.5, 0.6), (0.8, 1.0)),
)
def creditor_account_pass_through(subject: Subject) -> float | None:
    """Share of money that left the account at once, as a desk reported it.

    Without a report: 0.3 or 0.5 when two, or more, payers began with an account that is itself under 30 days old and
    that this debtor, which has a longer history, does not know; else unknown, since an outsider cannot see the account.
    Payers who follow one old payee to its new bank are no sign (look-alike 1): there it takes a second name.
    """
    profile = subject.account
    if profile is None:
        return None
    fact = profile.facts.get("pass_through") if profile.facts else None
    if fact is not None:
        return max(0.0, min(1.0, fact.value))
    if subject.settled or len(profile.debtors) < 2 or subject.time - profile.earliest > YOUNG_DAYS * DAY:
        return None
    if subject.redirected and len(profile.names) < 2:
        return None
    if not subject.has_long_history:
        return None  # the store may be as young as the account seems
    return 0.3 if len(profile.debtors) == 2 else 0.5
