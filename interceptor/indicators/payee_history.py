"""Payee and account against this debtor's own history (research/indicators.md 1.2 #1, #2, #3, #5, #6, #14)."""

from typing import Final

from interceptor.indicators.declaration import HISTORY, MET, REDIRECTED, indicator
from interceptor.indicators.subject import Subject
from interceptor.indicators.wording import account, creditor, plural, span, this_account, usd
from interceptor.profiles.persons import is_person_name
from interceptor.profiles.statistics import DAY

ROTATION_DAYS: Final = 60
"""indicators.md 1.2 #14."""
_LEAST_PAYEES: Final = 3
_LEAST_PAYMENTS: Final = 12
"""To established payees together: one or two invoices each do not tell what is usual (our estimate)."""
_UNKNOWN_COUNTRY: Final = "ZZ"


def _namesakes(subject: Subject) -> bool:
    """What may be a person, and whose other accounts were paid once each: perhaps several people of one name.

    A law firm pays many people once (look-alikes 7 and 8); staff and suppliers are paid again on one account.
    """
    name = subject.gist.creditor
    return all(other.count == 1 for other in subject.earlier) and bool(name) and is_person_name(name or "") is not False


def _known_payee_evidence(subject: Subject, value: float) -> str:
    known, others = subject.known, subject.earlier
    usual = max(others, key=lambda other: (other.count, other.last_paid))
    since = min(other.first_paid for other in others)
    if known is None or not known.count:
        times = "for the first time"
    else:
        times = f"again, {span(subject.time - known.first_paid)} after its first payment"
    return (
        f"Pays {creditor(subject)} on {this_account(subject)} {times}; {plural(int(value), 'earlier payment')} in"
        f" {span(subject.time - since)} went elsewhere, mostly to {account(usual.country, usual.tail)}."
    )


@indicator(
    number=1,
    id="known_creditor_new_account",
    typologies="VEC ATT ACC",
    data="P+H",
    strength="S",
    source="indicators.md 1.2 #1; F16 F19 UKF; 32 of 61 cases",
    evidence=_known_payee_evidence,
    steps=((1.0, 0.6), (2.0, 0.75), (4.0, 0.9), (8.0, 1.0)),
    gate=REDIRECTED,
)
def known_creditor_new_account(subject: Subject) -> float | None:
    """Payments that this payee got on other accounts before the one paid now, which is not (yet) known for it.

    The amount plays no part: "normal for this payee" must never lower it (indicators.md 1.4 #29). At most one for a
    person who may be several of that name.
    """
    if subject.payment.account is None:
        return None
    paid = float(sum(other.count for other in subject.earlier))
    return min(paid, 1.0) if paid > 1.0 and _namesakes(subject) else paid


def _agent_evidence(subject: Subject, value: float) -> str:
    agents = sorted({other.agent for other in subject.earlier if other.agent})
    return f"Bank {subject.payment.agent} is new for {creditor(subject)}, which was paid at {', '.join(agents[:3])}."


@indicator(
    number=2,
    id="known_creditor_new_agent",
    typologies="VEC ATT",
    data="P+H",
    strength="M",
    source="indicators.md 1.2 #2; F16 K34 K16",
    evidence=_agent_evidence,
    gate=REDIRECTED,
)
def known_creditor_new_agent(subject: Subject) -> float | None:
    """1.0 when the known payee's new account is at another bank; None when the banks are named in different ways."""
    agent = subject.payment.agent
    if agent is None:
        return None
    # A BIC and a clearing member id may be one bank, so only like is compared with like.
    bic = len(agent) == 6
    known = {other.agent for other in subject.earlier if other.agent and (len(other.agent) == 6) is bic}
    return None if not known else float(agent not in known)


def _country_evidence(subject: Subject, value: float) -> str:
    countries = sorted({other.country for other in subject.earlier if other.country})
    home = " (its home)" if value >= 2.0 else ""
    return f"The account is in {subject.country}; {creditor(subject)} was always paid in {', '.join(countries)}{home}."


@indicator(
    number=3,
    id="creditor_account_country_changed",
    typologies="VEC ATT",
    data="P+H",
    strength="S",
    source="indicators.md 1.2 #3; PSA24 K16 K30 K47",
    evidence=_country_evidence,
    steps=((1.0, 0.8), (2.0, 1.0)),
    gate=REDIRECTED,
)
def creditor_account_country_changed(subject: Subject) -> float | None:
    """1.0 when a known payee is paid in a country where it never was, 2.0 when the old one is its home."""
    if subject.country == _UNKNOWN_COUNTRY:
        return None
    countries = {other.country for other in subject.earlier if other.country != _UNKNOWN_COUNTRY}
    if not countries:
        return None
    if subject.country in countries:
        return 0.0
    home = subject.payment.home or (subject.relationship.home if subject.relationship is not None else None)
    return 2.0 if home in countries else 1.0


def _new_evidence(subject: Subject, value: float) -> str:
    debtor = subject.debtor
    return (
        f"First payment to {creditor(subject)}; the debtor made {plural(debtor.payments, 'payment')}"
        f" to {plural(len(debtor.payees), 'payee')} before."
    )


@indicator(
    number=5,
    id="new_creditor_no_history",
    typologies="CEO MNA ATT",
    data="P+H",
    strength="M",
    source="indicators.md 1.2 #5; F16 F19",
    evidence=_new_evidence,
    fires_at=0.1,
    steps=((0.1, 0.4), (0.4, 0.8), (0.7, 1.0)),
    gate=HISTORY,
)
def new_creditor_no_history(subject: Subject) -> float | None:
    """Share of the debtor's payments that went to payees paid before, at least 0.1, when this payee is new.

    To a law firm's client account every payee is new, so novelty says little there (look-alike 7).
    """
    if not subject.new_payee:
        return 0.0
    debtor = subject.debtor
    return max(0.1, 1.0 - len(debtor.payees) / debtor.payments)


def _large_evidence(subject: Subject, value: float) -> str:
    return (
        f"{usd(subject.amount_usd or 0.0)} to the new payee {creditor(subject)} is as much as or more than the usual"
        f" payment to {value:.0%} of the debtor's established payees."
    )


@indicator(
    number=6,
    id="new_creditor_amount_at_or_above_known",
    typologies="CEO MNA",
    data="P+H",
    strength="S",
    source="indicators.md 1.2 #6; F16 (explicit red flag)",
    evidence=_large_evidence,
    fires_at=0.9,
    steps=((0.7, 0.3), (0.9, 0.7), (1.0, 1.0)),
    gate=HISTORY,
)
def new_creditor_amount_at_or_above_known(subject: Subject) -> float | None:
    """Share of established payees whose usual amount is at most this one, when the payee is new or was days ago."""
    if not subject.young_payee:
        return 0.0
    log_usd = subject.payment.log_usd
    if log_usd is None:
        return None
    latest = (subject.time - subject.trust_after) // DAY
    if subject.debtor.first_seen // DAY > latest:
        return None  # no payee was paid before the first payment of all, so none is established
    below = established = payments = 0
    for payee in subject.payees.values():
        if payee.priced and payee.first_day <= latest:
            established += 1
            payments += payee.priced
            below += payee.total <= 100 * payee.priced * log_usd
    return below / established if established >= _LEAST_PAYEES and payments >= _LEAST_PAYMENTS else None


def _rotation_evidence(subject: Subject, value: float) -> str:
    return f"{creditor(subject)} is to be paid on {int(value)} new accounts within {ROTATION_DAYS} days."


@indicator(
    number=14,
    id="creditor_name_rotating_accounts",
    typologies="VEC",
    data="P+H",
    strength="S",
    source="indicators.md 1.2 #14; K4 K32 K45",
    evidence=_rotation_evidence,
    fires_at=2.0,
    steps=((2.0, 0.8), (3.0, 1.0)),
    gate=MET,
)
def creditor_name_rotating_accounts(subject: Subject) -> float | None:
    """Accounts that this payee added in 60 days, paid or tried, this one included; 0.0 below two.

    The account that the payee began with is no rotation, nor are several people of one name.
    """
    relationship = subject.relationship
    if subject.payment.account is None or relationship is None:
        return None
    accounts = relationship.accounts
    horizon = subject.time - ROTATION_DAYS * DAY
    began = min((known.first_seen for known in accounts), default=0)
    added = sum(known.first_seen >= horizon and known.first_seen > began for known in accounts)
    if subject.known is None and accounts:
        added += 1
    return float(added) if added >= 2 and not (subject.earlier and _namesakes(subject)) else 0.0
