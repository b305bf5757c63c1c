"""Composite patterns that name the typology (research/indicators.md 1.9)."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.declaration import Indicator
from interceptor.indicators.subject import Subject
from interceptor.profiles.persons import is_person_name

Fired = frozenset[str]
"""Ids of the indicators that fired, and facts of `facts`."""

SETTLEMENT_DEBTOR: Final = "fact:settlement_debtor"
EMPLOYEE_PAYEE: Final = "fact:employee_payee"
_SETTLEMENT_SECTORS: Final = frozenset({"legal", "real_estate", "title"})
_PAYROLL_CODES: Final = frozenset({"SALA", "PAYR", "BONU"})
_WEIGHTS: Final = {"S": 4, "M": 2, "W": 1}
"""One strong indicator outweighs any one moderate and weak one together (our choice)."""


class Pattern(NamedTuple):
    """A named reason and the typology it tells."""

    name: str | None
    """None when no composite pattern holds and the typology is that of the strongest indicators."""
    typology: str
    """One of VEC CEO ATT PAY ACC MNA REF, or ALL when nothing tells them apart."""


def fired_ids(values: Sequence[float | None]) -> Fired:
    """Ids of the indicators whose value, aligned with `CATALOGUE`, reaches `fires_at`."""
    return frozenset(item.id for item, value in zip(CATALOGUE, values, strict=True) if item.fired(value))


def facts(subject: Subject) -> Fired:
    """Facts that patterns need beyond the indicators."""
    found = set()
    sector = (subject.context.debtor_sector or "").strip().lower().replace(" ", "_")
    if subject.context.client_account or sector in _SETTLEMENT_SECTORS:
        found.add(SETTLEMENT_DEBTOR)
    gist = subject.gist
    payroll = not _PAYROLL_CODES.isdisjoint((gist.purpose, gist.category_purpose))
    if payroll and (gist.creditor_private or is_person_name(gist.creditor or "") is not False):
        found.add(EMPLOYEE_PAYEE)
    return frozenset(found)


_REDIRECTION: Final = frozenset(
    (
        "known_creditor_new_agent",
        "creditor_account_country_changed",
        "payee_check_no_match",
        "creditor_name_rotating_accounts",
        "third_party_creditor",
        "creditor_type_changed_to_individual",
        "creditor_change_age_short",
        "sender_domain_lookalike",
    )
)
_SERIES: Final = frozenset(
    (
        "debtor_new_country",
        "creditor_generic_trading_name",
        "amount_escalation",
        "rapid_follow_on_payment",
        "multiple_new_creditors_burst",
    )
)
_PAYROLL_SIGNS: Final = frozenset(
    ("creditor_change_age_short", "creditor_agent_mule_prone", "creditor_account_shared_by_names")
)
_REPEATED: Final = frozenset(("rapid_follow_on_payment", "multiple_new_creditors_burst", "approval_pattern_anomaly"))
_LARGE: Final = frozenset(("amount_outlier_debtor", "new_creditor_amount_at_or_above_known"))


def _payroll_diversion(fired: Fired) -> bool:
    return EMPLOYEE_PAYEE in fired and "known_creditor_new_account" in fired and not fired.isdisjoint(_PAYROLL_SIGNS)


def _settlement_redirection(fired: Fired) -> bool:
    redirected = "third_party_creditor" in fired or "known_creditor_new_account" in fired
    return redirected and SETTLEMENT_DEBTOR in fired and ("key_event_window" in fired or not fired.isdisjoint(_LARGE))


def _mandate_takeover(fired: Fired) -> bool:
    taken = "newly_authorised_initiator" in fired or "instruction_by_email" in fired
    return taken and "new_creditor_no_history" in fired and not fired.isdisjoint(_REPEATED)


def _vendor_redirection(fired: Fired) -> bool:
    return "known_creditor_new_account" in fired and not fired.isdisjoint(_REDIRECTION)


def _executive_series(fired: Fired) -> bool:
    new = {"new_creditor_no_history", "new_creditor_amount_at_or_above_known"} <= fired
    return new and not fired.isdisjoint(_SERIES)


PATTERNS: Final[tuple[tuple[str, str, Callable[[Fired], bool]], ...]] = (
    ("refund_to_other_account", "REF", lambda fired: "refund_account_differs" in fired),
    ("payroll_diversion", "PAY", _payroll_diversion),
    ("settlement_or_closing_redirection", "ATT", _settlement_redirection),
    ("vendor_account_redirection", "VEC", _vendor_redirection),
    ("mandate_takeover", "ACC", _mandate_takeover),
    ("executive_new_payee_series", "CEO", _executive_series),
    ("second_strike", "ALL", lambda fired: "debtor_open_alert" in fired),
)
"""(name, typology, condition), the more specific first: the first that holds names the case."""


def typology(fired: Fired) -> Pattern:
    """The pattern that holds, with its typology; without one, the typology of the strongest fired indicators.

    An executive series with a pretext of acquisition is MNA. A second strike takes its typology from the indicators.
    """
    for name, kind, holds in PATTERNS:
        if holds(fired):
            if kind == "CEO" and "remittance_pretext_language" in fired:
                return Pattern(name, "MNA")
            return Pattern(name, _strongest(fired) if kind == "ALL" else kind)
    return Pattern(None, _strongest(fired))


_ORDER: Final = ("VEC", "CEO", "ATT", "MNA", "ACC", "PAY", "REF")
"""How ties are broken: by share of cases (research/indicators.md 3.3)."""


def _strongest(fired: Fired) -> str:
    votes = dict.fromkeys(_ORDER, 0)
    for item in CATALOGUE:
        if item.id in fired and not item.lowers:
            _vote(votes, item)
    best = max(_ORDER, key=lambda kind: votes[kind])
    return best if votes[best] else "ALL"


def _vote(votes: dict[str, int], item: Indicator) -> None:
    for kind in item.typologies:
        if kind in votes:
            votes[kind] += _WEIGHTS[item.strength]
