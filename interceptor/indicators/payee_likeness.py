"""Names, homes and banks that do not fit each other (research/indicators.md 1.2 #4, #12)."""

from typing import Final

from interceptor.indicators.declaration import UNSETTLED, indicator
from interceptor.indicators.quoting import quote
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import creditor
from interceptor.profiles.persons import is_person_name

_OF_THE_ACCOUNT: Final = frozenset({"iban", "agent_bic", "clearing_system", "agent_address", "clearing_system_weak"})
"""Rules of DESIGN 5.6 that speak of the account; the others speak of its owner's address."""


def _mismatch_evidence(subject: Subject, value: float) -> str:
    home = subject.gist.creditor_country
    return f"{creditor(subject)} gives an address in {home}, but its account is in {subject.country}."


@indicator(
    number=4,
    id="creditor_country_account_country_mismatch",
    typologies="VEC MNA CEO",
    data="P",
    strength="M",
    source="indicators.md 1.2 #4; K1 K13 K46 K30",
    evidence=_mismatch_evidence,
    gate=UNSETTLED,
)
def creditor_country_account_country_mismatch(subject: Subject) -> float | None:
    """1.0 when the creditor's address is not in the account's country; None when either is not stated.

    A hub that this payee is known to use is a settled account, for which it is silent.
    """
    home = subject.gist.creditor_country
    countries = subject.countries
    if home is None or not countries or countries[0][1] not in _OF_THE_ACCOUNT:
        return None
    return float(home != countries[0][0])


def _lookalike_evidence(subject: Subject, value: float) -> str:
    return f"The new payee {creditor(subject)} nearly reads as the known payee {quote(subject.payee.lookalike)}."


@indicator(
    number=12,
    id="creditor_name_lookalike",
    typologies="VEC",
    data="P+H",
    strength="M",
    source="indicators.md 1.2 #12; K1 K4",
    evidence=_lookalike_evidence,
    fires_at=0.5,
    gate=UNSETTLED,
)
def creditor_name_lookalike(subject: Subject) -> float | None:
    """Likeness (0.5 to 1) of a new payee's name to a known payee that it is not; 0.0 when it is like none.

    Also 0.0 between two people: many share most of a name, and it is suppliers that are imitated (K1 K4).
    """
    if not subject.new_payee:
        return 0.0
    if not subject.debtor.payees or not subject.payment.name_key:
        return None
    like, name = subject.payee.lookalike, subject.gist.creditor
    if like is None or (is_person_name(like) is True and is_person_name(name or "") is True):
        return 0.0
    return max(0.5, subject.payee.similarity)
