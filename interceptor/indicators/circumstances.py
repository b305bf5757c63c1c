"""Ordinary explanations of what looks like fraud: the genuine look-alikes of research/indicators.md section 2.

All of them lower the score and all are weak, since names and purposes are what the sender writes. None speaks for a
known payee on a new account in a new country.
"""

from typing import Final

from interceptor.indicators.declaration import CONTEXT, UNSETTLED, indicator
from interceptor.indicators.purpose import GROUP, kind_meant
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import creditor_assigned, kinds_named, redirected_abroad, same_group
from interceptor.indicators.subject import Subject
from interceptor.profiles.statistics import DAY

LONG_PAID: Final = 30
"""Days: payers that came within them may be victims of the same mule (the span of DESIGN's `trust_after`)."""
SEVERAL: Final = 2
"""Other payers from which an account counts as paid by others (estimate)."""


def _creditor(subject: Subject) -> str:
    return quote(subject.gist.creditor)


def _long_payers(subject: Subject) -> int | None:
    """Debtors that paid this account before the last 30 days; None when the shared profile is not kept."""
    account = subject.account
    if account is None:
        return None
    if any(report.basis for report in account.reports.values()):
        return 0
    latest = subject.time // DAY - LONG_PAID
    return sum(first <= latest for first in account.debtors.values())


def _authority(subject: Subject, value: float) -> str:
    how = "with structured tax data" if subject.gist.tax else "with a tax purpose" if value >= 1.0 else "by its name"
    return f"The creditor {_creditor(subject)} is a public authority {how}, in the payer's own country."


@indicator(
    number=65,
    id="creditor_is_public_authority",
    typologies="ALL",
    data="P",
    strength="W",
    lowers=True,
    source="indicators.md 2 row 14",
    evidence=_authority,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_is_public_authority(subject: Subject) -> float | None:
    """1.0 for an authority's name at home with tax data, 0.5 by the name alone, 0.0 abroad."""
    gist = subject.gist
    if not gist.creditor:
        return None
    if "authority" not in kinds_named(gist.creditor) or redirected_abroad(subject):
        return 0.0
    if gist.debtor_country != subject.country:
        return 0.0
    return 1.0 if gist.tax or kind_meant(gist) == "authority" else 0.5


def _group(subject: Subject, value: float) -> str:
    how = "has the payer's own name" if value >= 1.0 else "shares the payer's name"
    return f"The creditor {_creditor(subject)} {how}, as in a transfer within a group."


@indicator(
    number=66,
    id="creditor_same_group",
    typologies="ALL",
    data="P",
    strength="W",
    lowers=True,
    source="indicators.md 2 rows 11 and 16",
    evidence=_group,
    fires_at=0.7,
    steps=((0.5, 0.4), (0.7, 0.8), (1.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_same_group(subject: Subject) -> float | None:
    """1.0 for the payer's own LEI or name, 0.7 for a shared name stem with a group purpose code, 0.5 without."""
    gist = subject.gist
    if not gist.creditor or not gist.debtor:
        return None
    if redirected_abroad(subject):
        return 0.0
    if gist.creditor_lei and gist.creditor_lei == gist.debtor_lei:
        return 1.0
    likeness = same_group(gist.debtor, gist.creditor)
    return 0.7 if likeness == 0.5 and kind_meant(gist) == GROUP else likeness


def _assigned(subject: Subject, value: float) -> str:
    others = _long_payers(subject) or 0
    return f"The creditor {_creditor(subject)} is by its name a factor or collector, paid by {others} other payers."


@indicator(
    number=67,
    id="creditor_is_factor_or_collector",
    typologies="ALL",
    data="P+N",
    strength="W",
    lowers=True,
    source="indicators.md 2 rows 3 and 15; FACT",
    evidence=_assigned,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_is_factor_or_collector(subject: Subject) -> float | None:
    """1.0 for a factor's or collector's name on an account that others have long paid, 0.5 by the name alone."""
    if not subject.gist.creditor:
        return None
    if not creditor_assigned(subject.gist) or redirected_abroad(subject):
        return 0.0
    return 1.0 if (_long_payers(subject) or 0) >= SEVERAL else 0.5


def _client_account(subject: Subject, value: float) -> str:
    return "The payment is from a client account, where every payee is new by nature."


@indicator(
    number=68,
    id="client_account_stream",
    typologies="ALL",
    data="X",
    strength="W",
    lowers=True,
    source="indicators.md 2 rows 7 and 8; CERT",
    evidence=_client_account,
    gate=CONTEXT,
)
def client_account_stream(subject: Subject) -> float | None:
    """1.0 for a domestic payment from a law firm's or title company's client account: abroad is the fraud's mark."""
    client = subject.context.client_account
    if client is None:
        return None
    return float(client and subject.gist.debtor_country == subject.country and not redirected_abroad(subject))


def _escrow(subject: Subject, value: float) -> str:
    named = "and a matter is named" if value >= 1.0 else "and no matter is named"
    return f"The creditor {_creditor(subject)} is by its name counsel, escrow or a fund's administrator, {named}."


@indicator(
    number=69,
    id="creditor_is_escrow_or_administrator",
    typologies="ALL",
    data="P",
    strength="W",
    lowers=True,
    source="indicators.md 2 rows 5, 6 and 18",
    evidence=_escrow,
    steps=((0.5, 0.3), (1.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_is_escrow_or_administrator(subject: Subject) -> float | None:
    """1.0 for such a name with a numbered reference in the remittance, 0.5 without one."""
    gist = subject.gist
    if not gist.creditor:
        return None
    if "escrow" not in kinds_named(gist.creditor) or redirected_abroad(subject):
        return 0.0
    return 1.0 if gist.numbered or any(char.isdigit() for char in subject.reading.text) else 0.5


def _others(subject: Subject, value: float) -> str:
    return f"{value:.0f} other payers have paid this account for more than {LONG_PAID} days."


@indicator(
    number=71,
    id="creditor_account_paid_by_others",
    typologies="ALL",
    data="N",
    strength="M",
    lowers=True,
    source="indicators.md 2 rows 1, 2, 12 and rule of thumb (a)",
    evidence=_others,
    fires_at=float(SEVERAL),
    steps=((1.0, 0.4), (float(SEVERAL), 0.8), (4.0, 1.0)),
    gate=UNSETTLED,
)
def creditor_account_paid_by_others(subject: Subject) -> float | None:
    """Payers (a sample of at most 8) that have paid this account since more than 30 days; 0.0 once it is reported."""
    payers = _long_payers(subject)
    if payers is None:
        return None
    return 0.0 if redirected_abroad(subject) else float(payers)
