"""What kind of payee it is: a person, a trading shell, a young account or company (research/indicators.md 1.2)."""

from datetime import datetime
from typing import Final

from interceptor.indicators.declaration import CONTEXT, HISTORY, UNSETTLED, indicator
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import kinds_named, sector
from interceptor.indicators.subject import Subject
from interceptor.profiles.persons import is_person_name
from interceptor.profiles.statistics import DAY

YEAR: Final = 365.0
"""Days. Ages count as days short of a year, so that a higher value is a younger payee."""

TRADING_SECTORS: Final = frozenset(
    {"wholesale", "retail", "trading", "manufacturing", "import", "export", "agriculture"}
)
"""Payers for whom a trading company is an ordinary supplier (estimate)."""


def _personal(subject: Subject) -> bool | None:
    """The payee of this transfer is a natural person, as far as the message and the bank can tell."""
    context, gist = subject.context, subject.gist
    if gist.creditor_private or context.creditor_account_type == "personal":
        return True
    if context.creditor_account_holder and is_person_name(context.creditor_account_holder):
        return True
    return is_person_name(gist.creditor) if gist.creditor else None


def _individual(subject: Subject, value: float) -> str:
    holder = subject.context.creditor_account_holder or subject.gist.creditor
    return (
        f"The payee was paid as a company before; the account is now a natural person's, in the name {quote(holder)}."
    )


@indicator(
    number=16,
    id="creditor_type_changed_to_individual",
    typologies="VEC PAY",
    data="P+X+H",
    strength="S",
    source="indicators.md 1.2 #16; K51 K22",
    evidence=_individual,
    gate=UNSETTLED,
)
def creditor_type_changed_to_individual(subject: Subject) -> float | None:
    """1.0 when a payee that was a company is now a person; None when either side cannot be told."""
    gist = subject.gist
    if subject.new_payee and not gist.for_another:
        return 0.0
    before = list(subject.relationship.names) if subject.relationship and not subject.new_payee else []
    if gist.ultimate_creditor:
        before.append(gist.ultimate_creditor)
    if not before:
        return 0.0
    kinds = [is_person_name(name) for name in before]
    if True in kinds:
        return 0.0
    now = _personal(subject)
    if now is None or (now and False not in kinds):
        return None
    return float(now)


def _generic(subject: Subject, value: float) -> str:
    line = f", in a sector ({sector(subject)}) that buys from traders" if value < 1.0 else ""
    return f"The new payee {quote(subject.gist.creditor)} has a generic trading name{line}."


@indicator(
    number=17,
    id="creditor_generic_trading_name",
    typologies="CEO MNA ATT",
    data="P+H",
    strength="M",
    source="indicators.md 1.2 #17; K11 K20 K26 K32",
    evidence=_generic,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=HISTORY,
)
def creditor_generic_trading_name(subject: Subject) -> float | None:
    """1.0 for a new payee named after trade alone; 0.5 when the payer's sector buys from traders.

    None while the debtor has no history: nobody can say then that the payee is new.
    """
    name = subject.gist.creditor
    if not name:
        return None
    if "trading" not in kinds_named(name) or not subject.young_payee:
        return 0.0
    return 0.5 if sector(subject) in TRADING_SECTORS else 1.0


def _short_of_a_year(subject: Subject, since: datetime | float | None) -> float | None:
    if since is None:
        return None
    seconds = since.timestamp() if isinstance(since, datetime) else since
    return max(0.0, YEAR - max(0.0, subject.time - seconds) / DAY)


def _opened(subject: Subject) -> datetime | float | None:
    if subject.context.creditor_account_opened_at is not None:
        return subject.context.creditor_account_opened_at
    fact = subject.account.facts.get("opened_at") if subject.account is not None else None
    return fact.value if fact is not None else None


def _account_age(subject: Subject, value: float) -> str:
    return f"The creditor account was opened {YEAR - value:.0f} days before the payment."


@indicator(
    number=18,
    id="creditor_account_recently_opened",
    typologies="ALL",
    data="X+N",
    strength="S",
    source="indicators.md 1.2 #18; K26 PSA24; thresholds of 180, 90 and 30 days estimate",
    evidence=_account_age,
    fires_at=YEAR - 90,
    steps=((YEAR - 180, 0.3), (YEAR - 90, 0.7), (YEAR - 30, 1.0)),
    gate=UNSETTLED,
)
def creditor_account_recently_opened(subject: Subject) -> float | None:
    """Days by which the account is younger than a year: 365 for one opened today, 0 for a year and more."""
    return _short_of_a_year(subject, _opened(subject))


def _company_age(subject: Subject, value: float) -> str:
    return f"The payee company was registered {YEAR - value:.0f} days before the payment."


@indicator(
    number=19,
    id="creditor_entity_recently_incorporated",
    typologies="CEO MNA VEC",
    data="X",
    strength="S",
    source="indicators.md 1.2 #19; K26 (both shells about 3 months old)",
    evidence=_company_age,
    fires_at=YEAR - 180,
    steps=((YEAR - 270, 0.3), (YEAR - 180, 0.7), (YEAR - 100, 1.0)),
    gate=CONTEXT,
)
def creditor_entity_recently_incorporated(subject: Subject) -> float | None:
    """Days by which the company is younger than a year."""
    return _short_of_a_year(subject, subject.context.creditor_incorporated_at)


def _long_open(subject: Subject, value: float) -> str:
    return f"The creditor account has been open for {value:.0f} days."


@indicator(
    number=70,
    id="creditor_account_long_open",
    typologies="ALL",
    data="X+N",
    strength="W",
    lowers=True,
    source="indicators.md 2 row 1 and rule of thumb (b); threshold of two years estimate",
    evidence=_long_open,
    fires_at=2 * YEAR,
    gate=UNSETTLED,
)
def creditor_account_long_open(subject: Subject) -> float | None:
    """Days since the account was opened."""
    opened = _opened(subject)
    if opened is None:
        return None
    seconds = opened.timestamp() if isinstance(opened, datetime) else opened
    return max(0.0, subject.time - seconds) / DAY
