"""A name that others pay on other accounts (our own, number 74; research/indicators.md 1.2 #1 seen over all payers).

The first invoice of a supplier may be the diverted one: this payer has no history with it, but others have.
"""

from typing import Final

from interceptor.indicators.declaration import UNSETTLED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import creditor, plural, span, this_account
from interceptor.profiles.creditor_name import ACCOUNTS, CreditorNameProfile
from interceptor.profiles.statistics import DAY

_MONTH_DAYS: Final = 30.4


def _elsewhere(profile: CreditorNameProfile, own: bytes, latest: float) -> int:
    """Accounts, other than `own`, on which the name was first paid by day `latest`; 0 when `own` is one of them."""
    if profile.accounts.get(own, latest + 1) <= latest:
        return 0
    return sum(first <= latest for digest, first in profile.accounts.items() if digest != own)


def _evidence(subject: Subject, value: float) -> str:
    profile, key = subject.name, subject.payment.account_key
    if profile is None or key is None:
        return f"{creditor(subject)} is paid elsewhere."
    known = _elsewhere(profile, key[1:5], (subject.time - subject.trust_after) // DAY)
    since = span(subject.time - profile.earliest_day * DAY)
    return (
        f"New to this debtor, {creditor(subject)} has been paid by others for {since} on"
        f" {plural(known, 'other account')}, not on {this_account(subject)}."
    )


@indicator(
    number=74,
    id="creditor_name_paid_elsewhere",
    typologies="VEC ATT",
    data="N",
    strength="M",
    source="indicators.md 1.2 #1 and 2, rule of thumb (a) (estimate)",
    evidence=_evidence,
    fires_at=3.0,
    steps=((3.0, 0.4), (6.0, 0.7), (12.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_name_paid_elsewhere(subject: Subject) -> float | None:
    """Months since which others pay the name, divided by the accounts they use, when this account is not among them.

    A name on many accounts may be many companies, so each further account makes it tell less, and a full sample of
    accounts tells nothing. A payee of this debtor is weighed by #1 instead.
    """
    profile, key = subject.name, subject.payment.account_key
    if profile is None or key is None or len(profile.accounts) >= ACCOUNTS:
        return None
    if not subject.new_payee or not profile.earliest_day:
        return 0.0
    known = _elsewhere(profile, key[1:5], (subject.time - subject.trust_after) // DAY)
    return max(0.0, (subject.time / DAY - profile.earliest_day) / _MONTH_DAYS / known) if known else 0.0
