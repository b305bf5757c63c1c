"""Little time to verify: eves of closed days, cut-offs, fresh changes, known events (research/indicators.md 1.5)."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from interceptor.indicators.declaration import CONTEXT, UNSETTLED, indicator
from interceptor.indicators.quoting import quote
from interceptor.indicators.standing import UNKNOWN_COUNTRY
from interceptor.indicators.subject import Subject
from interceptor.profiles.statistics import DAY
from interceptor.transfers.banking_days import closed_days_after

CUT_OFF_WINDOW: Final = 120.0
"""Minutes before the cut-off from which haste counts (estimate)."""

CHANGE_WINDOW: Final = 180.0
"""Days from a beneficiary change in which a payment counts: Brunswick County took 6 months (K33)."""


def _closed(subject: Subject) -> tuple[int, str]:
    """The longer closure after the day of sending, and its country; (0, "") when no country is known."""
    return _longest(subject.country, subject.gist.debtor_country or UNKNOWN_COUNTRY, subject.time // DAY)


@lru_cache(maxsize=4_096)
def _longest(receiving: str, sending: str, epoch_day: float) -> tuple[int, str]:
    day = datetime.fromtimestamp(epoch_day * DAY, UTC).date()
    countries = {receiving, sending} - {UNKNOWN_COUNTRY}
    return max(((closed_days_after(country, day), country) for country in countries), default=(0, ""))


def _eve(subject: Subject, value: float) -> str:
    return f"Banks in {_closed(subject)[1]} are closed for {value:.0f} days from the day after the payment."


@indicator(
    number=41,
    id="holiday_or_weekend_eve",
    typologies="CEO ATT",
    data="P",
    strength="W",
    source="indicators.md 1.5 #41; K5 K44",
    evidence=_eve,
    fires_at=2.0,
    steps=((2.0, 0.5), (3.0, 1.0)),
    gate=UNSETTLED,
)
def holiday_or_weekend_eve(subject: Subject) -> float | None:
    """Days in a row on which banks of the payer's or the receiving country are closed, from the day after."""
    days, country = _closed(subject)
    return float(days) if country else None


def _cut_off(subject: Subject, value: float) -> str:
    return f"The payment was ordered {CUT_OFF_WINDOW - value:.0f} minutes before the cut-off."


@indicator(
    number=42,
    id="cut_off_proximity",
    typologies="CEO ACC",
    data="X",
    strength="W",
    source="indicators.md 1.5 #42; F16 (limited time to confirm); thresholds estimate",
    evidence=_cut_off,
    fires_at=CUT_OFF_WINDOW - 30,
    steps=((CUT_OFF_WINDOW - 60, 0.4), (CUT_OFF_WINDOW - 30, 1.0)),
    gate=CONTEXT,
)
def cut_off_proximity(subject: Subject) -> float | None:
    """Minutes by which the time left to the cut-off falls short of two hours; 0.0 after the cut-off."""
    cut_off = subject.context.cut_off_at
    if cut_off is None:
        return None
    left = (cut_off.timestamp() - subject.time) / 60
    return max(0.0, CUT_OFF_WINDOW - left) if left >= 0 else 0.0


def _change(subject: Subject, value: float) -> str:
    return f"The beneficiary's data were changed {CHANGE_WINDOW - value:.1f} days before this payment."


@indicator(
    number=43,
    id="creditor_change_age_short",
    typologies="VEC PAY",
    data="X",
    strength="M",
    source="indicators.md 1.5 #43; K52 (2 days) K16 K47 (4 days) K33 (6 months)",
    evidence=_change,
    fires_at=CHANGE_WINDOW - 30,
    steps=((1.0, 0.2), (CHANGE_WINDOW - 90, 0.4), (CHANGE_WINDOW - 30, 0.7), (CHANGE_WINDOW - 7, 1.0)),
    gate=CONTEXT,
)
def creditor_change_age_short(subject: Subject) -> float | None:
    """Days by which the age of the change falls short of 180; 0.0 for a change after the payment."""
    changed = subject.context.beneficiary_changed_at
    if changed is None:
        return None
    age = (subject.time - changed.timestamp()) / DAY
    return max(0.0, CHANGE_WINDOW - age) if age >= 0 else 0.0


def _event(subject: Subject, value: float) -> str:
    return f"The payment falls in a known-vulnerable moment: {quote(subject.context.key_event)}."


@indicator(
    number=45,
    id="key_event_window",
    typologies="ATT MNA CEO",
    data="X",
    strength="W",
    source="indicators.md 1.5 #45; K5 K55 FTA23",
    evidence=_event,
    gate=CONTEXT,
)
def key_event_window(subject: Subject) -> float | None:
    """1.0 when the bank's calendar names a closing, capital call, new executive or year end; None without one."""
    return 1.0 if subject.context.key_event else None
